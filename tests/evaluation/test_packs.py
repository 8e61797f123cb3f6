"""Evidence packs: what is in them, and that a bent byte is named."""

import json
import zipfile

import pytest

from tests.cast import NOW
from tests.evaluation.test_period_pages import published
from tests.evaluation.test_reports import LATER
from tests.lives import Life, office
from tests.web.test_figures import signed_in
from tuntas.evaluation import packs
from tuntas.evaluation.models import EvidencePack, Kind
from tuntas.evaluation.orders import Words, ask
from tuntas.kernel import clock
from tuntas.web import period_making

PAGE = "/meja/statistik/laporan/"


@pytest.fixture(autouse=True)
def _later(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_DATA_DIR = tmp_path


def made() -> EvidencePack:
    order = ask(Kind.PACK, office("kalsel"), "2025", Words("Tambah regu."), by=Life.system(), at=LATER)
    assert period_making.go_on(LATER) == 1
    return EvidencePack.objects.get(order=order)


def content(pack: EvidencePack, name: str) -> str:
    with zipfile.ZipFile(packs.path_of(pack.order)) as archive:
        return archive.read(name).decode()


def test_it_holds_all_five_dimensions_and_nothing_that_is_not_public(people):
    story, secret = published(people), Life(people, NOW).submitted(title="Rahasia benar").dispatched()
    pack = made()
    with zipfile.ZipFile(packs.path_of(pack.order)) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names if not name.endswith(".pdf")).decode()
    for dimension in ("1-input/", "2-proses/", "3-output/", "4-outcome/", "5-dampak/", "bukti/"):
        assert any(name.startswith(dimension) for name in names)
    assert "Lubang di depan pasar." in content(pack, "2-proses/contoh-perkara.jsonl")
    assert story.report.number in content(pack, "5-dampak/kisah.csv")
    assert "kalsel-pupr" in everything or office("kalsel-pupr").name in content(pack, "1-input/wewenang.csv")
    assert "Diterima,2,0" in content(pack, "4-outcome/hasil.csv")
    for word in (secret.report.title, story.report.body, "Siti Aminah"):
        assert word not in everything


def test_every_bent_byte_is_named(people):
    published(people)
    path = packs.path_of(made().order)
    assert packs.bent(path) == []
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        places = {info.filename: info for info in archive.infolist()}
    for name, info in places.items():
        if name == packs.SIGNATURE or info.compress_size < 8:
            continue
        # The header of a file is thirty bytes, its name and what else the header says of its length.
        extra = int.from_bytes(whole[info.header_offset + 28 : info.header_offset + 30], "little")
        first = info.header_offset + 30 + len(name) + extra
        bent = bytearray(whole)
        bent[first + info.compress_size // 2] ^= 1
        path.write_bytes(bent)
        assert packs.bent(path) == [name]


def test_a_file_that_was_put_in_the_place_of_another_is_named(people):
    path = packs.path_of(made().order)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["5-dampak/rekomendasi.txt"] = b"Semua baik."
    files["tambahan.txt"] = b"!"
    del files["1-input/standar.csv"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert packs.bent(path) == ["1-input/standar.csv", "5-dampak/rekomendasi.txt", "tambahan.txt"]
    manifest = json.loads(files[packs.MANIFEST])
    files[packs.MANIFEST] = json.dumps({**manifest, "period": "2024"}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert packs.bent(path) == [packs.MANIFEST]
    path.write_bytes(b"")
    assert packs.bent(path) == [path.name]


def test_an_empty_year_has_a_pack_too_and_it_is_fetched_by_its_office_alone(people):
    client = signed_in("budi")
    asking = f"{PAGE}?office={office('kalsel').pk}&period=2025"
    assert client.post(asking, {"what": "PACK"}).status_code == 302
    assert period_making.go_on(LATER) == 1
    pack = EvidencePack.objects.get()
    assert pack.sha256 in client.get(PAGE).text
    sent = b"".join(client.get(f"{PAGE}{pack.order_id}.zip").streaming_content)
    assert sent == packs.path_of(pack.order).read_bytes()
    assert len(sent) == pack.size
    assert signed_in("hadi").get(f"{PAGE}{pack.order_id}.zip").status_code == 404
    assert client.get(f"{PAGE}{pack.order_id}/").status_code == 404
