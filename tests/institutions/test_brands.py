"""A government's brand: who may set it, which colours can be read, what is refused."""

import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from tests.cast import NOW
from tests.lives import office
from tuntas.institutions.brands import Look, accept_logo, set_brand
from tuntas.institutions.colours import DARK_GROUNDS, INK, LIGHT_GROUNDS, contrast, shades
from tuntas.institutions.models import Brand
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.media import store
from tuntas.media.kinds import UploadRefused

GREEN = Look("Lapor Banua", "Dijawab, dikerjakan", "Diskominfo", "#0B5D2A", "Lapor.Kalsel.example")


def drawing(kind: str, size: tuple[int, int] = (400, 200)) -> bytes:
    data = io.BytesIO()
    Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", size).save(data, kind)
    return data.getvalue()


def test_the_governments_own_administrator_sets_it(people):
    brand = set_brand(office("kalsel"), GREEN, by=people.budi, at=NOW)
    assert (brand.name, brand.tagline, brand.office) == ("Lapor Banua", "Dijawab, dikerjakan", "Diskominfo")
    assert (brand.colour, brand.host) == ("#0b5d2a", "lapor.kalsel.example")
    assert (brand.changed_by, brand.changed_at) == (people.budi.user_id, NOW)


def test_a_second_time_changes_the_same_row(people):
    set_brand(office("kalsel"), GREEN, by=people.budi, at=NOW)
    set_brand(office("kalsel"), Look("Tuntas Kalsel"), by=people.agus, at=NOW)
    assert list(Brand.objects.values_list("name", "colour", "host")) == [("Tuntas Kalsel", "", None)]


@pytest.mark.parametrize("name", ["ratna", "hadi", "nia", "intan", "dewi", "sri"])
def test_nobody_else_sets_it(people, name):
    with pytest.raises(NotAllowed):
        set_brand(office("kalsel"), GREEN, by=getattr(people, name), at=NOW)
    assert not Brand.objects.exists()


def test_only_a_government_has_one(people):
    with pytest.raises(NotAllowed):
        set_brand(office("kalsel-pupr"), GREEN, by=people.agus, at=NOW)


@pytest.mark.parametrize(
    ("look", "field", "words"),
    [
        (Look("  "), "name", "Nama layanan kosong"),
        (Look("A", colour="biru"), "colour", "Warna ini tidak dikenal"),
        (Look("A", colour="#ff0"), "colour", "Warna ini tidak dikenal"),
        (Look("A", colour="#ffcc00"), "colour", "kontras 1,2 : 1"),
        (Look("A", colour="#757575"), "colour", "terlalu terang"),
        (Look("A", host="https://lapor.example"), "host", "Nama host ini tidak sah"),
        (Look("A", host="lapor..example"), "host", "Nama host ini tidak sah"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(people, look, field, words):
    with pytest.raises(Invalid, match=words) as refusal:
        set_brand(office("kalsel"), look, by=people.budi, at=NOW)
    assert refusal.value.field == field
    assert words in str(refusal.value)


def test_a_host_belongs_to_one_government(people):
    set_brand(office("kalsel"), GREEN, by=people.budi, at=NOW)
    with pytest.raises(Invalid) as refusal:
        set_brand(office("banjarmasin"), GREEN, by=people.nia, at=NOW)
    assert refusal.value.field == "host"
    with pytest.raises(IntegrityError), transaction.atomic():
        Brand.objects.create(
            government=office("banjarmasin"),
            name="B",
            host=GREEN.host.lower(),
            changed_by=people.nia.user_id,
            changed_at=NOW,
        )


def test_a_colour_on_the_edge():
    """#666666 reaches 4.5 : 1 on every light ground, #757575 on white alone: seen by the last ground."""
    assert contrast("#666666", LIGHT_GROUNDS[-1]) >= 4.5
    assert contrast("#757575", LIGHT_GROUNDS[0]) >= 4.5 > contrast("#757575", LIGHT_GROUNDS[-1])
    assert contrast("#000000", "#ffffff") == 21


@pytest.mark.parametrize("colour", ["#14509e", "#0b5d2a", "#8a1538", "#000000", "#5b4300", "#4b0082", "#666666"])
def test_every_shade_can_be_read_where_it_is_written(colour):
    found = shades(colour)
    assert found["--ina-primary-600"] == colour
    for ground in (*DARK_GROUNDS, INK):
        assert contrast(found["--ina-primary-300"], ground) >= 4.5
        assert contrast(found["--ina-primary-100"], ground) >= 4.5
    for ground in LIGHT_GROUNDS:
        assert contrast(found["--ina-primary-800"], ground) >= 4.5
        assert contrast(found["--tuntas-brand-strong"], ground) >= 7
    assert contrast("#17202c", found["--ina-primary-50"]) >= 4.5
    assert contrast("#eef2f7", found["--tuntas-brand-night"]) >= 4.5
    assert contrast(found["--ina-primary-600"], found["--ina-primary-50"]) >= 4.5
    assert contrast(found["--ina-primary-300"], found["--tuntas-brand-night"]) >= 4.5


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_logo_is_drawn_anew_and_stays_until_the_next(people, settings, tmp_path, kind):
    settings.TUNTAS_DATA_DIR = tmp_path
    logo = accept_logo("logo", drawing(kind))
    first = set_brand(office("kalsel"), GREEN, by=people.budi, at=NOW, logo=logo)
    with store.open_thumbnail(first.logo) as file:
        assert file.read()[:2] == b"\xff\xd8"
    again = set_brand(office("kalsel"), Look("Tuntas"), by=people.budi, at=NOW)
    assert again.logo == first.logo != ""


@pytest.mark.parametrize("data", [drawing("JPEG"), b'<svg xmlns="http://www.w3.org/2000/svg"/>', b""])
def test_other_files_are_no_logo(data):
    with pytest.raises(UploadRefused) as refusal:
        accept_logo("logo.svg", data)
    assert refusal.value.field == "logo"
