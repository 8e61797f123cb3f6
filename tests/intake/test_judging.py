"""What makes a filing doubtful, what does not, and that no address is kept."""

import base64
import json
from datetime import timedelta

import pytest
from altcha import v1

from tests.cast import NOW
from tuntas.intake import judging, proofs, rates, stamps
from tuntas.intake.judging import Evidence, TooFast, judge
from tuntas.intake.models import SpentStamp, Tally
from tuntas.reports.states import Doubt

pytestmark = pytest.mark.django_db

OPENED = NOW - timedelta(minutes=4)
VILLAGE = "203.0.113.7"


@pytest.fixture(autouse=True)
def little_work(settings):
    settings.TUNTAS_PROOF_WORK = 50


def solved(stamp: str, at=NOW) -> str:
    challenge = proofs.challenge_for(stamps.read(stamp, at))
    options = v1.Challenge(*(challenge[name] for name in ("algorithm", "challenge", "maxNumber", "salt", "signature")))
    number = v1.solve_challenge(options.challenge, options.salt, options.algorithm, options.max_number, 0).number
    said = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number}
    return base64.b64encode(json.dumps(said).encode()).decode()


def evidence(**changes: str) -> Evidence:
    base = {"stamp": stamps.issue(OPENED), "proof": "", "trap": "", "address": VILLAGE, "government": "kalsel"}
    return Evidence(**{**base, **changes})


def filed(key: str = "kunci-1", at=NOW, **changes: str) -> tuple[Doubt, ...]:
    return judge(evidence(**changes), key=key, at=at)


def test_a_form_that_somebody_opened_is_not_doubtful_with_or_without_scripts():
    stamp = stamps.issue(OPENED)
    assert filed() == ()
    assert filed("kunci-2", stamp=stamp, proof=solved(stamp)) == ()


def test_the_hidden_field_a_made_up_post_and_a_form_sent_at_once_are_doubtful():
    assert filed(trap="http://jual.example") == (Doubt.TRAP,)
    assert filed(stamp="") == filed(stamp="a.b") == filed(stamp="Ä" * 50) == (Doubt.STAMP,)
    assert filed(stamp=stamps.issue(NOW - timedelta(seconds=1))) == (Doubt.FAST,)
    assert filed(stamp=stamps.issue(NOW - timedelta(seconds=2))) == ()


def test_a_stamp_is_good_for_one_filing_and_its_repeats():
    stamp = stamps.issue(OPENED)
    assert [filed("satu", stamp=stamp), filed("satu", stamp=stamp), filed("dua", stamp=stamp)] == [
        (),
        (),
        (Doubt.STAMP,),
    ]


def test_a_stamp_of_next_week_or_last_week_is_none():
    stamp = stamps.issue(OPENED)
    assert stamps.read(stamp, OPENED + stamps.LIFE) is not None
    assert stamps.read(stamp, OPENED + stamps.LIFE + timedelta(seconds=1)) is None
    assert stamps.read(stamp, OPENED - timedelta(seconds=1)) is None
    assert stamps.read(stamp[:-1] + ("0" if stamp[-1] != "0" else "1"), NOW) is None


def test_a_second_report_from_the_same_open_form_keeps_its_age():
    stamp = stamps.issue(OPENED)
    again = stamps.renew(stamp, NOW)
    assert (again != stamp, stamps.read(again, NOW).issued_at) == (True, stamps.read(stamp, NOW).issued_at)
    assert stamps.read(stamps.renew("nonsense", NOW), NOW).issued_at == NOW


def test_a_proof_holds_for_its_own_form_alone():
    mine, other = stamps.issue(OPENED), stamps.issue(OPENED)
    proof = solved(mine)
    assert proofs.holds(stamps.read(mine, NOW), proof)
    assert not proofs.holds(stamps.read(other, NOW), proof)


@pytest.mark.parametrize("change", [{"number": 10_001}, {"salt": 7}, {"algorithm": "SHA-1"}, {"signature": "0" * 64}])
def test_a_bent_proof_does_not_hold(change):
    stamp = stamps.issue(OPENED)
    said = json.loads(base64.b64decode(solved(stamp))) | change
    assert not proofs.holds(stamps.read(stamp, NOW), base64.b64encode(json.dumps(said).encode()).decode())


