import io
from datetime import UTC, datetime

import pytest
import typst
from pypdf import PdfReader

from tuntas.documents import typesetting
from tuntas.documents.typesetting import shown

AT = datetime(2026, 3, 3, 1, 15, tzinfo=UTC)


@pytest.fixture
def set_text(tmp_path, monkeypatch):
    """Sets one text with the fonts of the templates, as PDF/UA; gives the text of the PDF."""
    source = '#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n'
    (tmp_path / "text.typ").write_text(source + "#json(bytes(sys.inputs.data)).text")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)

    def run(text):
        made = typesetting.pdf("text.typ", {"text": text}, at=AT)
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)

    return run


def test_every_character_that_is_shown_has_a_glyph(set_text):
    ranges = zip(typesetting._GLYPHS[::2], typesetting._GLYPHS[1::2], strict=True)
    characters = [chr(code) for first, past in ranges for code in range(first, past)]
    assert sorted(characters) == characters
    assert len(characters) > 2000
    set_text(" ".join(characters))


def test_a_character_without_glyph_would_cost_the_document(set_text):
    with pytest.raises(typst.TypstError):
        set_text("jalan rusak 🚧")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jalan rusak, Rp1.000 – “segera”", "Jalan rusak, Rp1.000 – “segera”"),
        ("jalan 🚧", "jalan [U+1F6A7]"),
        ("❤️", "❤"),
        ("道", "[U+9053]"),
        ("a\u202egpj", "a[U+202E]gpj"),
        ("e\u0301", "é"),
        ("nol\0", "nol[U+0000]"),
        ("dua\nbaris", "dua\nbaris"),
    ],
)
def test_shown(text, expected):
    assert shown(text) == expected


def test_what_is_shown_can_always_be_set(set_text):
    hostile = "".join(map(chr, [*range(0x0, 0xD800, 7), *range(0xE000, 0x20000, 13)]))
    set_text(shown(hostile))


@pytest.mark.parametrize(
    "text",
    [
        '#import "x": *',
        "$ x^2 $",
        "\\#sys.inputs",
        "*tebal* _miring_",
        "= Judul",
        "<label> @ref",
        "`kode` [isi] {1+1}",
        "// komentar",
    ],
)
def test_markup_in_text_is_only_text(set_text, text):
    assert set_text(shown(text)).replace("\n", " ").strip() == text
