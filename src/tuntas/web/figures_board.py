"""The dashboard at /meja/statistik/papan/: what an officer's scope looks like at a glance, each number with its list.

Read from cells alone, one query for each axis, however many reports there are. Over one government (or some units) it
compares units; over several, governments.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Cell, Table
from tuntas.institutions.models import GOVERNMENTS, Institution, Region, Topic
from tuntas.reports.states import Classification, Ending, Verb
from tuntas.sla.dates import date_text
from tuntas.statistics.measures import DISPATCHING, PROMISING, split_by
from tuntas.statistics.models import Axis
from tuntas.statistics.reading import Count, Cut, all_counts, figures_of, senders, waiting_of
from tuntas.statistics.scopes import Scope, officer_scope

from . import figures_tables as tables
from .figures import NOT_BY_UNIT, Choice, Page, choice_of, government_of, open_as_of, tiles_of
from .figures_charts import Area, Chart, Mark, bubbles, funnel, heat, months, share
from .figures_league import Contender, fairness, league
from .figures_lists import NO_TOPIC
from .figures_words import count, explanations
from .overseer_door import Watch, for_officers, frame

YEARS = 6
"""How many years may be chosen; an older one may be written into the address."""
WIDEST = 12
"""Columns of the grid."""
REGENCY, DISTRICT = len("6371"), len("637101")
_FLOW = frozenset({Verb.SUBMIT.value, *(verb.value for verb in DISPATCHING)})
_SENT = {True: frozenset({Verb.SUBMIT.value}), False: _FLOW - {Verb.SUBMIT.value}}
"""Receipts, which governments have, or dispatches, which units have."""
_DUTIES = ("response", "follow_up")
_BASE = frozenset(
    {
        *_FLOW,
        *(verb.value for verb in (Verb.ACKNOWLEDGE, Verb.DISPUTE, Verb.REOPEN, Verb.RETURN, Verb.BREAK_PROMISE)),
        *(verb.value for verb in PROMISING),
        *(f"ending.{ending.value}" for ending in Ending),
        *(f"{duty}.{what}" for duty in _DUTIES for what in ("days", "on_time")),
        "bounces",
    }
)
_COMPARED = _FLOW | {f"ending.{Ending.CONFIRMED.value}", "follow_up.days", "follow_up.left", "waiting.follow_up"}


@dataclass(frozen=True)
class Board(Page):
    """A page over `scope`, and what was counted on other axes. `many`: governments are compared, not units."""

    many: bool
    offices: Mapping[UUID, Institution]
    flow: list[Count]
    compared: list[Count]
    paired: list[Count]
    placed: list[Count]
    topics: Mapping[str, Topic]
    regions: Mapping[str, Region]

    def member(self, row: Count) -> UUID | None:
        """Which of those compared a count belongs to."""
        return row.tenant_id if self.many else row.unit_id

    def told(self, found: Iterable[Count], *, part: bool) -> list[Count]:
        """The chosen ones; of a part never the closed room."""
        choice = self.choice
        return [
            row
            for row in found
            if (not row.classification or choice.classification in ("", row.classification))
            and (choice.unit is None or choice.unit == self.member(row))
            and (not part or self.shown_by_unit(row.classification))
        ]

    def name(self, member: UUID) -> str:
        """Of a unit or government."""
        return self.names.get(member, tables.NO_UNIT)

    def cut_of(self, member: UUID) -> dict[str, object]:
        """For links to the lists of one of those compared, in the chosen year and class."""
        which = {"government": member} if self.many else {"unit": member, "government": self.choice.government}
        return {"year": self.choice.year, "classification": self.choice.classification, **which}

    def receipt(self, row: Count) -> bool:
        """Whether a count of the flow is one of receipts: see measures.tally."""
        if row.metric == Verb.SUBMIT:
            return self.home != frozenset()
        return self.home is not None and row.tenant_id not in self.home

    @cached_property
    def topics_of(self) -> Mapping[UUID, Counter[str]]:
        """How many reports of each topic those compared received."""
        found: dict[UUID, Counter[str]] = {}
        for row in self.told(self.paired, part=True):
            member = self.member(row)
            if member is not None and self.sent_to(row):
                found.setdefault(member, Counter())[row.member.split("/")[-1]] += row.times
        return found

    @cached_property
    def members(self) -> list[UUID]:
        """Those compared, most reports first."""
        sizes = {member: topics.total() for member, topics in self.topics_of.items()}
        return sorted(sizes, key=lambda one: (-sizes[one], self.name(one).casefold()))

    def sent_to(self, row: Count) -> bool:
        """Whether a count of the flow says what those compared received."""
        return row.metric == Verb.SUBMIT if self.many else row.metric in DISPATCHING

    @property
    def received_by(self) -> str:
        """The list behind what those compared received."""
        return "received" if self.many else "dispatched"


@require_safe
@for_officers()
def desk_board(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The dashboard over what this officer works on."""
    board = counted_board(request, officer_scope(watch.officer), watch.at)
    address = reverse("web:desk_board")
    return render(request, "figures/board.html", {**frame(watch, "web:desk_statistics"), **_context(board, address)})


