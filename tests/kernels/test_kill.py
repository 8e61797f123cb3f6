"""kill -9 of web, worker and PostgreSQL while people file: nothing acknowledged is lost or doubled.

Small here, so that it fits into every run; `python -m tests.kernels.rig` runs the long ones, with its negative control
(`--unsafe`, PostgreSQL without synchronous commits, must lose). Results are kept in benchmarks/results.
"""

import os
import sys

import pytest

from tests.kernels.cluster import NoServer, binaries
from tests.kernels.ledger import Verdict
from tests.kernels.rig import Rig

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

ACKNOWLEDGED, KILLS, PATIENCE = 120, 5, 30.0
"""Aimed at; whichever machine is slower stops after `PATIENCE` seconds with what it has."""


def test_nothing_acknowledged_is_lost_or_doubled_under_kills(capsys):
    try:
        binaries()
    except NoServer as reason:
        pytest.skip(str(reason))
    rig = Rig()
    try:
        outcome = rig.run(ACKNOWLEDGED, KILLS, patience=PATIENCE)
    finally:
        rig.destroy()
    with capsys.disabled():
        sys.stdout.write(f"\nkill: {outcome}\n")
    assert outcome.acknowledged >= 30
    assert sum(outcome.kills.values()) >= 2
    assert outcome.verdict.unclaimed <= outcome.errors
    assert outcome.verdict == Verdict([], [], [], [], [], [], [], outcome.verdict.unclaimed)


@pytest.mark.skipif("TUNTAS_LONG_TESTS" not in os.environ, reason="most of a minute; set TUNTAS_LONG_TESTS")
def test_the_rig_sees_what_an_unsafe_database_loses():
    """The negative control: a kill test that cannot fail proves nothing."""
    try:
        rig = Rig(unsafe=True)
    except NoServer as reason:
        pytest.skip(str(reason))
    try:
        outcome = rig.run(40, 2, patience=PATIENCE)
    finally:
        rig.destroy()
    assert outcome.verdict.lost != []
