"""Reports at every point of their life for the crawl, made in the data directory of the site under test."""

import json
from pathlib import Path

from tests import world
from tests.cast import Cast
from tests.lives import Life
from tests.media.samples import photo
from tuntas.media import store
from tuntas.reports.actions import verify
from tuntas.reports.states import Classification

PERSONAL = (
    "Kata Pak Rudi Hartono lubang ini sudah dilaporkan. Truk DA 8123 TX jatuh di situ. "
    "Rumah saya di Jl. Melati No. 12, telepon 0812-3456-7890."
)


def make(target: str) -> None:
    """Seed the world, live the reports, and leave name -> [number, access code] in a file."""
    world.make()
    people = Cast.gather()
    lives = {
        "new": Life(people).submitted(),
        "personal": Life(people).submitted(body=PERSONAL, files=(store.put(store.accept("lubang.jpg", photo())),)),
        "incomplete": Life(people).submitted().asked(),
        "dispatched": _published(Life(people).submitted()).dispatched(),
        "answered": Life(people).submitted().dispatched().responded().questioned(),
        "done": _published(Life(people).submitted()).dispatched().responded().followed_up(),
        "confirmed": _published(Life(people).submitted()).dispatched().responded().followed_up().confirmed(),
        "disputed": Life(people).submitted().dispatched().responded().followed_up().disputed(),
        "held": Life(people).submitted().dispatched().responded().held(),
        "archived": Life(people).submitted().archived(),
        "vault": Life(people).submitted(classification=Classification.SUPERVISION).dispatched(),
    }
    found = {name: [life.report.reference, life.access_code] for name, life in lives.items()}
    Path(target).write_text(json.dumps(found), encoding="utf-8")


def _published(life: Life) -> Life:
    verify.publish(
        life.report, title="Jalan berlubang di depan pasar", body="Berlubang sejak dua minggu.",
        by=life.people.budi, at=life.tick(),
    )  # fmt: skip
    return life