def counted_board(request: HttpRequest, scope: Scope, at: datetime) -> Board:
    """What the address asks for: one query for each axis, and some for names."""
    offices = _offices(scope)
    today = at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    choice = _choice(request, today.year, scope, offices)
    scope = _narrowed(scope, choice)
    many = _many(scope)
    # Units that have reports of their own government alone add nothing to what it has, by fewer cells.
    apart = choice.unit or (scope.units and (not scope.tenants or senders(scope)))
    year, own = choice.year, Axis.UNIT if apart else Axis.GOVERNMENT
    told = frozenset({choice.classification} if choice.classification else Classification.values)
    # Of a part never the closed room; a class that does not exist reads nothing.
    parts = told if scope.only_closed else (told - {NOT_BY_UNIT.value}) or frozenset({"-"})
    area = _SENT[True] if own == Axis.GOVERNMENT else _FLOW
    this, before, flow, earlier, waits, compared, paired, placed = all_counts(
        scope,
        Cut(own, year, metrics=_BASE),
        Cut(own, year - 1, metrics=_BASE),
        Cut(own, year, by_period=True, metrics=_FLOW),
        Cut(own, year - 1, by_period=True, metrics=_FLOW),
        Cut(own, metrics=frozenset({"waiting.open"})),
        Cut(
            Axis.GOVERNMENT if many else Axis.UNIT,
            year,
            metrics=_COMPARED,
            classes=told if many else parts,
            merged=True,
        ),
        Cut(Axis.TOPIC if many else Axis.UNIT_TOPIC, year, metrics=_SENT[many], classes=parts, merged=True),
        Cut(Axis.AREA if many else Axis.UNIT_AREA, year, metrics=area, classes=parts, merged=True),
    )
    places = {row.member.split("/")[-1] for row in placed}
    names = _names(offices, [] if many else [*compared, *paired])
    return Board(
        scope, [*this, *before], waiting_of(waits), names, choice, today, at, True,
        many, offices, [*flow, *earlier], compared, paired, placed, Topic.objects.in_bulk(),
        Region.objects.in_bulk({*places, *(code[:REGENCY] for code in places)}), **open_as_of(government_of(scope), at),
    )  # fmt: skip


def _offices(scope: Scope) -> dict[UUID, Institution]:
    """The governments and units of a scope; of many governments not their units, which nobody could take in."""
    governments = Institution.objects.filter(level__in=GOVERNMENTS)
    found = list(governments if scope.everywhere else governments.filter(pk__in=scope.tenants))
    units = Institution.objects.exclude(level__in=GOVERNMENTS)
    found += units.filter(pk__in=scope.units)
    if len(found) == 1 and not scope.everywhere:
        found += units.filter(government_id=found[0].pk)
    return {office.pk: office for office in found}


