"""Reports at every point of their life, made by the real actions: what tests start from."""

import hashlib
import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.cast import NOW, Cast, nobody, system
from tuntas.accounts.actors import Reporter
from tuntas.institutions.models import Institution
from tuntas.media.images import Capture
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import Stored
from tuntas.reports.actions import close, dispatch, submit, verify, work
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.models import Report
from tuntas.reports.states import ArchiveReason, FollowUpKind, HoldCause, MissingItem, ReferralTarget, ReturnReason
from tuntas.sla.clocks import Kind

_keys = itertools.count(1)

BODY = "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah jatuh dari motor."
ANSWER = "Kami sudah meninjau lubang di depan pasar pagi ini; penambalan dijadwalkan hari Kamis oleh regu dua."
DONE = "Lubang di depan pasar ditambal dengan aspal panas seluas dua belas meter persegi hari ini oleh regu dua."
SITI = Contact(name="Siti Aminah", email="siti@warga.example", phone="0500 000 000")


def office(code: str) -> Institution:
    return Institution.objects.get(code=code)


def draft(**changes: object) -> Draft:
    """A sound draft about a pothole, with a key of its own."""
    base = Draft(
        key=f"kunci-{next(_keys)}",
        title="Jalan berlubang di depan pasar",
        body=BODY,
        topic_code="jalan-berlubang",
        place_text="Depan Pasar Lama",
        region_code="6371",
        incident_on=date(2025, 2, 28),
        contact=SITI,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@dataclass
class Life:
    """One report and the actors around it; each step takes an hour of a working morning."""

    people: Cast
    at: datetime = NOW
    report: Report = None  # type: ignore[assignment]
    access_code: str = ""

    def tick(self, hours: float = 0.1) -> datetime:
        self.at += timedelta(hours=hours)
        return self.at

    @property
    def siti(self) -> Reporter:
        return Reporter(self.report.pk)

    @staticmethod
    def system():
        return system

    def submitted(self, **changes: object) -> "Life":
        receipt = submit.submit(draft(**changes), by=nobody, at=self.tick())
        self.report = Report.objects.get(pk=receipt.report_id)
        self.access_code = receipt.access_code
        return self

    def asked(self) -> "Life":
        verify.ask_completion(
            self.report,
            missing=[MissingItem.WHERE],
            message="Di ruas mana tepatnya?",
            by=self._verifier,
            at=self.tick(),
        )
        return self

    @property
    def _verifier(self):
        return self.people.intan if self.report.is_supervision else self.people.budi

    @property
    def worker(self):
        return self.people.intan if self.report.is_supervision else self.people.ratna

    def dispatched(self) -> "Life":
        unit = office("kalsel-inspektorat" if self.report.is_supervision else "kalsel-pupr")
        dispatch.dispatch_unit(self.report, to=unit, by=self._verifier, at=self.tick())
        return self

    def sent_to_city(self) -> "Life":
        dispatch.dispatch_institution(self.report, to=office("banjarmasin"), by=self.people.budi, at=self.tick())
        return self

    def returned(self, suggested: str = "kalsel-dishub") -> "Life":
        dispatch.hand_back(
            self.report,
            reason=ReturnReason.NOT_OUR_AUTHORITY,
            suggested=office(suggested),
            by=self.people.ratna,
            at=self.tick(),
        )
        return self

    def responded(self) -> "Life":
        work.respond(self.report, message=ANSWER, by=self.worker, at=self.tick())
        return self

    def followed_up(self, kind: FollowUpKind = FollowUpKind.ANSWER, **extra: object) -> "Life":
        work.follow_up(self.report, work.FollowUp(kind, DONE, **extra), by=self.worker, at=self.tick())  # type: ignore[arg-type]
        return self

    def promised(self) -> "Life":
        day = (self.at + timedelta(days=14)).date()
        return self.followed_up(FollowUpKind.PROMISE, promised_on=day)

    def proposed(self, kind: FollowUpKind = FollowUpKind.ANSWER) -> "Life":
        work.propose_follow_up(self.report, work.FollowUp(kind, DONE), by=self.worker, at=self.tick())
        return self

    def hold_requested(self) -> "Life":
        work.request_hold(
            self.report,
            cause=HoldCause.WEATHER,
            until=(self.at + timedelta(days=10)).date(),
            message="Sungai masih meluap.",
            by=self.worker,
            at=self.tick(),
        )
        return self

    def held(self) -> "Life":
        self.hold_requested()
        work.hold(self.report, message="Menunggu air surut.", by=self._verifier, at=self.tick())
        return self

    def questioned(self) -> "Life":
        work.ask_reporter(self.report, message="Apakah lubang di sisi kiri?", by=self.worker, at=self.tick())
        return self

    def replied(self) -> "Life":
        from tuntas.reports.actions import converse

        converse.reply(self.report, body="Masih ada sisa kerikil.", by=self.siti, at=self.tick())
        return self

    def confirmed(self) -> "Life":
        close.confirm(self.report, by=self.siti, at=self.tick())
        return self

    def disputed(self) -> "Life":
        close.dispute(self.report, reason="Lubang sudah terbuka lagi.", by=self.siti, at=self.tick())
        return self

    def reopened(self) -> "Life":
        close.reopen(self.report, reason="Lubang muncul lagi.", by=self.siti, at=self.tick())
        return self

    def archived(self) -> "Life":
        verify.archive(
            self.report,
            reason=ArchiveReason.UNCLEAR,
            explanation="Tempat tidak dapat dikenali.",
            by=self._verifier,
            at=self.tick(),
        )
        return self

    def withdrawn(self) -> "Life":
        verify.withdraw(self.report, reason="Sudah diperbaiki warga.", by=self.siti, at=self.tick())
        return self

    def referred(self) -> "Life":
        verify.refer(self.report, target=ReferralTarget.PPID, ground="UU 14/2008", by=self._verifier, at=self.tick())
        return self

    def archived_by(self, second) -> "Life":
        """The second person's consent to archiving a case of supervision."""
        verify.archive(
            self.report,
            reason=ArchiveReason.UNCLEAR,
            explanation="Tempat tidak dapat dikenali.",
            by=second,
            at=self.tick(),
        )
        return self

    def merged(self, by=None, **changes: object) -> "Life":
        master = Life(self.people, self.at).submitted(**changes)
        verify.merge(self.report, into=master.report, by=by or self.people.budi, at=self.tick())
        return self


def photo(name: str = "foto") -> Stored:
    """A stored picture as an action receives it; the bytes are not needed where nobody opens it."""
    return Stored(
        id=f"{name}-{next(_keys)}",
        kind=FileKind.JPEG,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=len(name),
        capture=Capture(),
    )


def due(report: Report, kind: Kind) -> str:
    """The deadline of the running clock on the office's wall; "paused" or "none" where there is none."""
    clock = report.clocks.filter(kind=kind, stopped_at__isnull=True).first()
    if clock is None:
        return "none"
    zone = ZoneInfo(clock.institution.time_zone)
    return f"{clock.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if clock.due_at else "paused"


def instant(day: str, hour: str = "09:00") -> datetime:
    """A time on the wall in Banjarmasin (WITA)."""
    return datetime.fromisoformat(f"{day}T{hour}+08:00").astimezone(UTC)
