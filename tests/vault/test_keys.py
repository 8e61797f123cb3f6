"""Data keys in boxes: who can open them, what a new generation changes, and that a stopped rotation goes on."""

from uuid import uuid4

import pytest

from tests.cast import NOW
from tuntas.kernel import boxes
from tuntas.vault import keys
from tuntas.vault.models import Holder, Kind, SealedKey
from tuntas.vault.ring import own, own_file, ring_of, write_key


@pytest.fixture(autouse=True)
def _home(db, settings, tmp_path):
    """A vault without keys yet."""
    settings.TUNTAS_DATA_DIR, settings.TUNTAS_INSTITUTION_KEY = tmp_path, ""


def held(kind: Kind) -> str:
    """A new key for this holder; the private half as its holder keeps it."""
    private = boxes.new_private_key()
    keys.register(kind, boxes.public_of(private), at=NOW)
    return private


def next_own() -> None:
    """A new generation of the institution's key, beside the old file."""
    path = own_file(keys.next_generation(Kind.INSTITUTION))
    text = boxes.new_private_key()
    assert write_key(path, text)
    keys.register(Kind.INSTITUTION, boxes.public_of(text), at=NOW)


def test_the_first_key_is_made_at_first_use_and_only_its_owner_reads_it():
    thing = uuid4()
    made = keys.new_key_for(thing, at=NOW)
    assert keys.key_of(thing) == made
    assert own_file(1).stat().st_mode & 0o777 == 0o600
    assert [(one.kind, one.generation, one.until) for one in Holder.objects.all()] == [("INSTITUTION", 1, None)]


def test_each_holder_opens_with_the_own_key_and_nobody_else():
    keys.current(NOW)
    ombudsman, escrow, stranger = held(Kind.OMBUDSMAN), held(Kind.ESCROW), boxes.new_private_key()
    thing = uuid4()
    made = keys.new_key_for(thing, at=NOW)
    assert [keys.key_of(thing, ring_of([text])) for text in (ombudsman, escrow)] == [made, made]
    with pytest.raises(keys.Shut):
        keys.key_of(thing, ring_of([stranger]))


def test_whoever_has_public_halves_alone_seals_and_cannot_open(settings, tmp_path):
    keys.current(NOW)
    settings.TUNTAS_DATA_DIR = tmp_path / "tanpa-kunci"
    thing = uuid4()
    keys.new_key_for(thing, at=NOW)
    assert own() == {}
    with pytest.raises(keys.Shut):
        keys.key_of(thing)


def test_a_box_serves_for_no_other_thing():
    """Whoever can write into the database cannot have one report's key handed out for another."""
    one, other = uuid4(), uuid4()
    keys.new_key_for(one, at=NOW)
    keys.new_key_for(other, at=NOW)
    SealedKey.objects.filter(thing=other).update(box=SealedKey.objects.get(thing=one).box)
    with pytest.raises(keys.Shut):
        keys.key_of(other)


def test_a_changed_box_is_shut():
    thing = uuid4()
    keys.new_key_for(thing, at=NOW)
    row = SealedKey.objects.get(thing=thing)
    row.box = bytes(row.box)[:-1] + bytes([bytes(row.box)[-1] ^ 1])
    row.save()
    with pytest.raises(keys.Shut):
        keys.key_of(thing)


def test_a_new_generation_opens_old_and_new_and_a_stopped_rotation_goes_on():
    things = [uuid4() for _ in range(5)]
    made = {thing: keys.new_key_for(thing, at=NOW) for thing in things}
    next_own()
    escrow = held(Kind.ESCROW)
    made |= {thing: keys.new_key_for(thing, at=NOW) for thing in [uuid4()]}
    assert {thing: keys.key_of(thing) for thing in made} == made
    assert keys.lacking() == 10
    assert next(keys.rewrap(own(), at=NOW, limit=3)) == 3
    assert (keys.lacking(), keys.drop_retired()) == (7, 0)
    assert {thing: keys.key_of(thing) for thing in made} == made
    assert sorted(keys.rewrap(own(), at=NOW, limit=3)) == [2, 2, 3]
    assert (keys.lacking(), keys.drop_retired()) == (0, 5)
    own_file(1).unlink()
    assert {thing: keys.key_of(thing) for thing in made} == made
    assert {thing: keys.key_of(thing, ring_of([escrow])) for thing in made} == made


def test_erasing_old_boxes_too_early_would_lose_things():
    """The negative control: without the question whether something lacks a box, the old generation is needed still."""
    thing = uuid4()
    keys.new_key_for(thing, at=NOW)
    next_own()
    SealedKey.objects.filter(holder__until__isnull=False).delete()
    with pytest.raises(keys.Shut):
        keys.key_of(thing)


def test_what_the_keys_at_hand_cannot_open_is_left_and_counted(settings, tmp_path):
    keys.new_key_for(uuid4(), at=NOW)
    next_own()
    assert list(keys.rewrap(ring_of([boxes.new_private_key()]), at=NOW, limit=10)) == []
    assert keys.lacking() == 1


def test_a_key_file_is_never_overwritten(tmp_path):
    assert write_key(tmp_path / "keys" / "satu.key", "satu")
    assert not write_key(tmp_path / "keys" / "satu.key", "dua")
    assert (tmp_path / "keys" / "satu.key").read_text() == "satu\n"
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["satu.key"]