def _names(offices: Mapping[UUID, Institution], counted: Iterable[Count]) -> dict[UUID, str]:
    """Also of units of other governments that got reports of this one."""
    names = {pk: office.label for pk, office in offices.items()}
    missing = {member for row in counted if (member := row.unit_id) is not None} - names.keys()
    return names | {office.pk: office.label for office in Institution.objects.filter(pk__in=missing)}


def _choice(request: HttpRequest, year: int, scope: Scope, offices: dict[UUID, Institution]) -> Choice:
    governments = {pk: "" for pk, office in offices.items() if office.level in GOVERNMENTS}
    asked = request.GET.get("pemerintah", "")
    government = next((pk for pk in governments if str(pk) == asked), None) if _many(scope) else None
    if government is not None:
        units = Institution.objects.filter(government_id=government).exclude(level__in=GOVERNMENTS)
        offices |= {unit.pk: unit for unit in units}
    names = {pk: "" for pk in offices if pk not in governments}
    return replace(choice_of(request, year, names), government=government)


def _many(scope: Scope) -> bool:
    return not scope.units and (scope.everywhere or len(scope.tenants) > 1)


def _narrowed(scope: Scope, choice: Choice) -> Scope:
    if choice.government is None:
        return scope
    return Scope(tenants=frozenset({choice.government}), only_closed=scope.only_closed)


def _context(board: Board, address: str) -> dict[str, object]:
    choice = board.choice
    subject = choice.unit or choice.government or next(iter(board.scope.tenants or board.scope.units), None)
    one = subject is not None and not board.many and (len(board.scope.tenants | board.scope.units) == 1 or choice.unit)
    return {
        "subject": board.name(subject) if one and subject else _("Semua dalam lingkup tugas Anda"),
        "day": date_text(board.today),
        "empty": not (board.rows or board.waiting),
        "form": _filters(board),
        "action": address,
        "reset_url": address if choice != Choice(board.today.year) else "",
        "year": choice.year,
        "tiles": tiles_of(board),
        "funnel": _funnel(board),
        "months": _months(board),
        "tables": [table for table in _tables(board) if table.lines],
        "heat": _heat(board),
        "areas": _places(board),
        "league": _league(board),
        "fairness": fairness(),
        "explanations": explanations(),
    }


def _filters(board: Board) -> forms.Form:
    """Not bound: an address that asks for nonsense is answered, not scolded."""
    choice, today = board.choice, board.today
    years = sorted({today.year - back for back in range(YEARS)} | {choice.year}, reverse=True)
    chosen = {
        "tahun": choice.year,
        "kelas": choice.classification,
        "pemerintah": str(choice.government or ""),
        "unit": str(choice.unit or ""),
    }
    form = forms.Form(initial=chosen)
    form.fields["tahun"] = forms.ChoiceField(label=_("Tahun diterima"), choices=[(year, str(year)) for year in years])
    form.fields["kelas"] = forms.ChoiceField(
        label=_("Jenis laporan"), choices=[("", _("Semua jenis")), *Classification.choices], required=False
    )
    kinds = split_by(board.offices.values(), lambda office: office.level in GOVERNMENTS)
    if len(kinds.get(True, [])) > 1:
        named = [("", _("Semua pemerintah")), *_named(kinds[True])]
        form.fields["pemerintah"] = forms.ChoiceField(label=_("Pemerintah"), choices=named, required=False)
    if kinds.get(False):
        named = [("", _("Semua unit")), *_named(kinds[False])]
        form.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=named, required=False)
    return form


def _named(offices: list[Institution]) -> list[tuple[str, str]]:
    return sorted(((str(one.pk), one.label) for one in offices), key=lambda pair: pair[1].casefold())


