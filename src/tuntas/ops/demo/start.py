"""The start of the demonstration: tables, seeds, people, reports; what is there already is left alone."""

import time
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tuntas.institutions import seeds
from tuntas.kernel import clock
from tuntas.kernel.references import grouped
from tuntas.ops import serving
from tuntas.ops.words import both
from tuntas.reports.models import Report
from tuntas.reports.states import State
from tuntas.sla.seeds import seed_national_calendar, seed_rules

from .build import TOTAL, Built, build
from .cast import PASSWORD, SHOWN, seat_everybody

CARD = "demo.txt"
"""In the data directory: what the first start printed, for all later ones. Access codes are known only once."""

_SHOWN_STATES = (
    State.FOLLOWED_UP, State.INCOMPLETE, State.IN_PROGRESS, State.REOPENED, State.AWAITING_THIRD_PARTY, State.CLOSED,
)  # fmt: skip
_HOST = "127.0.0.1"
_WORKERS = 1


def start(*, port: int, reports: int | None) -> int:
    """Prepare everything, print the card and serve until Ctrl-C."""
    began = time.monotonic()
    serving.refuse_taken_port(_HOST, port)
    prepare(reports, at=clock.now())
    print(card_path().read_text(encoding="utf-8"))
    print(both("Siap dalam", "Ready after") + f" {time.monotonic() - began:.0f} s", flush=True)
    return serving.run(Namespace(host=_HOST, port=port, workers=_WORKERS, without_worker=False))


def prepare(reports: int | None, *, at: datetime) -> Built:
    """Bring the data directory to where the demonstration begins. A second call changes nothing."""
    call_command("migrate", verbosity=0)
    seed()
    say = both("Membuat laporan contoh …", "Making sample reports …")
    built = build(reports or TOTAL, now=at, say=lambda line: print(f"{say}{line}", flush=True))
    if built.codes or not card_path().exists():
        card_path().write_text(card(built), encoding="utf-8")
        card_path().chmod(0o600)
    return built


def seed() -> None:
    """The areas of South Kalimantan, its government, the rules, the calendar, and the people."""
    seeds.load_regions(seeds.DEFAULT_REGION)
    seeds.load_topics()
    seeds.load_government_of_south_kalimantan()
    seeds.load_competences()
    seed_rules()
    seed_national_calendar()
    seat_everybody()


def card(built: Built) -> str:
    """What a visitor needs: accounts, and reports to follow with their codes."""
    title = both("PERAGAAN: semua orang dan kejadian rekaan.", "DEMONSTRATION: all people and events are invented.")
    accounts = both("Akun petugas, kata sandi semuanya", "Accounts of officers, password of all")
    lines = [title, "", f"{accounts}: {PASSWORD}"]
    lines += [f"  {seated.email:<36} {seated.role.label}, {seated.office}" for seated in SHOWN]
    shown = list(_reports(built.codes))
    if shown:
        lines += ["", both("Laporan untuk dilacak: nomor dan kode akses", "Reports to follow: number and access code")]
        lines += [f"  {report.number}  {grouped(code)}  {State(report.state).label}" for report, code in shown]
    return "\n".join(lines) + "\n"


def _reports(codes: dict[str, str]) -> list[tuple[Report, str]]:
    """The youngest report in each of the states worth a look."""
    found: dict[str, Report] = {}
    for report in Report.objects.filter(state__in=_SHOWN_STATES).order_by("-received_at"):
        if report.reference in codes:
            found.setdefault(report.state, report)
    return [(found[state], codes[found[state].reference]) for state in _SHOWN_STATES if state in found]


def card_path() -> Path:
    """Where the card lies."""
    return Path(settings.TUNTAS_DATA_DIR) / CARD
