"""Three cases of the demonstration at the Ombudsman: one has just arrived, one is examined, one has its product."""

from datetime import datetime, timedelta

from tuntas.accounts.actors import Reporter
from tuntas.accounts.models import Role
from tuntas.oversight import examinations
from tuntas.oversight.products import Product
from tuntas.reports.models import Report
from tuntas.reports.states import OPEN, Classification, OmbudsmanStatus, Shown

from .cast import Cast

OFFICE = "ombudsman-kalsel"
_WHY = (
    "Sudah lebih dari enam puluh hari dan jalan itu masih sama. Tolong diperiksa mengapa tidak ditangani.",
    "Saya sudah bertanya dua kali dan tidak mendapat kepastian kapan selesai.",
    "Batas waktunya sudah lewat. Saya ingin tahu siapa yang bertanggung jawab.",
)
_BEGUN = "Kami meminta penjelasan tertulis dari unit penanggung jawab dan memeriksa riwayat laporan ini."
_ISSUED = "Unit melaksanakan pekerjaan yang dijanjikan, mengirim foto hasilnya, dan menjelaskan sebab keterlambatannya."


def bring_to_the_ombudsman(now: datetime) -> int:
    """Bring the three oldest cases whose time by law is over; returns how many there were."""
    waiting = Report.objects.filter(ombudsman=OmbudsmanStatus.ELIGIBLE, state__in=sorted(OPEN), last_at__lte=now)
    waiting = waiting.exclude(classification=Classification.SUPERVISION)
    cases = list(waiting.select_related("tenant", "agency", "unit").order_by("received_at", "title")[: len(_WHY)])
    overseer = Cast({}).who(Role.OMBUDSMAN, OFFICE)
    for place, (report, words) in enumerate(zip(cases, _WHY, strict=False)):
        examinations.consent(report, shown=Shown.CONCEALED, words=words, by=Reporter(report.pk), at=now)
        if place < 2:
            examinations.examine(report, words=_BEGUN, by=overseer, at=now)
        if place < 1:
            day = (now + timedelta(days=30)).date()
            examinations.issue(
                report, product=Product.CORRECTIVE, due_on=day, words=_ISSUED, by=overseer, at=now
            )  # fmt: skip
    return len(cases)
