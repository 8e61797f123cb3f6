"""The spool: sealed on the disk, bounded, recorded exactly once under the number that was promised."""

import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.cast import NOW, nobody
from tests.lives import BODY, SITI, draft, photo
from tuntas.db.outage import Outage
from tuntas.intake import spool
from tuntas.kernel import boxes
from tuntas.kernel.references import code_hash, read_access_code, read_reference
from tuntas.kernel.refusals import Conflict, InvalidMany
from tuntas.reports.actions import submit as submitting
from tuntas.reports.actions.submit import promised, submit
from tuntas.reports.models import Filing, Report
from tuntas.reports.numbers import code_of, reference_of
from tuntas.reports.states import Doubt
from tuntas.vault import keys

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=7)


@pytest.fixture(autouse=True)
def own_spool(settings, tmp_path):
    settings.TUNTAS_DATA_DIR = tmp_path


def files(settings) -> list:
    return sorted((settings.TUNTAS_DATA_DIR / "spool").glob("*.sealed"))


def test_what_waits_is_recorded_once_with_the_promised_number_and_the_moment_of_the_receipt(settings):
    filing = replace(draft(), files=(photo(),))
    told = spool.keep(filing, at=NOW)
    assert read_reference(told.reference) == told.reference
    assert read_access_code(told.access_code) == told.access_code
    assert spool.holds(told.reference, told.access_code)
    assert spool.state().waiting == 1
    assert spool.record(LATER) == spool.Recorded(1, 0)
    report = Report.objects.get()
    assert (report.reference, report.code_hash, report.received_at, report.body) == (
        told.reference,
        code_hash(told.access_code),
        NOW,
        BODY,
    )
    assert report.attachments.get().sha256 == filing.files[0].sha256
    assert (spool.state(), spool.holds(told.reference, told.access_code)) == (spool.EMPTY, False)
    again = submit(filing, by=nobody, at=LATER)
    assert (again.reference, again.access_code, Report.objects.count()) == (told.reference, told.access_code, 1)


def test_a_filing_whose_commit_was_not_heard_of_keeps_its_number():
    """The database took it and died before it could say so: the receipt on the spot must be of the very same report."""
    filing = draft()
    told = submit(filing, by=nobody, at=NOW)
    waiting = spool.keep(filing, at=NOW)
    assert (waiting.reference, waiting.access_code) == (told.reference, told.access_code)
    spool.record(LATER)
    assert (Report.objects.count(), spool.state()) == (1, spool.EMPTY)


def test_nothing_can_be_read_on_the_disk_and_other_keys_open_nothing(settings):
    told = spool.keep(draft(), at=NOW)
    (file,) = files(settings)
    lying = file.read_bytes()
    for secret in (BODY, SITI.name, SITI.email, told.access_code):
        assert secret.encode() not in lying
        assert secret not in file.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings.TUNTAS_SPOOL_KEY = "A" * 43 + "="
    assert spool.record(LATER) == spool.Recorded(0, 1)
    assert (spool.state().stuck, Report.objects.count()) == (1, 0)
    assert spool.holds(told.reference, told.access_code)


def test_a_process_with_the_public_half_alone_puts_by_and_cannot_open(settings):
    private = settings.TUNTAS_SPOOL_KEY
    settings.TUNTAS_SPOOL_PUBLIC_KEY = boxes.base64.urlsafe_b64encode(boxes.public_of(private)).decode()
    settings.TUNTAS_SPOOL_KEY = ""
    spool.keep(draft(), at=NOW)
    (file,) = files(settings)
    with pytest.raises(ValueError):
        boxes.open_with_own(file.read_bytes()[72:])
    settings.TUNTAS_SPOOL_KEY = private
    assert spool.record(LATER) == spool.Recorded(1, 0)


