"""One world with a thing of each kind in each relation, for the matrix of doors: every thing is made by its action."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from tests.cast import MEMBERS, Cast
from tests.lives import Life, office
from tests.media.samples import photo
from tests.world import BEGAN, PASSWORD
from tuntas.accounts.choices import save_view
from tuntas.accounts.models import Membership, Role, User
from tuntas.accounts.people import invite, token_of
from tuntas.accounts.services import make_service
from tuntas.accounts.standing_in import delegate
from tuntas.audit.models import DayRoot
from tuntas.evaluation.models import Kind
from tuntas.evaluation.orders import Words, ask
from tuntas.institutions.models import Competence
from tuntas.kernel import clock
from tuntas.kernel.references import new_reference
from tuntas.media import store
from tuntas.media.covers import Box
from tuntas.notifications import deliver
from tuntas.oversight.models import Alert, AlertReport, Issue, IssueReport, Sample, SampledCase
from tuntas.reports.actions import bulk, converse, dispatch, replies, verify
from tuntas.reports.identity import Contact
from tuntas.reports.models import BatchAct, ReplyTemplate, Report
from tuntas.reports.states import Classification, ContentMode, IdentityMode, OmbudsmanStatus
from tuntas.web import period_making, tracking

NAME, PHONE, MAIL = "Kenari Walangsungsang", "081299887766", "kenari@warga.example"
WHO = Contact(name=NAME, email=MAIL, phone=PHONE)
PUBLIC = "Kata untuk umum tentang lubang itu, tanpa nama siapa pun."
GONE = "mantan@kalsel.example"
EVERYBODY = (
    "nobody",
    "siti",
    "joko",
    *(m.email.split("@")[0] for m in MEMBERS if not m.email.startswith("lina")),
    "gone",
)
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass
class Place:
    """Cookies by person, what to put into an address by kind and thing, and the words to look for."""

    cookies: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def make() -> Place:
    people, found = Cast.gather(), Place()
    lives = _lives(people)
    for which in lives:
        found.words[f"title.{which}"] = [_word("judul", which)]
        found.words[f"body.{which}"] = [_word("isi", which)]
        found.words[f"note.{which}"] = [_word("catatan", which)]
    codes = [life.access_code for life in lives.values()]
    found.words |= {f"template.{which}": [f"Milik {which}"] for which in ("province", "city")}
    found.words |= {"name": [NAME], "phone": [PHONE, PHONE[1:]], "mail": [MAIL]}
    found.words["code"] = codes + ["-".join(code[i : i + 4] for i in range(0, 24, 4)) for code in codes]
    _reports(found, lives)
    _beside(found, people, lives)
    _overseen(found, people, lives)
    _papers(found, people)
    _managed(found, people)
    found.cookies = _cookies(lives)
    return found


def _word(what: str, which: str) -> str:
    return f"kanari{what}{which}"


def _lives(people: Cast) -> dict[str, Life]:
    made = {
        "own": _told(people, "own", identity=IdentityMode.SEALED).dispatched(),
        "published": _told(people, "published").dispatched(),
        "secret": _told(people, "secret", content=ContentMode.SECRET).dispatched(),
        "shared": _told(people, "shared").dispatched(),
        "vault": _told(people, "vault", classification=Classification.SUPERVISION).dispatched(),
    }
    with override_settings(TUNTAS_GOVERNMENT="banjarmasin"):
        city = made["city"] = _told(people, "city")
    dispatch.dispatch_unit(city.report, to=office("banjarmasin-pupr"), by=people.nia, at=city.tick())
    shared, dishub = made["shared"], office("kalsel-dishub")
    dispatch.add_subtask(shared.report, unit=dishub, task="Pasang rambu.", by=people.budi, at=shared.tick())
    Report.objects.filter(pk=shared.report.pk).update(ombudsman=OmbudsmanStatus.FILED)
    shown = made["published"].report.attachments.get()
    verify.publish(
        made["published"].report, title="Lubang", body=PUBLIC, files=[shown.name],
        covers={shown.name: [Box(5, 5, 20, 20)]}, by=people.budi, at=made["published"].tick(),
    )  # fmt: skip
    by = {"vault": people.intan, "city": people.wayan}
    for which, life in made.items():
        converse.note(life.report, body=_word("catatan", which), by=by.get(which, people.ratna), at=life.tick())
    while deliver.expand(city.tick()):
        pass
    return made


def _told(people: Cast, which: str, **changes: object) -> Life:
    picture = store.put(store.accept("lubang.jpg", photo((64, 48))))
    words = {"title": f"Lubang {_word('judul', which)}", "body": f"Lubang besar di depan pasar. {_word('isi', which)}."}
    return Life(people).submitted(contact=WHO, files=(picture,), **words, **changes)


def _reports(found: Place, lives: dict[str, Life]) -> None:
    references = {which: life.report.reference for which, life in lives.items()}
    files = {which: life.report.attachments.get().name for which, life in lives.items()}
    unknown, missing = new_reference(), uuid.uuid4().hex
    by_number = {which: {"reference": number} for which, number in references.items()}
    by_number |= {"unknown": {"reference": unknown}}
    named = {which: {"name": name} for which, name in files.items()} | {"unknown": {"name": missing}}
    both = {which: {**by_number[which], **named[which]} for which in named}
    public = lives["published"].report.attachments.get().public_name
    found.things |= {
        "report": {**by_number, "nonsense": {"reference": "bukan-nomor"}},
        "publication": by_number,
        "story": by_number,
        "file": named,
        "own_file": named,
        "picture": both,
        "story_file": {
            **both, "original": both["published"], "published": {**by_number["published"], "name": public},
        },
        "waited": {"own": {}},
        "package": by_number,
        "examined": by_number,
    }  # fmt: skip


def _beside(found: Place, people: Cast, lives: dict[str, Life]) -> None:
    now = clock.now()
    batches = {
        who: bulk.begin(BatchAct.TAG, {}, [lives[which].report], by=getattr(people, who), at=now)
        for who, which in (("budi", "own"), ("intan", "vault"))
    }
    views = {
        who: save_view(name=f"milik {who}", query="kata=lubang", shared_in=None, by=getattr(people, who))
        for who in ("ratna", "intan")
    }
    first = (now + timedelta(days=7)).date()
    leaves = {}
    for who, to in (("ratna", "hadi"), ("wayan", "nia")):
        seat = Membership.objects.get(user__email__startswith=f"{who}@")
        user = User.objects.get(email__startswith=f"{to}@")
        leaves[who] = delegate(seat, to=user, first=first, last=first, by=getattr(people, who), at=now)
    notices = {
        who: deliver.inbox(User.objects.get(email__startswith=f"{who}@"), at=now).first()
        for who in ("ratna", "wayan", "intan")
    }
    assert all(notices.values()), notices
    found.things |= {
        "batch": _keyed("key", batches), "view": _keyed("key", views), "leave": _keyed("delegation", leaves),
        "notice": _keyed("notice", notices), "person": _carriers(people, lives),
    }  # fmt: skip


def _carriers(people: Cast, lives: dict[str, Life]) -> dict[str, dict[str, str]]:
    """Who has a report in hand, appointed by the own head or admin."""
    carriers = {}
    for who, which, by in (("ratna", "own", people.hadi), ("wayan", "city", people.nia)):
        carriers[who] = User.objects.get(email__startswith=f"{who}@")
        dispatch.assign(lives[which].report, to=carriers[who], by=by, at=lives[which].tick())
    return _keyed("person", carriers)


def _papers(found: Place, people: Cast) -> None:
    """Papers and packs about a year, asked for by the offices themselves and made by the worker."""
    now = clock.now()
    asked = (
        ("province", "kalsel", people.budi),
        ("city", "banjarmasin", people.nia),
        ("unit", "kalsel-pupr", people.hadi),
    )
    reports = {which: ask(Kind.REPORT, office(code), "2025", Words(), by=by, at=now) for which, code, by in asked}
    packs = {which: ask(Kind.PACK, office(code), "2025", Words(), by=by, at=now) for which, code, by in asked[:2]}
    while period_making.go_on(now):
        pass
    found.things |= {"order": _keyed("order", reports), "pack": _keyed("order", packs)}


def _overseen(found: Place, people: Cast, lives: dict[str, Life]) -> None:
    now = clock.now()
    alerts = {
        which: Alert.objects.create(
            kind="SILENT", tenant=office(code), unit=office(f"{code}-pupr"), thing=code, observed=4, raised_at=now
        )
        for which, code in (("province", "kalsel"), ("city", "banjarmasin"))
    }
    issues: dict[str, Issue] = {}
    for which, report in (("province", "own"), ("city", "city")):
        AlertReport.objects.create(alert=alerts[which], report=lives[report].report)
        like = lives[report].report
        issues[which] = Issue.objects.create(
            tenant=like.tenant, topic=like.topic, place="6371", title="Lubang", proposed_at=now
        )
        IssueReport.objects.create(issue=issues[which], report=like)
    samples, base = {}, {"month": date(2025, 3, 1), "seed": "ab" * 32, "seed_day": date(2025, 4, 1), "drawn_at": now}
    for which, who in (("province", "dewi"), ("country", "agus")):
        by = getattr(people, who)
        mandate = "63" if which == "province" else ""
        samples[which] = Sample.objects.create(mandate=mandate, per_office=1, drawn_by=by.user_id, **base)
    scored = {
        which: SampledCase.objects.create(
            sample=samples["province"], report=lives[which].report, office=lives[which].report.unit, place=place
        )
        for place, which in enumerate(("own", "vault"))
    }
    root = DayRoot.objects.create(
        day=date(2025, 4, 1), events=1, root="ab" * 32, previous="", signature="00" * 64, key="00" * 32
    )
    found.things |= {
        "issue": _keyed("issue", issues),
        "alert": _keyed("alert", alerts), "sample": _keyed("sample", samples), "scored": _keyed("case", scored),
        "day": {"signed": {"day": root.day.isoformat()}, "unknown": {"day": "2019-01-01"}},
        "figures": {"uncounted": {"year": "2019", "ending": "csv"}},
        "release": {"unknown": {"year": "2019", "cutoff": "2020-01-01"}},
    }  # fmt: skip


def _managed(found: Place, people: Cast) -> None:
    now, pairs = clock.now(), (("province", "kalsel", "ratna"), ("city", "banjarmasin", "wayan"))
    units = {which: office(f"{code}-pupr") for which, code, _who in pairs}
    seats = {which: Membership.objects.get(user__email__startswith=f"{who}@") for which, _code, who in pairs}
    templates = {"everybody": ReplyTemplate.objects.filter(institution=None).first()}
    for which, code, by in (("province", "kalsel", people.budi), ("city", "banjarmasin", people.nia)):
        wording = replies.Wording(
            f"Milik {which}", f"Kami menindaklanjuti laporan Anda di {which}.", institution=office(code)
        )
        templates[which] = replies.write_template(wording, by=by, at=now)
    services = {}
    for which, code, by in (("province", "kalsel", people.budi), ("city", "banjarmasin", people.nia)):
        kept = {"days": 30, "government": office(code), "by": by, "at": now}
        services[which] = make_service(f"Papan {which}", ["figures"], **kept)[0]
    asked = invite("baru@kalsel.example", "Orang Baru", office("kalsel-dishub"), Role.LIAISON, by=people.budi, at=now)
    found.things |= {
        "unit": _keyed("unit", units), "seat": _keyed("seat", seats), "template": _keyed("key", templates),
        "service": _keyed("service", services),
        "line": _keyed("line", {"any": Competence.objects.first()}), "shared": {"list": {}},
        "topic": {"jalan": {"topic": "jalan-berlubang"}, "unknown": {"topic": "tidak-ada"}},
        "logo": {"unknown": {"name": "logo.jpg"}},
        "token": {"unknown": {"token": "bukan-token"}},
        "invitation": {"open": {"token": token_of(asked)}, "unknown": {"token": "bukan-token"}},
    }  # fmt: skip


def _keyed(name: str, rows: dict[str, object]) -> dict[str, dict[str, str]]:
    return {which: {name: str(row.pk)} for which, row in rows.items()} | {"unknown": {name: UNKNOWN}}


def _cookies(lives: dict[str, Life]) -> dict[str, str]:
    gone = User.objects.create_user(GONE, PASSWORD, name="Mantan Petugas")
    Membership.objects.create(
        user=gone, institution=office("kalsel-pupr"), role=Role.LIAISON, active_from=BEGAN,
        active_until=BEGAN + timedelta(days=400),
    )  # fmt: skip
    users = {user.email.split("@")[0]: user for user in User.objects.all()} | {"gone": gone}
    held = {
        name: {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
               HASH_SESSION_KEY: user.get_session_auth_hash()}
        for name, user in users.items()
    }  # fmt: skip
    held |= {
        who: {tracking.SESSION_KEY: str(lives[which].report.pk)} for who, which in (("siti", "own"), ("joko", "city"))
    }
    return {"nobody": "", **{name: _cookie(held[name]) for name in EVERYBODY if name != "nobody"}}


def _cookie(values: dict[str, str]) -> str:
    store = SessionStore()
    store.update(values)
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
