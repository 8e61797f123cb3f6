"""The living style page: no component without a drawing, no parameter without a word."""

import re

import pytest

from tuntas.accounts.models import User
from tuntas.web.style_examples import examples
from tuntas.web.style_page import FOLDER, about

pytestmark = pytest.mark.one_engine
FILES = sorted(file.stem for file in FOLDER.glob("*.html"))


@pytest.fixture
def page(client, people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    client.force_login(User.objects.get(email="ratna@kalsel.example"))
    return client.get("/gaya/").content.decode()


def test_every_component_is_on_the_page_in_every_state(page):
    sections = re.findall(r'<section class="style-component" id="komponen-(\w+)".*?</section>', page, re.S)
    assert sorted(sections) == FILES
    assert page.count('class="style-state"') == sum(len(states) for states in examples().values())


def test_every_component_has_an_example():
    assert sorted(examples()) == FILES
    assert [name for name, states in examples().items() if not states] == []


@pytest.mark.parametrize("name", FILES)
def test_every_component_says_what_it_takes(page, name):
    assert re.search(r"^Parameters:", about(name), re.M)
    assert about(name).splitlines()[0].replace("'", "&#x27;") in page


@pytest.mark.parametrize("name", FILES)
def test_an_example_uses_documented_parameters_only(name):
    words = set(re.findall(r"\w+", about(name)))
    assert {key for _, parameters in examples()[name] for key in parameters} - words == set()


def test_a_visitor_is_sent_to_the_log_in(client, db):
    assert client.get("/gaya/").url.startswith("/akun/login/")