@pytest.mark.parametrize("proof", ["", "!", "e30=", "W10=", "/w==", "A" * 3000])
def test_nonsense_is_no_proof(proof):
    assert not proofs.holds(stamps.read(stamps.issue(OPENED), NOW), proof)


def test_without_a_proof_all_is_usual_until_the_government_gets_too_many(settings):
    settings.TUNTAS_UNPROVEN_PER_HOUR = 3
    found = [filed(f"kunci-{n}", address=f"198.51.100.{n}") for n in range(5)]
    assert found == [(), (), (), (Doubt.FLOOD,), (Doubt.FLOOD,)]
    stamp = stamps.issue(OPENED)
    assert filed("dengan-bukti", stamp=stamp, proof=solved(stamp)) == ()
    assert filed("kota-lain", government="banjarmasin") == ()
    later = NOW + timedelta(hours=1)
    assert filed("jam-lain", later, stamp=stamps.issue(NOW)) == ()


def test_a_trickle_all_day_is_seen_too(settings):
    settings.TUNTAS_UNPROVEN_PER_DAY = 4
    hours = [NOW + timedelta(hours=hour) for hour in range(6)]
    found = [filed(f"kunci-{at}", at, stamp=stamps.issue(at - timedelta(minutes=1))) for at in hours]
    assert found == [(), (), (), (), (Doubt.FLOOD,), (Doubt.FLOOD,)]


def test_a_village_office_is_asked_for_more_work_then_doubted_and_never_refused(settings):
    settings.TUNTAS_FILINGS_PER_NETWORK = 8
    efforts, found = [], []
    for number in range(10):
        stamp = stamps.issue(OPENED)
        efforts.append(judging.effort_for(VILLAGE, NOW))
        found.append(filed(f"warga-{number}", stamp=stamp, proof=solved(stamp)))
    assert efforts == [1, 1, 2, 2, 4, 4, 8, 8, 8, 8]
    assert found == [()] * 8 + [(Doubt.CROWD,)] * 2
    assert filed("tetangga", address="203.0.113.8") == ()


def test_only_a_torrent_is_told_to_wait_and_for_a_minute(settings):
    settings.TUNTAS_FILINGS_AT_ONCE = 3
    for number in range(3):
        filed(f"kunci-{number}")
    with pytest.raises(TooFast) as refused:
        filed("kunci-4")
    assert refused.value.status == 429
    filed("kunci-5", NOW + timedelta(minutes=1))


def test_a_repeat_is_not_counted_again():
    stamp = stamps.issue(OPENED)
    for _again in range(5):
        filed(stamp=stamp)
    assert set(Tally.objects.values_list("count", flat=True)) == {1}


def test_neighbours_of_one_ipv6_network_count_together_and_ipv4_in_ipv6_is_ipv4():
    network = rates.of_network("2001:db8:7:1::10", NOW)
    assert rates.of_network("2001:db8:7:1:ffff::1", NOW) == network
    assert rates.of_network("2001:db8:7:2::10", NOW) != network
    assert rates.of_network(f"::ffff:{VILLAGE}", NOW) == rates.of_network(VILLAGE, NOW)
    assert rates.of_network("", NOW) == rates.of_network("unix:", NOW)


def test_no_row_holds_an_address_or_can_be_joined_to_another_day():
    filed()
    today, tomorrow = (rates.of_network(VILLAGE, at).name.split()[1] for at in (NOW, NOW + timedelta(days=1)))
    assert (len(today), today != tomorrow) == (6, True)
    rows = [*Tally.objects.values_list("mark", flat=True), *SpentStamp.objects.values_list("mark", "holder")]
    assert VILLAGE not in str(rows)
    assert "kunci-1" not in str(rows)


def test_everything_is_forgotten_after_its_time():
    filed()
    assert rates.forget(NOW) == 0
    assert rates.forget(NOW + timedelta(hours=3)) == 3
    assert rates.forget(NOW + timedelta(days=8)) == 2
    assert (Tally.objects.count(), SpentStamp.objects.count()) == (0, 0)
