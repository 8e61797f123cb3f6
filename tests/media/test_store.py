import errno
import io
import os
import stat

import pytest
from cryptography.exceptions import InvalidTag

from tuntas.kernel.sealing import seal
from tuntas.media import kinds, store
from tuntas.media.images import Capture
from tuntas.media.kinds import Kind

from .samples import AUTHOR, HOSTILE, OWNER, pdf, photo

PHOTO = photo()


class Endless:
    """An upload that never ends; counts what is taken from it."""

    def __init__(self, start=b""):
        self.start, self.taken = start, 0

    def read(self, size):
        piece, self.start = (self.start or bytes(size))[:size], b""
        self.taken += len(piece)
        return piece


def kept(data=PHOTO, name="laporan-oleh-siti.jpg"):
    return store.put(store.accept(name, data))


def test_accepted_then_kept_then_opened(vault):
    stored = kept()
    original = store.open_original(stored)
    assert (original.name, original.kind, original.data) == ("laporan-oleh-siti.jpg", Kind.JPEG, PHOTO)
    assert (stored.kind, stored.size) == (Kind.JPEG, len(PHOTO))
    with (
        store.open_display(stored.display_name) as display,
        store.open_thumbnail(stored.thumbnail_name) as small,
    ):
        assert display.read(3) == small.read(3) == b"\xff\xd8\xff"


def test_nothing_on_the_disk_names_the_sender(vault):
    stored = kept()
    files = [path for path in vault.rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted(stored.names)
    for path in files:
        assert OWNER.encode() not in path.read_bytes()
        assert b"siti" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.parent.relative_to(vault).parts == ("files", stored.id[:2], stored.id[2:4])


def test_ids_do_not_tell_the_time(vault):
    assert len({kept().id[:4] for _ in range(6)}) > 1


def test_document_is_kept_sealed_and_served_without_author(vault):
    stored = kept(pdf(), "surat.pdf")
    assert (stored.kind, stored.capture, stored.thumbnail_name) == (Kind.PDF, Capture(), None)
    assert stored.kind.is_picture is False
    with store.open_display(stored.display_name) as display:
        assert AUTHOR.encode() not in display.read()
    assert store.open_original(stored).data == pdf()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_content_is_refused_whatever_its_name(name):
    with pytest.raises(kinds.UnknownKind):
        store.accept("foto.jpg", HOSTILE[name])


def test_eleven_megabytes_are_refused_with_the_sentence():
    with pytest.raises(kinds.TooBig) as refused:
        store.accept("besar.jpg", PHOTO + bytes(11 * 1024 * 1024 - len(PHOTO)))
    assert str(refused.value) == "Berkas ini lebih besar dari 10 MB. Kirim berkas yang lebih kecil."


def test_exactly_the_limit_is_accepted():
    assert store.accept("pas.jpg", PHOTO + bytes(kinds.MAX_BYTES - len(PHOTO))).size == kinds.MAX_BYTES


def test_reading_stops_at_the_limit():
    source = Endless(PHOTO)
    with pytest.raises(kinds.TooBig):
        store.accept("tanpa-akhir.jpg", source)
    assert source.taken <= kinds.MAX_BYTES + store.CHUNK_BYTES


def test_a_stream_gives_what_its_bytes_give():
    read, given = store.accept("a.jpg", io.BytesIO(PHOTO)), store.accept("a.jpg", PHOTO)
    assert (read.sha256, read.display, read.capture) == (given.sha256, given.display, given.capture)


def test_empty_stream_is_refused():
    with pytest.raises(kinds.Empty):
        store.accept("kosong.jpg", io.BytesIO())


def test_a_changed_original_is_noticed(vault):
    stored = kept()
    path = store.path_of(stored.original_name)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(InvalidTag):
        store.open_original(stored)


def test_an_exchanged_original_is_noticed(vault):
    mine, other = kept(), kept(photo((320, 240)))
    store.path_of(mine.original_name).write_bytes(store.path_of(other.original_name).read_bytes())
    with pytest.raises(store.Tampered):
        store.open_original(mine)


def test_an_envelope_for_another_purpose_is_noticed(vault):
    stored = kept()
    store.path_of(stored.original_name).write_bytes(seal(b"\0\0" + PHOTO, purpose="identity"))
    with pytest.raises(InvalidTag):
        store.open_original(stored)


def test_remove_erases_every_copy_and_can_be_repeated(vault):
    stored = kept()
    store.remove(stored)
    store.remove(stored)
    assert [path for path in vault.rglob("*") if path.is_file()] == []
    with pytest.raises(store.NoSuchFile):
        store.open_display(stored.display_name)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a" * 32 + ".php", "a" * 32 + ".jpg\n", "", "A" * 32, "." * 32],
)
def test_only_names_of_ours_become_paths(name):
    with pytest.raises(store.NoSuchFile):
        store.open_display(name)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("C:\\Foto\\Siti.jpg", "Siti.jpg"),
        ("../../Siti.jpg", "Siti.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("foto\0.jpg\r\n", "foto.jpg"),
        ("x" * 300 + ".jpg", "x" * 116 + ".jpg"),
        ("", ""),
    ],
)
def test_names_are_cleaned_before_they_are_kept(vault, given, name):
    assert store.open_original(kept(name=given)).name == name


def test_download_name_is_the_number_of_the_report():
    assert store.neutral_name("KALSEL/2026/000123", 2, Kind.HEIC) == "KALSEL-2026-000123-lampiran-2.jpg"
    assert store.neutral_name("KALSEL/2026/000123", 1, Kind.PDF) == "KALSEL-2026-000123-lampiran-1.pdf"


def test_a_failed_write_leaves_nothing(vault, monkeypatch):
    accepted = store.accept("a.jpg", PHOTO)

    flush = os.fsync

    def full(descriptor):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(descriptor)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(accepted)
    assert [path for path in vault.rglob("*") if path.is_file()] == []


def test_root_can_be_given(tmp_path):
    stored = store.put(store.accept("a.jpg", PHOTO), root=tmp_path / "lain")
    assert store.open_original(stored, root=tmp_path / "lain").data == PHOTO
