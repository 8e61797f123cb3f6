"""Wrong passwords and used codes count in all processes together."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

TRY = """
import django; django.setup()
from django.test import Client
tried = {"login": "ratna@kalsel.example", "password": "tebakan"}
answers = [Client(SERVER_NAME="127.0.0.1").post("/akun/login/", tried) for _ in range(3)]
print("".join(str(int("Terlalu banyak" in answer.content.decode())) for answer in answers))
"""
USE = """
import django; django.setup()
from django.core.cache import cache
print(cache.add("code", "y", timeout=30))
"""


@pytest.fixture(scope="module")
def server(server_over):
    return server_over("world")


def test_three_processes_of_three_tries_each_are_held_back_after_five(server):
    assert [server.run("-c", TRY) for _ in range(3)] == ["000", "001", "111"]


def test_a_code_used_in_one_process_is_used_in_the_other(server):
    assert [server.run("-c", USE) for _ in range(2)] == ["True", "False"]
