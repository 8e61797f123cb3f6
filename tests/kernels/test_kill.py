"""kill -9 of web, worker and PostgreSQL while people file: nothing acknowledged is lost or doubled.

The same rig with a database that answers before its commits are on the disk must lose some: a kill test that cannot
fail proves nothing. 5,000 filings and 30 kills take about three minutes, so they run with TUNTAS_LONG_TESTS and fewer
without; `python -m tests.kernels.rig` runs longer ones still; results are kept in benchmarks/results.
"""

import os
import sys

import pytest

from tests.kernels.cluster import NoServer, binaries
from tests.kernels.ledger import Verdict
from tests.kernels.rig import Ground, Rig

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

ACKNOWLEDGED, KILLS = (5_000, 30) if os.environ.get("TUNTAS_LONG_TESTS") else (100, 4)
PATIENCE = 600.0


@pytest.fixture(scope="module")
def ground(bases):
    try:
        binaries()
    except NoServer as reason:
        pytest.skip(str(reason))
    made = Ground(bases)
    yield made
    made.destroy()


def ran(rig, *numbers):
    try:
        return rig.run(*numbers, patience=PATIENCE)
    finally:
        rig.destroy()


def test_nothing_acknowledged_is_lost_or_doubled_under_kills(ground, capsys):
    outcome = ran(Rig(ground), ACKNOWLEDGED, KILLS)
    with capsys.disabled():
        sys.stdout.write(f"\nkill: {outcome}\n")
    assert outcome.acknowledged >= ACKNOWLEDGED
    assert sum(outcome.kills.values()) >= KILLS
    assert all(outcome.kills.values()), outcome.kills
    # At most one filing of each request that was never answered.
    assert outcome.verdict.unclaimed <= outcome.errors
    assert outcome.verdict == Verdict([], [], [], [], [], [], [], outcome.verdict.unclaimed)


def test_the_rig_sees_what_an_unsafe_database_loses(ground):
    """The negative control: synchronous_commit=off. A kill may hit a moment in which nothing waits for the disk, so up
    to four runs, each with other moments, must lose something once."""
    assert any(ran(Rig(ground, unsafe=True, seed=seed), 40, 2).verdict.lost for seed in range(1, 5))
