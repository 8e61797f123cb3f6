"""A browser without scripts: reads the form of a page and sends it with the button one presses."""

from html.parser import HTMLParser

from django.test import Client


class FormReader(HTMLParser):
    """The fields of the first form that posts to `action`, with the values a browser would send."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields = action, False, []
        self._area = self._select = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag == "form":
            self.inside = not self.fields and has.get("action") == self.action
        elif not self.inside:
            return
        elif tag == "input":
            self._input(has)
        elif tag == "textarea":
            self._area, self._text = has["name"], []
        elif tag == "select":
            self._select, self._chosen = has["name"], None
        elif tag == "option" and self._select and (self._chosen is None or "selected" in has):
            self._chosen = has.get("value", "")

    def _input(self, has: dict[str, str | None]) -> None:
        kind = has.get("type", "text")
        skipped = kind == "file" or (kind in {"radio", "checkbox"} and "checked" not in has)
        if not skipped and has.get("name"):
            self.fields.append((has["name"], has.get("value") or ("on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            text = "".join(self._text)
            self.fields.append((self._area, text[1:] if text.startswith("\n") else text.removeprefix("\r\n")))
            self._area = None
        elif tag == "select" and self._select:
            self.fields.append((self._select, self._chosen or ""))
            self._select = None
        elif tag == "form":
            self.inside = False


def fields_of(page, action: str = "/lapor/") -> dict[str, list[str]]:
    """Name -> values, as the browser would send them."""
    reader = FormReader(action)
    reader.feed(page.content.decode())
    found: dict[str, list[str]] = {}
    for name, value in reader.fields:
        found.setdefault(name, []).append(value)
    return found


def press(client: Client, page, go: str = "next", **typed: object):
    """Fill in and press a button of the report form."""
    return client.post("/lapor/", {**fields_of(page), **typed, "go": go})
