"""The redaction editor, without a script: findings, decisions, boxes, preview, publishing."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.lives import Life
from tests.media.samples import photo as jpeg
from tests.web.test_desk_report import page_of, user
from tuntas.kernel.sealing import new_vault_key
from tuntas.media import store
from tuntas.redaction.finder import find
from tuntas.reports.models import Report
from tuntas.reports.states import ContentMode

TITLE = "Lubang di depan pasar"
BODY = "Kata Pak Rudi Hartono sudah lama.\nWA saya 0812-3456-7890, truk DA 8123 TX."
NAME, PHONE, PLATE = (finding.key for finding in find(BODY))
HIDDEN = ("Rudi Hartono", "0812-3456-7890", "DA 8123 TX")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def budi(people, client):
    client.force_login(user("budi"))
    return client


@pytest.fixture
def report(people, settings, tmp_path) -> Report:
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    stored = store.put(store.accept("rumah-siti.jpg", jpeg()))
    return Life(people).submitted(title=TITLE, body=BODY, files=(stored,)).report


def address(report: Report) -> str:
    return f"/meja/laporan/{report.reference}/publikasi/"


def send(client, report: Report, step: str = "terbit", **values: object):
    fields = {"publikasi-title": TITLE, "publikasi-body": BODY}
    fields |= {f"publikasi-{name.replace('_', '-')}": value for name, value in values.items()}
    return client.post(address(report), {**fields, "langkah": step, "seq": str(report.last_seq)})


def covering(*keys: str) -> dict[str, str]:
    return {f"do_{key}": "mask" for key in keys}


def box(report: Report, *numbers: int) -> dict[str, object]:
    name = report.attachments.get().name
    sides = dict(zip(("left", "top", "width", "height"), map(str, numbers), strict=True))
    return {"pictures": [name]} | {f"{side}_{name}": number for side, number in sides.items()}


def published_page(client, report: Report) -> str:
    return client.get(f"/laporan/{report.reference}/").text


def test_the_report_leads_to_the_editor_and_everything_is_proposed(budi, report):
    assert f'href="{address(report)}"' in page_of(budi, report)
    page = budi.get(address(report))
    assert page.status_code == 200
    for hidden in HIDDEN:
        assert f"<mark>{hidden}</mark>" in page.text
    for mask in ("[nama disamarkan]", "[telepon disamarkan]", "[nomor kendaraan disamarkan]"):
        assert f"<mark>{mask}</mark>" in page.text
    assert len(re.findall(r'value="mask" checked', page.text)) == 3
    assert " style=" not in page.text


def test_what_is_accepted_is_masked(budi, report):
    assert send(budi, report, **covering(NAME, PHONE, PLATE)).status_code == 302
    page = published_page(budi, report)
    assert "Kata Pak [nama disamarkan] sudah lama." in page
    assert not any(hidden in page for hidden in HIDDEN)


@pytest.mark.parametrize(
    "decisions",
    [
        covering(NAME, PHONE),
        {**covering(NAME, PHONE), f"do_{PLATE}": "keep"},
        {**covering(NAME, PHONE), f"do_{PLATE}": "keep", f"why_{PLATE}": "  "},
    ],
)
def test_a_finding_without_a_decision_stops_it_and_nothing_typed_is_lost(budi, report, decisions):
    answer = send(budi, report, **decisions)
    assert answer.status_code == 422
    assert "data pribadi: DA 8123 TX" in answer.text
    assert answer.text.count("Samarkan, atau tulis alasan membiarkannya terbaca.") == 1
    assert len(re.findall(r'value="mask" checked', answer.text)) == 2
    assert Report.objects.get(pk=report.pk).published_at is None


def test_what_is_rejected_with_a_reason_is_read(budi, report):
    reason = {f"do_{PLATE}": "keep", f"why_{PLATE}": "Kendaraan dinas"}
    assert send(budi, report, **covering(NAME, PHONE), **reason).status_code == 302
    assert "truk DA 8123 TX" in published_page(budi, report)
    assert "Kendaraan dinas" in page_of(budi, report)
    assert "Kendaraan dinas" not in published_page(budi, report)


def test_what_is_typed_anew_is_looked_at_anew(budi, report):
    answer = send(budi, report, "terapkan", body="Ditulis ulang: hubungi Bu Ani.")
    assert answer.status_code == 200
    assert "<mark>Ani</mark>" in answer.text
    assert "Ditulis ulang" in answer.text
    assert send(budi, report, body="Ditulis ulang: hubungi Bu Ani.").status_code == 422


def test_the_preview_is_the_public_page_and_stores_nothing(budi, report):
    values = {**covering(NAME, PHONE, PLATE), **box(report, 10, 10, 30, 30)}
    preview = send(budi, report, "pratinjau", **values)
    assert "Pratinjau: beginilah publik akan melihatnya." in preview.text
    bar = preview.text[preview.text.index('class="note preview-bar"') : preview.text.index("<article")]
    assert 'name="csrfmiddlewaretoken"' in bar
    assert Report.objects.get(pk=report.pk).published_at is None
    article = preview.text[preview.text.index("<article") : preview.text.index("</article>")]
    assert not any(hidden in article for hidden in HIDDEN)
    typed = dict(re.findall(r'<input type="hidden" name="(publikasi-[^"]+)" value="([^"]*)"', preview.text))
    fields = {name: value for name, value in typed.items() if "body" not in name} | {"publikasi-body": BODY}
    picture = re.search(r'<img src="([^"]+kotak[^"]+)"', article).group(1).replace("&amp;", "&")
    shown = budi.get(picture)
    assert shown["Content-Type"] == "image/jpeg"
    assert budi.post(address(report), fields).status_code == 302
    public = published_page(budi, report)
    same = re.compile(r'<p class="text-break">.*?</p>', re.DOTALL)
    assert same.search(article).group() == same.search(public).group()
    name = report.attachments.get().public_name
    assert budi.get(f"/laporan/{report.reference}/berkas/{name}/").getvalue() == shown.content


def test_the_box_is_in_the_public_picture_and_the_uncovered_one_is_not_served(budi, report):
    values = {**covering(NAME, PHONE, PLATE), **box(report, 0, 0, 50, 50)}
    assert send(budi, report, **values).status_code == 302
    row = report.attachments.get()
    assert row.covers == [[0, 0, 50, 50]]
    shown = budi.get(f"/laporan/{report.reference}/berkas/{row.public_name}/").getvalue()
    assert Image.open(io.BytesIO(shown)).convert("L").crop((2, 2, 300, 220)).getextrema()[1] < 8
    assert budi.get(f"/laporan/{report.reference}/berkas/{row.name}/").status_code == 404
    again = budi.get(address(report)).text
    assert '<rect x="0" y="0" width="50" height="50"/>' in again
    assert f'value="{row.name}" checked' in again


@pytest.mark.parametrize("numbers", [(100, 0, 5, 5), (0, 0, 101, 5)])
def test_an_impossible_box_is_said_at_the_photo(budi, report, numbers):
    answer = send(budi, report, **covering(NAME, PHONE, PLATE), **box(report, *numbers))
    assert answer.status_code == 422
    assert "Kotak penutup ditulis dalam persen" in answer.text


@pytest.mark.parametrize("query", ["kotak=1,2,3", "kotak=a,b,c,d", "kotak=0,0,0,5", "kotak=1,2,3,4,5"])
def test_a_nonsense_box_in_an_address_is_no_picture(budi, report, query):
    name = report.attachments.get().name
    assert budi.get(f"{address(report)}{name}/?{query}").status_code == 404


def test_who_may_not_publish_sees_neither_editor_nor_picture(client, people, report):
    name = report.attachments.get().name
    for who, status in (("dewi", 403), ("yusuf", 404)):
        client.force_login(user(who))
        for path in (address(report), f"{address(report)}{name}/"):
            assert client.get(path).status_code == status
        assert send(client, report, **covering(NAME, PHONE, PLATE)).status_code == status
    client.logout()
    assert client.get(f"{address(report)}{name}/").status_code == 302


def test_a_secret_has_no_editor(budi, people):
    secret = Life(people).submitted(content=ContentMode.SECRET).report
    answer = budi.get(address(secret))
    assert answer.status_code == 409
    assert "tidak pernah diterbitkan" in answer.text


def test_the_editor_costs_the_same_with_more_of_everything(budi, people, report, django_assert_num_queries):
    files = tuple(store.put(store.accept(f"{name}.jpg", jpeg())) for name in "abc")
    many = Life(people).submitted(title=TITLE, body=f"{BODY} Bu Ani, Bu Sari, 0813-1111-2222.", files=files).report
    budi.get(address(report))
    with CaptureQueriesContext(connection) as one:
        budi.get(address(report))
    with django_assert_num_queries(len(one)):
        page = budi.get(address(many))
    assert page.text.count("data-cover>") == 3
