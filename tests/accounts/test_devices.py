"""A browser in words."""

import pytest

from tuntas.accounts.devices import device_of

pytestmark = pytest.mark.one_engine

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"Mozilla/5.0 (Linux; Android 14; K) {CHROME} Mobile Safari/537.36", "Chrome · Android"),
        (f"Mozilla/5.0 (Linux; Android 13) {CHROME} SamsungBrowser/25.0 Safari", "Samsung Internet · Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1",
         "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 Version/17.5 Safari/605.1", "Safari · macOS"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_browser_and_system_are_known_by_their_signs(line, words):
    assert device_of(line) == words
