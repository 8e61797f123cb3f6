"""The press is held on a short lead, outlives its children, and is started anew when it dies."""

import resource
from zoneinfo import ZoneInfo

import pytest

from tuntas.media import images, kinds, press, pressing
from tuntas.media.covers import Box
from tuntas.media.kinds import Kind

from .samples import photo

PHOTO = photo(offset="")


def test_a_child_draws_the_very_same_copies():
    zone = ZoneInfo("Asia/Makassar")
    assert press.copies(PHOTO, Kind.JPEG, zone=zone) == images.copies(PHOTO, Kind.JPEG, zone=zone)
    assert press.copies(PHOTO, Kind.JPEG).capture == images.copies(PHOTO, Kind.JPEG).capture
    boxes = [Box(10, 10, 20, 20)]
    assert press.covered(PHOTO, boxes) == images.covered(PHOTO, boxes)


def test_refusals_of_a_child_arrive_as_themselves():
    with pytest.raises(kinds.BrokenPicture):
        press.copies(PHOTO[:300], Kind.JPEG)
    with pytest.raises(kinds.BrokenDocument):
        press.flattened(b"%PDF-1.7\nstartxref\n%%EOF")
    assert set(press.CODES) <= {refusal.code for refusal in kinds.UploadRefused.__subclasses__()}


def test_a_child_that_is_killed_is_a_refusal_and_the_next_file_is_drawn():
    """A job that is none ends the child without an answer, as a limit or a fault in a decoder does."""
    assert press.exchange({"do": "nothing"}, b"").facts == {"refused": kinds.TooHeavy.code}
    assert press.copies(PHOTO, Kind.JPEG).display


def test_a_press_that_died_is_started_anew():
    press.copies(PHOTO, Kind.JPEG)
    press._Press.process.kill()
    press._Press.process.wait()
    assert press.copies(PHOTO, Kind.JPEG).display


def test_the_press_carries_no_secret_in_its_environment(monkeypatch):
    monkeypatch.setenv("TUNTAS_VAULT_KEY", "KANARI-KUNCI")
    press.end()
    press.copies(PHOTO, Kind.JPEG)
    with open(f"/proc/{press._Press.process.pid}/environ", "rb") as file:
        assert b"KANARI" not in file.read()


def test_a_child_opens_nothing_writes_nothing_and_has_little_time_and_room(monkeypatch):
    """In a process of its own, since none of it can be taken back."""
    import os

    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        pressing._hold_back()
        names = ("CPU", "CORE", "FSIZE", "NOFILE")
        said = ",".join(str(resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1]) for name in names)
        try:
            open("/etc/hostname")  # noqa: SIM115
        except OSError as error:
            said += f",{error.errno}"
        os.write(writing, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100) == b"4,0,0,0,24"
    for end in (reading, writing):
        os.close(end)
