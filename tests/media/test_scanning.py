"""A peer that speaks clamd's protocol; the signature it knows is the harmless EICAR text, put together here."""

import socket
import struct
import threading
from datetime import UTC, datetime

import pytest

from tuntas.media import scanning, staging, store

from .samples import photo

EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
CLEAN, BAD = photo(), photo() + EICAR


class Clamd:
    """Listens on a port, takes INSTREAM apart as clamd does, and keeps what it was shown."""

    def __init__(self, answer=None):
        self.seen, self.answer = [], answer
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        while True:
            line, _address = self.listener.accept()
            with line, line.makefile("rb") as file:
                if file.read(10) != b"zINSTREAM\0":
                    return
                data = b""
                while length := struct.unpack("!I", file.read(4))[0]:
                    data += file.read(length)
                self.seen.append(data)
                verdict = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
                line.sendall(self.answer or verdict)

    def stop(self):
        with socket.create_connection(self.listener.getsockname()) as line:
            line.sendall(b"zSHUTDOWN\0")
        self.thread.join()
        self.listener.close()


@pytest.fixture
def clamd(settings):
    peer = Clamd()
    settings.TUNTAS_CLAMD = peer.address
    yield peer
    peer.stop()


def test_a_clean_file_is_shown_whole_and_not_held(clamd, vault):
    stored = store.put(store.accept("a.jpg", CLEAN))
    assert clamd.seen == [CLEAN]
    assert store.open_original(stored).data == CLEAN
    assert list(scanning.held(root=vault)) == []


def test_what_is_found_is_held_and_nothing_is_lost(clamd, vault, settings):
    stored = store.put(store.accept("a.jpg", BAD))
    assert list(scanning.held(root=vault)) == [(stored.id, "Eicar-Test-Signature")]
    with pytest.raises(store.Held):
        store.open_original(stored)
    with store.open_display(stored.display_name) as shown:
        assert EICAR not in shown.read()
    assert store.scan_held() == 0
    scanning.let_go(stored.id, root=vault)  # what an operator does who knows better
    assert store.open_original(stored).data == BAD


def test_a_file_found_unclean_waits_unclean_for_its_form(clamd, vault):
    token = staging.stage(store.accept("a.jpg", BAD), at=datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(store.Held):
        store.open_original(staging.claim(token))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0", b""])
def test_an_answer_that_is_no_verdict_lets_nothing_through(settings, vault, answer):
    peer = Clamd(answer or b"\0")
    settings.TUNTAS_CLAMD = peer.address
    try:
        assert store.accept("a.jpg", CLEAN).held == scanning.WAITING
    finally:
        peer.stop()


def test_while_the_scanner_is_away_files_are_taken_in_held_and_scanned_later(settings, vault):
    settings.TUNTAS_CLAMD = "127.0.0.1:1"
    clean, bad = (store.put(store.accept("a.jpg", data)) for data in (CLEAN, BAD))
    assert sorted(note for _name, note in scanning.held(root=vault)) == ["waiting", "waiting"]
    with pytest.raises(store.Held):
        store.open_original(clean)
    assert store.scan_held() == 0
    peer = Clamd()
    settings.TUNTAS_CLAMD = peer.address
    try:
        assert store.scan_held() == 1
    finally:
        peer.stop()
    assert store.open_original(clean).data == CLEAN
    assert list(scanning.held(root=vault)) == [(bad.id, "Eicar-Test-Signature")]


def test_an_erased_file_leaves_no_note(settings, vault):
    settings.TUNTAS_CLAMD = "unix:/nowhere/clamd.ctl"
    stored = store.put(store.accept("a.jpg", CLEAN))
    store.remove(stored)
    assert list(scanning.held(root=vault)) == []
