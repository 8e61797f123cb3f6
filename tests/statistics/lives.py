"""Lives for the tests of figures: different ones, and those that only cells can count."""

from datetime import date, datetime, timedelta

from tests.cast import NOW, system
from tests.lives import DONE, Life, office
from tuntas.reports.actions import close, dispatch, verify, work
from tuntas.reports.states import Classification, FollowUpKind

TUESDAY = NOW + timedelta(days=1)


def later(life: Life, **by: int) -> Life:
    life.at += timedelta(**by)
    return life


def begun(people, start: datetime, **changes: object) -> Life:
    return Life(people, start).submitted(incident_on=date(2024, 1, 5), **changes)


def brought_back(life: Life) -> Life:
    close.reopen(life.report, reason="Lubang muncul lagi.", by=life.people.budi, at=life.tick())
    return life


def different(people) -> list[Life]:
    """Different lives from four days, some in the year before."""
    lives = []
    for n, start in enumerate((NOW - timedelta(days=365), NOW, TUESDAY, NOW + timedelta(days=9))):
        supervision = begun(people, start, classification=Classification.SUPERVISION)
        lives += [
            begun(people, start),
            later(begun(people, start).dispatched(), days=n).responded(),
            later(begun(people, start).dispatched().responded(), days=2 * n).followed_up(),
            brought_back(begun(people, start).dispatched().responded().followed_up().confirmed()),
            begun(people, start).dispatched().responded().followed_up().disputed().followed_up(),
            begun(people, start).dispatched().returned(),
            begun(people, start).dispatched().responded().promised(),
            begun(people, start, classification=Classification.INFORMATION).archived(),
            begun(people, start).referred(),
            begun(people, start).withdrawn(),
            supervision.dispatched().responded(),
            begun(people, start).dispatched().withdrawn(),
        ]
    return lives


def peculiar(people) -> list[Life]:
    """Lives with what figures must take back, carry over or leave out."""
    return [
        kept(begun(people, NOW).dispatched().responded().promised(), days=3),
        broken(begun(people, TUESDAY).dispatched().responded().promised()),
        rated(begun(people, NOW).dispatched().responded().followed_up(), 5),
        brought_back(rated(begun(people, TUESDAY).dispatched().responded().followed_up(), 2)),
        rated_after_silence(begun(people, NOW, topic_code="air-tarif").dispatched().responded().followed_up()),
        taken_up_again(begun(people, NOW, classification=Classification.INFORMATION).archived()),
        revived(later(begun(people, NOW).dispatched(), days=2).withdrawn()),
        later(begun(people, NOW).dispatched(), days=3).withdrawn(),
        closed_by_coordinator(begun(people, NOW).dispatched().responded().followed_up()),
        sent_twice(begun(people, NOW, region_code="6372")),
        reclassified(begun(people, TUESDAY).dispatched()),
        later(begun(people, TUESDAY), days=9).dispatched(),
        begun(people, NOW).merged(incident_on=date(2024, 1, 5)),
        begun(people, NOW).sent_to_city(),
        begun(people, NOW).asked(),
        begun(people, NOW).dispatched().responded().promised().confirmed(),
    ]


def kept(life: Life, days: int) -> Life:
    later(life, days=days)
    work.keep_promise(life.report, work.FollowUp(FollowUpKind.ANSWER, DONE), by=life.worker, at=life.at)
    return life


def broken(life: Life) -> Life:
    work.break_promise(life.report, by=system, at=later(life, days=20).at)
    return life


def rated(life: Life, rating: int) -> Life:
    close.confirm(life.report, rating=rating, by=life.siti, at=life.tick())
    return life


def rated_after_silence(life: Life) -> Life:
    close.close_silent(life.report, by=system, at=later(life, days=30).at)
    close.rate(life.report, rating=1, by=life.siti, at=life.tick())
    return life


def closed_by_coordinator(life: Life) -> Life:
    close.close_by_coordinator(life.report, reason="Tidak ada tanggapan.", by=life.people.budi, at=life.tick())
    return life


def taken_up_again(life: Life) -> Life:
    verify.appeal(life.report, reason="Ini pelayanan publik.", by=life.siti, at=life.tick())
    verify.accept_appeal(life.report, explanation="Benar.", by=life.people.lina, at=life.tick())
    return life


def revived(life: Life) -> Life:
    verify.revive(life.report, body="Ternyata belum.", by=life.siti, at=life.tick())
    return life.dispatched()


def sent_twice(life: Life) -> Life:
    later(life.dispatched(), days=1).returned()
    dispatch.redispatch_unit(life.report, to=office("kalsel-pupr"), by=life.people.budi, at=life.tick())
    life.returned()
    dispatch.redispatch_unit(life.report, to=office("kalsel-dishub"), by=life.people.budi, at=life.tick())
    work.respond(life.report, message="Rambu di simpang itu kami pasang kembali.", by=life.people.yusuf, at=life.tick())
    return life


def reclassified(life: Life) -> Life:
    to = Classification.INFORMATION
    verify.reclassify(life.report, to=to, reason="Hanya bertanya.", by=life.people.budi, at=life.tick())
    return life
