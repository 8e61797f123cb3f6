"""One report whose words and pictures are full of canaries, on every surface that is for everybody or for the field."""

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from tests.lives import Life
from tests.media.samples import OWNER, encoded, exif, picture
from tests.web.test_desk_report import user
from tuntas.kernel.sealing import new_vault_key
from tuntas.media import store
from tuntas.media.covers import Box
from tuntas.redaction.finder import find
from tuntas.redaction.findings import masked
from tuntas.reports.actions import verify
from tuntas.reports.models import Attachment

CANARIES = {
    "name": "Kenarius Walangsungsang", "phone": "0812-9988-7766", "nik": "6371045508900003",
    "mail": "kenari@warga.example", "plate": "DA 9182 KNR", "house": "Jl. Kenari No. 77",
}  # fmt: skip
TITLE = "Lubang di depan pasar"
BODY = (
    "Saya {name}, NIK {nik}, {house}. WA {phone}, surel {mail}. Truk {plate} jatuh di lubang itu, kata Pak {name}."
).format(**CANARIES)
ROUTES = Path(__file__).resolve().parent.parent / "routes.txt"
RED = (255, 0, 0)
BOX = Box(45, 45, 20, 20)


@pytest.fixture
def life(people, settings, tmp_path) -> Life:
    """Published, dispatched, followed up: as far as it goes on public pages."""
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    street = picture((800, 600)).convert("L").convert("RGB")
    ImageDraw.Draw(street).rectangle((400, 300, 480, 360), fill=RED)
    shown, back = (
        store.put(store.accept(f"{OWNER}.jpg", encoded(each, "JPEG", exif=exif()))) for each in (street, picture())
    )
    made = Life(people).submitted(title=TITLE, body=BODY, files=(shown, back))
    text = masked(BODY, find(BODY))
    verify.publish(
        made.report, title=TITLE, body=text, files=[shown.id], covers={shown.id: [BOX]}, by=people.budi, at=made.tick()
    )
    return made.dispatched().responded()


def everything(life: Life, client: Client) -> dict[str, bytes]:
    """Address -> what is answered there: pages, feeds, lists, and each file that one of them names."""
    one = f"/laporan/{life.report.reference}/"
    addresses = [
        "/", "/laporan/", "/laporan/?kata=lubang", "/laporan/umpan.xml", one, f"{one}umpan.xml", f"{one}adukan/",
        "/peta/", "/peta/laporan.json", "/peta/batas.json", "/sitemap.xml", "/statistik/",
        f"/lapor/?serupa={life.report.reference}", "/data/", "/data/katalog.jsonld",
    ]  # fmt: skip
    answers = {address: client.get(address, follow=True).getvalue() for address in addresses}
    for file in re.findall(r'href="(/data/[^"]+[.](?:csv|json|ndjson|geojson))"', answers["/data/"].decode()):
        answers[file] = client.get(file).getvalue()
    officer = Client()
    officer.force_login(user("ratna"))
    answers["/meja/lapangan/"] = officer.get("/meja/lapangan/").content
    for page in list(answers.values()):
        for file in re.findall(rb'(?:src|href)="(/[^"]*/berkas/[^"]+)"', page):
            answers[file.decode()] = client.get(file.decode()).getvalue()
    return answers


def test_no_canary_is_on_any_public_surface(life):
    answers = everything(life, Client())
    assert TITLE.encode() in answers["/laporan/"]
    assert TITLE.encode() in answers["/meja/lapangan/"]
    assert any(TITLE.encode() in body for address, body in answers.items() if address.startswith("/data/"))
    forbidden = [canary.encode() for canary in (*CANARIES.values(), "Kenarius", OWNER, "Exif")]
    files = Attachment.objects.filter(report=life.report)
    forbidden += [file.name.encode() for file in files]
    found = {(address, word) for address, body in answers.items() for word in forbidden if word in body}
    assert found == set()


def test_no_public_address_of_reports_is_forgotten(life):
    """A new page below /laporan/ or /peta/ has to be looked at here, too."""
    visited = [address.split("?")[0] for address in everything(life, Client())]
    routes = (line.split("  ")[0] for line in ROUTES.read_text(encoding="utf-8").splitlines())
    ours = [route for route in routes if route.startswith(("/laporan/", "/peta/"))]
    patterns = {route: re.sub(r"<[^>]+>", "[^/]+", route) for route in ours}
    assert len(ours) > 6
    assert [
        route for route, pattern in patterns.items() if not any(re.fullmatch(pattern, each) for each in visited)
    ] == []


def test_the_one_public_picture_shows_no_pixel_of_what_was_covered(life):
    answers = everything(life, Client())
    (address,) = [each for each in answers if "/berkas/" in each]
    with Image.open(io.BytesIO(answers[address])) as shown:
        colours = shown.convert("RGB").getcolors(shown.width * shown.height)
    assert [colour for _count, colour in colours if colour[0] - max(colour[1:]) > 24] == []
    original = Attachment.objects.get(report=life.report, published=True).name
    with store.open_display(f"{original}.jpg") as file, Image.open(file) as uncovered:
        colours = uncovered.convert("RGB").getcolors(uncovered.width * uncovered.height)
    assert [colour for _count, colour in colours if colour[0] - max(colour[1:]) > 24] != []


def test_no_file_of_the_report_opens_but_the_covered_one(life):
    client, one = Client(), f"/laporan/{life.report.reference}/berkas/"
    names = [name for file in Attachment.objects.filter(report=life.report) for name in (file.name, file.public_name)]
    opened = {name: client.get(f"{one}{name}/").getvalue()[:2] for name in names if name}
    public = Attachment.objects.get(report=life.report, published=True).public_name
    assert {name for name, start in opened.items() if start == b"\xff\xd8"} == {public}
    assert len(opened) == 3
