"""Help, rights and the register of promises."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from tests.web.test_public_report import press, to_check
from tuntas.web import public_help, report_form
from tuntas.web.promises import register

ROOT = Path(__file__).resolve().parents[2]


def test_every_promise_names_tests_that_exist():
    missing = [test for promise in register() for test in promise.tests if not _exists(test)]
    assert missing == []
    assert [promise.id for promise in register() if not promise.tests] == []
    assert len({promise.id for promise in register()}) == len(register())


def _exists(node: str) -> bool:
    path, _, name = node.partition("::")
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return any(isinstance(found, ast.FunctionDef) and found.name == name for found in tree.body)


def test_a_promise_without_a_test_would_be_found():
    assert not _exists("tests/web/test_public_help.py::test_that_nobody_wrote")
    assert not _exists("tests/web/no_such_file.py::test_that_nobody_wrote")


def test_every_choice_of_identity_and_content_is_a_registered_promise():
    shown = {promise.text: promise.text_en for promise in register() if "form" in promise.shown}
    form = report_form.PrivacyForm()
    for language, words in (("id", set(shown)), ("en", set(shown.values()))):
        with translation.override(language):
            said = {str(label) for name in ("identity", "content") for _code, label in form.fields[name].choices}
        assert said == words


def test_the_receipt_says_what_is_registered(people, client):
    page = re.sub(r"\s+", " ", press(client, to_check(client), "send").content.decode())
    promised = [promise.text for promise in register() if "receipt" in promise.shown]
    assert promised
    assert [text for text in promised if text not in page] == []


@pytest.mark.parametrize("address", ["/bantuan/", "/bantuan/hak/", "/janji/"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pages_need_no_database_and_are_linked_in_the_foot(address, language, people, client):
    client.cookies["django_language"] = language
    page = client.get(address)
    assert (page.status_code, page.content.count(b"<h1>")) == (200, 1)
    for other in ("/bantuan/", "/bantuan/hak/", "/janji/"):
        assert f'href="{other}"'.encode() in page.content


def test_the_page_of_promises_is_the_register(people, client):
    page = client.get("/janji/").content.decode()
    assert [promise.id for promise in register() if promise.text not in page] == []
    assert [test for promise in register() for test in promise.tests if test not in page] == []


def test_what_was_not_compared_with_the_law_says_so(people, client):
    page = client.get("/bantuan/hak/").content.decode()
    unchecked = [right for right in public_help.RIGHTS if not right.checked]
    assert page.count("belum dicocokkan dengan naskah resmi") == len(unchecked) == 2
