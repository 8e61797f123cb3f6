"""For the first day of a liaison: a unit with one report, and an open invitation. Says path and number."""

import sys
from datetime import timedelta

from tests.lives import draft
from tuntas.accounts.actors import Visitor, officer
from tuntas.accounts.models import Role, User
from tuntas.accounts.people import invite, token_of
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import add_units
from tuntas.kernel import clock
from tuntas.reports.actions import dispatch
from tuntas.reports.actions.submit import submit
from tuntas.reports.models import Report


def make() -> None:
    """In the site of `tuntas init`, as its administrator would."""
    at = clock.now() - timedelta(minutes=5)
    admin = officer(User.objects.get(email="admin@desa.example"), clock.now())
    (unit,) = add_units(Institution.objects.get(code="desa-uji"), ["Dinas Perhubungan"], by=admin, at=at)
    receipt = submit(draft(incident_on=None), by=Visitor(), at=at)
    report = Report.objects.get(pk=receipt.report_id)
    dispatch.dispatch_unit(report, to=unit, by=admin, at=clock.now())
    invited = invite("yusuf@desa.example", "Yusuf Anwar", unit, Role.LIAISON, by=admin, at=clock.now())
    sys.stdout.write(f"/undangan/{token_of(invited)}/ {report.reference}")