def _tables(board: Board) -> list[Table]:
    this, before = board.group(board.choice.year), board.group(board.choice.year - 1)
    return [
        tables.speed(this, before, board.today, board.choice.classification, board.link),
        tables.outcomes(this, before, board.link, None),
        tables.ages(board.still_open(), _("Jenis"), board.link, board.today),
    ]


def _funnel(board: Board) -> list[dict[str, object]]:
    group = board.group(board.choice.year)
    f, cut = group.figures, group.cut
    stages = [(_("Diterima"), f.received, "received")]
    if board.choice.unit is None and not board.scope.units:
        stages.append((_("Diteruskan"), f.bounces.n, "sent"))
    stages += [
        (_("Dijawab"), f.answered, "answered"),
        (_("Ditindaklanjuti"), f.acted, "acted"),
        (_("Dikonfirmasi selesai oleh pelapor"), f.confirmed, "confirmed"),
    ]
    return funnel([(name, number, board.link(listed, **cut) or "") for name, number, listed in stages])


def _months(board: Board) -> Chart:
    year = board.choice.year
    numbers: Counter[date] = Counter()
    for row in board.told(board.flow, part=board.choice.unit is not None):
        if row.period is not None and row.period.year == row.year and board.receipt(row):
            numbers[row.period] += row.times
    most = max(numbers.values(), default=0)

    def mark(first: date) -> Mark:
        number, last = numbers[first], (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        url = board.link("received", year=first.year, **board.choice.cut, since=first, until=last)
        return Mark(count(number), (url or "") if number else "", share(number, most))

    pairs = [(mark(date(year, month, 1)), mark(date(year - 1, month, 1))) for month in range(1, 13)]
    caption = _("Laporan diterima setiap bulan, %(this)d dan %(before)d") % {"this": year, "before": year - 1}
    meaning = _("Batang tebal adalah tahun yang dipilih, batang bergaris adalah tahun sebelumnya.")
    return months(caption, meaning, (year, year - 1), pairs)


def _heat(board: Board) -> Chart:
    across = board.members[:WIDEST]
    numbers: Counter[tuple[str, UUID]] = Counter()
    for member in across:
        for topic, times in board.topics_of[member].items():
            numbers[_main(board, topic), member] += times
    most = max(numbers.values(), default=0)
    cells = {
        (topic, str(member)): Mark(
            count(number),
            (board.link(board.received_by, **board.cut_of(member), topic=topic) or "") if number else "",
            share(number, most),
        )
        for (topic, member), number in numbers.items()
    }
    sizes: Counter[str] = Counter()
    for (topic, _member), number in numbers.items():
        sizes[topic] += number
    heads = [(topic, _topic_name(board, topic)) for topic in sorted(sizes, key=lambda one: (-sizes[one], one))]
    caption = _("Topik menurut pemerintah, %(year)d") if board.many else _("Topik menurut unit, %(year)d")
    meaning = _(
        "Makin gelap kotaknya, makin banyak laporan. Paling banyak %(most)d kolom: yang menerima laporan terbanyak. "
        "Laporan berkadar pengawasan tidak dihitung menurut bagian."
    )
    columns = (_("Topik"), *(board.name(member) for member in across))
    told = Chart("topik", caption % {"year": board.choice.year}, meaning % {"most": WIDEST}, columns, ())
    return heat(told, heads, [str(member) for member in across], cells)


def _main(board: Board, code: str) -> str:
    topic = board.topics.get(code)
    return (topic.parent_id or topic.pk) if topic else NO_TOPIC


def _topic_name(board: Board, code: str) -> str:
    topic = board.topics.get(code)
    return topic.label if topic else _("Tanpa topik")


def _places(board: Board) -> Chart:
    numbers: Counter[str] = Counter()
    for row in board.told(board.placed, part=True):
        if board.receipt(row):
            numbers[row.member.split("/")[-1]] += row.times
    caption = _("Laporan diterima menurut wilayah, %(year)d") % {"year": board.choice.year}
    meaning = _(
        "Lingkaran berada di tengah wilayah, bukan di tempat kejadian; makin luas, makin banyak laporan. "
        "Laporan berkadar pengawasan tidak dihitung menurut bagian."
    )
    told = Chart("wilayah", caption, meaning, (_("Wilayah"), _("Laporan")), ())
    return bubbles(told, areas_of(numbers, board.regions, _linked(board)))


def _linked(board: Board) -> Callable[[str, bool], str]:
    def url(code: str, exact: bool) -> str:
        cut = {"year": board.choice.year, **board.choice.cut}
        return board.link("received", **cut, area=code, exact="1" if exact else "") or ""

    return url


def areas_of(numbers: Mapping[str, int], regions: Mapping[str, Region], url: Callable[[str, bool], str]) -> list[Area]:
    """Regencies by name with their districts below, what is known of a regency alone, and of no regency at all."""
    found: list[Area] = []
    regencies = {code[:REGENCY] for code in numbers if len(code) >= REGENCY}
    for code in sorted(regencies, key=lambda one: _place(regions, one).casefold()):
        below = {one: n for one, n in numbers.items() if one.startswith(code) and len(one) > REGENCY and n}
        whole = sum(below.values()) + numbers.get(code, 0)
        found.append(Area(regions.get(code), _place(regions, code), whole, url(code, False)))
        found += [
            Area(regions.get(one), _place(regions, one), below[one], url(one, False), below=True)
            for one in sorted(below, key=lambda one: _place(regions, one).casefold())
        ]
        if below and numbers.get(code):
            rest = _("Kecamatan tidak disebut")
            found.append(Area(None, rest, numbers[code], url(code, True), below=True))
    for code, number in sorted(numbers.items()):
        if len(code) < REGENCY and number:
            name = _("Wilayah tidak disebut") if not code else _("Kabupaten/kota tidak disebut (%(code)s)")
            found.append(Area(None, name % {"code": code} if code else name, number, url(code, True)))
    return found


def _place(regions: Mapping[str, Region], code: str) -> str:
    region = regions.get(code)
    return region.name if region else code


def _league(board: Board) -> Table:
    mixes = _mixes(board)
    rows = [row for row in board.told(board.compared, part=not board.many) if board.member(row) is not None]
    parts = split_by(rows, board.member)
    found = [_contender(board, member, own, mixes.get(member, Counter())) for member, own in parts.items() if member]
    heading = _("Pemerintah") if board.many else _("Unit")
    caption = _("Berapa lama sampai ditindaklanjuti, %(year)d") % {"year": board.choice.year}
    meaning = _(
        "Setengah dari laporan ditindaklanjuti dalam hari kerja sebanyak ini; yang masih menunggu ikut dihitung "
        "(Kaplan-Meier)."
    )
    return league(found, heading, caption, meaning)


def _contender(board: Board, member: UUID, parts: list[Count], mix: Counter[str]) -> Contender:
    figures = figures_of(parts, board.scope.home if board.many else frozenset(), now=board.now)
    waits, cut = figures.follow_up_waits, board.cut_of(member)
    return Contender(
        name=board.name(member),
        cases=waits.n,
        median=waits.quantile(50),
        interval=waits.interval(50),
        mix=mix,
        received=_cell(figures.received, board.link(board.received_by, **cut)),
        confirmed=_cell(figures.confirmed, board.link("confirmed", **cut)),
        url=board.link("acted", **cut) or "" if figures.acted else "",
    )


def _cell(number: int, url: str | None) -> Cell:
    return Cell(count(number), (url or "") if number else "", number)


def _mixes(board: Board) -> dict[UUID, Counter[str]]:
    """How many reports of each nature those compared received."""
    found: dict[UUID, Counter[str]] = {}
    for member, topics in board.topics_of.items():
        mix = found.setdefault(member, Counter())
        for code, times in topics.items():
            if topic := board.topics.get(code):
                mix[topic.nature] += times
    return found
