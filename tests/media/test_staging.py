import contextlib
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tuntas.media import staging, store

from .samples import OWNER, pdf, photo

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
PHOTO = photo()


def staged(data=PHOTO):
    return staging.stage(store.accept("siti.jpg", data), at=AT)


def test_claim_brings_the_file_into_the_store(vault):
    token = staged()
    seen = staging.look(token)
    stored = staging.claim(token)
    assert stored == seen
    assert stored.capture.latitude == -3.32
    assert store.open_original(stored).data == PHOTO
    with store.open_thumbnail(stored.thumbnail_name) as thumbnail:
        assert thumbnail.read() == staging.staged_thumbnail(token)


def test_staging_and_claiming_leave_no_temporary_files(vault):
    staging.claim(staged())
    assert list(vault.rglob("*.tmp")) == []


def test_claim_works_once(vault):
    token = staged()
    staging.claim(token)
    with pytest.raises(store.NoSuchFile):
        staging.claim(token)


def test_the_same_filing_may_claim_again_another_may_not(vault):
    token = staged()
    first = staging.claim(token, key="kunci-1")
    assert staging.claim(token, key="kunci-1") == first
    for other in ("kunci-2", ""):
        with pytest.raises(store.NoSuchFile):
            staging.claim(token, key=other)


def test_of_many_claims_at_once_one_succeeds(vault):
    token, won, start = staged(), [], threading.Barrier(8)

    def run():
        start.wait()
        with contextlib.suppress(store.NoSuchFile):
            won.append(staging.claim(token))

    runners = [threading.Thread(target=run) for _ in range(8)]
    [runner.start() for runner in runners]
    [runner.join() for runner in runners]
    assert len(won) == 1


def test_sweep_takes_what_is_older_than_a_day(vault):
    token = staged()
    assert staging.sweep_staging(AT + timedelta(hours=24)) == 0
    assert staging.look(token).size == len(PHOTO)
    assert staging.sweep_staging(AT + timedelta(hours=24, seconds=1)) == 1
    with pytest.raises(store.NoSuchFile):
        staging.claim(token)


def test_what_was_claimed_outlives_the_sweep(vault):
    stored = staging.claim(staged())
    staging.sweep_staging(datetime(2999, 1, 1, tzinfo=UTC))
    assert list((vault / "staging").iterdir()) == []
    assert store.open_original(stored).data == PHOTO


def test_disk_tells_neither_token_nor_place_nor_owner(vault):
    token = staged()
    for path in vault.rglob("*"):
        assert token not in str(path)
        if path.is_file():
            content = path.read_bytes()
            assert [word for word in (OWNER, token, "114.59", "siti") if word.encode() in content] == []


def test_unknown_and_half_staged_tokens(vault):
    token = staged()
    (staging._folder(token, None) / "facts.sealed").unlink()
    for unknown in (token, "", "../..", "\0"):
        with pytest.raises(store.NoSuchFile):
            staging.claim(unknown)


def test_discard(vault):
    token = staged()
    staging.discard(token)
    staging.discard(token)
    with pytest.raises(store.NoSuchFile):
        staging.look(token)


def test_documents_have_no_thumbnail_to_show(vault):
    token = staged(pdf())
    with pytest.raises(store.NoSuchFile):
        staging.staged_thumbnail(token)
    assert store.open_original(staging.claim(token)).data == pdf()


def test_sweep_of_nothing(vault):
    assert staging.sweep_staging(AT) == 0
