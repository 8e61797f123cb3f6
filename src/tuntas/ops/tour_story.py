"""The story of the tour: what happens, in which order, and how it is told. Everybody in it is invented."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tuntas.accounts.actors import Reporter, Visitor
from tuntas.ops import tour_page as page
from tuntas.ops.tour_pictures import taken
from tuntas.ops.tour_world import office, who
from tuntas.ops.words import both
from tuntas.reports.actions import close, dispatch, submit, verify, work
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.models import Report
from tuntas.reports.states import FollowUpKind, MissingItem, ReturnReason
from tuntas.sla.clocks import Kind

WITA = ZoneInfo("Asia/Makassar")

BODY = "Jalan di depan pasar berlubang sejak dua minggu lalu. Dua orang sudah jatuh dari motor."
QUESTION = "Di ruas jalan mana lubang itu, dan dekat bangunan apa?"
ANSWER = "Jalan Pangeran Antasari, di depan gerbang timur pasar, di jalur ke arah selatan."
NOT_OURS = "Permukaan jalan adalah urusan Dinas PUPR. Kami hanya menangani rambu dan lampu di ruas ini."
RESPONSE = "Kami sudah meninjau jalan di depan pasar pagi ini. Penambalan dijadwalkan Senin malam oleh regu dua."
FIRST_REPAIR = "Lubang di depan gerbang timur ditambal dengan campuran dingin oleh regu dua, Senin malam."
DISPUTE = "Tambalan sudah mengelupas setelah hujan semalam. Lubangnya kembali separuh."
SECOND_REPAIR = (
    "Lapisan lama dibongkar, tanah dasar dipadatkan, dan dua belas meter persegi diaspal panas oleh regu satu."
)
THANKS = "Sudah rata dan kering, terima kasih."


def at(day: int, hour: int, minute: int) -> datetime:
    """A moment of March 2026 on the clock of Banjarmasin."""
    return datetime(2026, 3, day, hour, minute, tzinfo=WITA)


@dataclass
class Tale:
    """The report as the story goes on."""

    report: Report = field(default_factory=Report)
    access_code: str = ""
    told: set[str] = field(default_factory=set)

    @property
    def siti(self) -> Reporter:
        """The reporter, who proved her access code."""
        return Reporter(self.report.pk)


def tell() -> None:
    """Live the story and print it."""
    tale = Tale()
    page.opening()
    for chapter in CHAPTERS:
        chapter(tale)
    page.ending(tale.report)


def _submitted(tale: Tale) -> None:
    moment = at(9, 9, 10)
    draft = Draft(
        key="tur-satu",
        title="Jalan berlubang di depan pasar",
        body=BODY,
        topic_code="jalan-berlubang",
        place_text="Depan pasar",
        region_code="6371",
        incident_on=date(2026, 2, 23),
        contact=Contact(name="Siti Aminah", email="siti@warga.example"),
        files=(taken("lubang", hole=1, patch=0),),
    )
    receipt = submit.submit(draft, by=Visitor(), at=moment)
    tale.report, tale.access_code = Report.objects.get(pk=receipt.report_id), receipt.access_code
    title = both("Siti melapor lewat situs web, dengan satu foto", "Siti reports on the web site, with one photo")
    page.step(tale.report, moment, title, said=BODY)
    page.receipt(tale.report, tale.access_code)
    page.clocks(tale.report)


def _asked(tale: Tale) -> None:
    moment = at(9, 10, 5)
    by = who("budi", moment)
    verify.ask_completion(tale.report, missing=[MissingItem.WHERE], message=QUESTION, by=by, at=moment)
    title = both("Budi (verifikator) menanyakan tempatnya", "Budi (verifier) asks where it is")
    page.step(tale.report, moment, title, said=QUESTION)
    page.clocks(tale.report)


def _completed(tale: Tale) -> None:
    moment = at(9, 14, 20)
    verify.complete(tale.report, body=ANSWER, by=tale.siti, at=moment)
    title = both("Siti melengkapi laporannya dengan kode akses", "Siti completes her report with the access code")
    page.step(tale.report, moment, title, said=ANSWER)
    page.note(both("Batas penyelesaian dihitung sejak laporan lengkap.", "Settlement counts from the complete report."))


def _dispatched_wrongly(tale: Tale) -> None:
    moment = at(10, 8, 30)
    dispatch.dispatch_unit(tale.report, to=office("kalsel-dishub"), by=who("budi", moment), at=moment)
    title = both("Budi mendisposisikan ke Dinas Perhubungan: keliru", "Budi dispatches to the transport agency: wrong")
    page.step(tale.report, moment, title)
    page.clocks(tale.report)


def _handed_back(tale: Tale) -> None:
    moment = at(10, 11, 15)
    dispatch.hand_back(
        tale.report,
        reason=ReturnReason.NOT_OUR_AUTHORITY,
        suggested=office("kalsel-pupr"),
        explanation=NOT_OURS,
        by=who("yusuf", moment),
        at=moment,
    )
    title = both(
        "Yusuf (Dishub) mengembalikan dan menyebut unit yang tepat: Dinas PUPR",
        "Yusuf (transport) hands it back and names the right unit: public works",
    )
    page.step(tale.report, moment, title, said=NOT_OURS)
    page.note(both("Batas waktu untuk Siti tetap berjalan.", "The deadlines towards Siti run on."))


def _dispatched(tale: Tale) -> None:
    moment = at(11, 8, 10)
    dispatch.redispatch_unit(tale.report, to=office("kalsel-pupr"), by=who("budi", moment), at=moment)
    title = both("Budi mengalihkan ke Dinas PUPR", "Budi dispatches to public works")
    page.step(tale.report, moment, title)
    page.explained(tale.report, Kind.SETTLEMENT, tale.told)


def _responded(tale: Tale) -> None:
    moment = at(12, 9, 40)
    work.respond(tale.report, message=RESPONSE, plan=date(2026, 3, 16), by=who("ratna", moment), at=moment)
    title = both("Ratna (Dinas PUPR) memberi tanggapan pertama", "Ratna (public works) gives the first response")
    page.step(tale.report, moment, title, said=RESPONSE)
    page.clocks(tale.report)


def _repaired_once(tale: Tale) -> None:
    moment = at(17, 8, 20)
    proof = (taken("tambalan", hole=0, patch=1),)
    done = work.FollowUp(FollowUpKind.PHYSICAL, FIRST_REPAIR, after=proof)
    work.follow_up(tale.report, done, by=who("ratna", moment), at=moment)
    title = both("Ratna melaporkan tindak lanjut, dengan foto bukti", "Ratna reports the repair, with a photo as proof")
    page.step(tale.report, moment, title, said=FIRST_REPAIR)
    page.clocks(tale.report)


def _disputed(tale: Tale) -> None:
    moment = at(17, 16, 45)
    close.dispute(tale.report, reason=DISPUTE, files=(taken("mengelupas", hole=0.5, patch=1),), by=tale.siti, at=moment)
    title = both("Siti: belum selesai, dengan foto baru", "Siti: not fixed yet, with a new photo")
    page.step(tale.report, moment, title, said=DISPUTE)
    page.explained(tale.report, Kind.SETTLEMENT, tale.told)


def _repaired_again(tale: Tale) -> None:
    moment = at(26, 15, 30)
    proof = (taken("aspal-baru", hole=0, patch=1.3),)
    done = work.FollowUp(FollowUpKind.PHYSICAL, SECOND_REPAIR, after=proof)
    work.follow_up(tale.report, done, by=who("ratna", moment), at=moment)
    title = both("Ratna melaporkan perbaikan kedua, dengan foto bukti", "Ratna reports the second repair, with proof")
    page.step(tale.report, moment, title, said=SECOND_REPAIR)
    page.clocks(tale.report)


def _confirmed(tale: Tale) -> None:
    moment = at(27, 7, 50)
    close.confirm(tale.report, rating=5, words=THANKS, by=tale.siti, at=moment)
    title = both("Siti menyatakan selesai dan memberi nilai 5", "Siti confirms that it is fixed and rates it 5")
    page.step(tale.report, moment, title, said=THANKS)


CHAPTERS: tuple[Callable[[Tale], None], ...] = (
    _submitted,
    _asked,
    _completed,
    _dispatched_wrongly,
    _handed_back,
    _dispatched,
    _responded,
    _repaired_once,
    _disputed,
    _repaired_again,
    _confirmed,
)
