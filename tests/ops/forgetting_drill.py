"""A report that is backed up, then erased, in a process of its own: python -m tests.ops.forgetting_drill CANARY."""

import sys
from datetime import timedelta

import django


def main(canary: str) -> int:
    django.setup()
    from tests.media.samples import photo
    from tuntas.accounts.actors import Reporter as Person
    from tuntas.accounts.actors import System, Visitor
    from tuntas.kernel import clock
    from tuntas.media import store
    from tuntas.ops import backups
    from tuntas.reports.actions.erase import erase, settle_erased
    from tuntas.reports.actions.submit import submit
    from tuntas.reports.actions.verify import withdraw
    from tuntas.reports.drafts import Draft
    from tuntas.reports.identity import Contact
    from tuntas.reports.models import Report
    from tuntas.reports.states import DataKind, ErasureBasis

    now = clock.now()
    began = now - timedelta(days=40)
    for turn in range(20):
        told = canary if turn == 7 else f"Lampu padam {turn}"
        files = (store.put(store.accept("foto.jpg", photo())),) if turn == 7 else ()
        contact = Contact(name="Siti") if turn == 7 else Contact()
        receipt = submit(
            Draft(key=f"k{turn}", title="", body=told, files=files, contact=contact), by=Visitor(), at=began
        )
        mine = receipt.report_id if turn == 7 else None
        if mine:
            report = Report.objects.get(pk=mine)
            withdraw(report, reason=f"Ternyata {canary}", by=Person(mine), at=began + timedelta(days=1))
    backups.scheduled(now - timedelta(days=2))
    erase(report, kinds=list(DataKind), basis=ErasureBasis.SCHEDULE, by=System(), at=now)
    settle_erased(now)
    sys.stderr.write(f"{report.reference}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