def test_the_same_key_again_is_the_same_receipt_and_with_other_words_a_conflict(settings):
    filing = draft()
    first = spool.keep(filing, at=NOW)
    assert spool.keep(filing, at=LATER) == first == spool.waits(filing)
    assert len(files(settings)) == 1
    for ask in (lambda d: spool.keep(d, at=NOW), spool.waits):
        with pytest.raises(Conflict):
            ask(replace(filing, body="Lain sama sekali."))


@pytest.mark.parametrize(("most", "size"), [(2, 10**9), (9, 2_500)])
def test_it_is_bounded_by_number_and_by_size(settings, most, size):
    settings.TUNTAS_SPOOL_MOST, settings.TUNTAS_SPOOL_BYTES = most, size
    kept = 0
    with pytest.raises(spool.SpoolFull):
        for turn in range(9):
            spool.keep(draft(key=f"kunci-{turn}"), at=NOW)
            kept += 1
    assert kept == spool.state().waiting > 0


def test_words_are_checked_without_a_register(settings, django_assert_num_queries):
    with django_assert_num_queries(0):
        with pytest.raises(InvalidMany) as caught:
            spool.keep(draft(body="", latitude=1.0, longitude=1.0), at=NOW)
        assert {fault.field for fault in caught.value} == {"body", "point"}
        spool.keep(draft(), at=NOW)


def test_a_code_that_no_register_knows_is_dropped_and_the_words_stay():
    spool.keep(draft(topic_code="tidak-ada", region_code="99.99"), at=NOW)
    assert spool.record(LATER) == spool.Recorded(1, 0)
    report = Report.objects.get()
    assert (report.topic, report.region, report.body) == (None, None, BODY)


def test_while_the_database_is_away_all_goes_on_waiting(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    spool.keep(draft(), at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(spool, "submit", away)
        with pytest.raises(Outage):
            spool.record(LATER)
    assert spool.state().waiting == 1
    assert spool.record(LATER) == spool.Recorded(1, 0)


def test_a_worker_killed_between_row_and_file_records_nothing_twice(monkeypatch):
    keys.current(NOW)  # the vault has its first key already: making it takes a file away, too
    spool.keep(draft(), at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(spool.Path, "unlink", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            spool.record(LATER)
    assert (spool.state().waiting, Report.objects.count()) == (1, 1)
    assert spool.record(LATER) == spool.Recorded(1, 0)
    assert Report.objects.count() == 1


def test_a_number_that_another_report_has_opens_the_right_one(monkeypatch):
    """The number was promised on the spot; the other report came meanwhile through the database."""
    filing = draft()
    told = spool.keep(filing, at=NOW)
    usual = reference_of
    taken = lambda key, turn=0: told.reference if turn == 0 else usual(key, turn)  # noqa: E731
    with monkeypatch.context() as patched:
        patched.setattr(submitting, "reference_of", taken)
        other = submit(draft(key="kunci-orang-lain"), by=nobody, at=NOW)
    assert other.reference == told.reference
    spool.record(LATER)
    mine = Report.objects.exclude(pk=other.report_id).get()
    assert mine.reference == reference_of(filing.key, 1) != told.reference
    assert Filing.objects.get(report=mine).promised == told.reference
    found = Report.objects.filter(code_hash=code_hash(told.access_code))
    assert promised(found, told.reference) == mine.pk
    assert promised(found, "1" * 8) is None


def test_numbers_and_codes_hang_on_the_key_and_on_the_vault(settings):
    numbers = {reference_of(f"kunci-{n}") for n in range(500)}
    assert len(numbers) == len({code_of(f"kunci-{n}") for n in range(500)}) == 500
    before = code_of("kunci")
    settings.TUNTAS_VAULT_KEY = "B" * 43 + "="
    assert code_of("kunci") != before


def test_what_was_doubted_is_still_doubted_after_the_outage():
    spool.keep(replace(draft(), doubts=(Doubt.TRAP,)), at=NOW)
    assert spool.record(LATER) == spool.Recorded(1, 0)
    assert Report.objects.get().quarantined_at == NOW
