"""Finds personal data in Indonesian text: numbers by their form, addresses and names by the words around them.

A help for the officer who publishes, never a proof: what it overlooks a person must see. Own patterns instead of a
library: those of the kind know no NIK, no vehicle number and no account, and for telephone numbers alone the large
tables of `phonenumbers` would refuse what people mistype.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date

from .findings import Certainty, Finding, Kind, masked
from .words import (
    BANKS,
    CAPITAL,
    HOME,
    HONORIFIC,
    NAMED_AFTER,
    NO_ADDRESS,
    NO_PLATE,
    NOT_NAMES,
    PLATES,
    PROVINCES,
    STREET,
    VEHICLE,
)

Hit = tuple[int, int, Certainty]

_GAP = r"[ .\-\u00a0\u2013]{0,2}"
"""What people put between the digits of one number."""
_BEFORE = r"(?<![\w/])"


def find(text: str, *, areas: Collection[str] = ()) -> list[Finding]:
    """What points to a person, in the order of the text and without overlaps.

    `areas` are the six digits of the known districts; with them a NIK of an unknown district is less sure.
    """
    found: list[Finding] = []
    for kind, finder in _FINDERS.items():
        hits = _niks(text, areas) if kind is Kind.NIK else finder(text)
        for start, end, certainty in hits:
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(kind, start, end, text[start:end], certainty))
    return sorted(found, key=lambda each: each.start)


def covered(text: str) -> str:
    """The text with everything that was found in it covered: for words that no officer covered by hand."""
    return masked(text, find(text))


_DIGIT = r"[0-9OoIl]"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[(\[{]\s?(?:at|et)\s?[)\]}])\s?[\w-]+(?:\s?(?:\.|[(\[{]\s?(?:dot|titik)\s?[)\]}])\s?[\w-]{2,})+"
    r"|(?<![\w.+-])[\w.+-]{1,64} at [\w-]+(?: (?:dot|titik) [\w-]{2,})+",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Hit]:
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), Certainty.SURE if "@" in match[0] else Certainty.LIKELY


_SIXTEEN = re.compile(rf"(?<![\w.,/-])\d(?:{_GAP}\d){{15}}(?![\w/]|[.,-]\d)")
_SAYS_NIK = re.compile(r"\b(?:nik|n\.i\.k|k\.?t\.?p|kependudukan|kartu keluarga|(?:no\.?|nomor) ?kk)\b", re.IGNORECASE)


def _niks(text: str, areas: Collection[str]) -> Iterator[Hit]:
    for match in _SIXTEEN.finditer(text):
        digits = _digits(match[0])
        if _is_nik(digits):
            # Areas of a province that is not known here say nothing.
            known = digits[:6] in areas or not any(area.startswith(digits[:2]) for area in areas)
            yield match.start(), match.end(), Certainty.SURE if known else Certainty.LIKELY
        elif _SAYS_NIK.search(text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), Certainty.POSSIBLE


def _is_nik(digits: str) -> bool:
    """Province, a birthday (of women 40 days later) and a serial number: the build of a NIK."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    return digits[:2] in PROVINCES and digits[12:] != "0000" and _is_day(day - 40 if day > 40 else day, month, year)


def _is_day(day: int, month: int, year: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


_TAX = re.compile(r"(?<![\w.])\d{2}[. ]?\d{3}[. ]?\d{3}[. ]?\d[-. ]\d{3}[. ]?\d{3}(?![\w]|[.]\d)")
_SAYS_TAX = re.compile(r"\bn\.?p\.?w\.?p\b", re.IGNORECASE)


def _tax_numbers(text: str) -> Iterator[Hit]:
    for match in _TAX.finditer(text):
        said = _SAYS_TAX.search(text, max(0, match.start() - 30), match.start())
        if said or match[0].count(".") >= 3:
            yield match.start(), match.end(), Certainty.SURE if said else Certainty.LIKELY


_ACCOUNT = re.compile(
    rf"(?:\b(?:{BANKS})\b|\b(?:rekening(?:nya)?|no\.? ?rek|norek|rek|a/c)\b\.?)"
    r"(?P<between>[^\d\n;!?]{0,60}?)"
    rf"(?<![\d.,/-])(?P<number>\d(?:{_GAP}\d){{8,16}})(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_NO_ACCOUNT = re.compile(r"\b(?:listrik|air|pdam|pln|belanja|rp|anggaran|tagihan|senilai|sebesar)\b", re.IGNORECASE)
_BUDGET = re.compile(r"\d\.\d\.\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")


def _accounts(text: str) -> Iterator[Hit]:
    for match in _ACCOUNT.finditer(text):
        if not _NO_ACCOUNT.search(match["between"]) and not _BUDGET.fullmatch(match["number"]):
            if not _BUDGET.match(match["number"][:5]):
                yield match.start("number"), match.end("number"), Certainty.LIKELY


_MOBILE = re.compile(
    r"(?<![\w/])(?<!\d[.,-])(?:\(?\+?\s?62\)?|0062|\(?[0oO])[\s.\-()]{0,3}8(?:[ .\-\u00a0\u2013/]{0,3}[0-9oO]){7,11}"
    r"(?![\w]|[.,-]\d)"
)
_BARE_MOBILE = re.compile(r"(?<![\w/])(?<!\d[.,-])8[1-9]\d(?:[ .-]?\d){6,9}(?![\w]|[.,-]\d)")
_LANDLINE = re.compile(
    r"(?<![\w/])(?<!\d[.,-])(?:\(0\d{2,3}\)|0\d{2,3}|\+62[ .-]?\(?\d{2,3}\)?)"
    r"[ .-]{0,3}[1-9]\d{2,4}[ .-]?\d{3,4}(?![\w]|[.,-]\d)"
)
_SAYS_PHONE = re.compile(
    r"\b(?:hp|wa|whats ?app|telp?|telepon|tlp|hubungi|sms|ponsel|gopay|ovo)\b[^\d\n]*$", re.IGNORECASE
)
_AREA_CODES = re.compile(r"\(?(?:0|\+62[ .-]?\(?)(?:2[1-9]|31|61|[2-9]\d{2})")


def _phones(text: str) -> Iterator[Hit]:
    for match in _MOBILE.finditer(text):
        yield match.start(), match.end(), Certainty.SURE
    for match in _LANDLINE.finditer(text):
        if 9 <= len(_digits(match[0])) <= 12 and _AREA_CODES.match(match[0]):
            yield match.start(), match.end(), Certainty.LIKELY
    for match in _BARE_MOBILE.finditer(text):
        if _SAYS_PHONE.search(text[max(0, match.start() - 25) : match.start()]):
            yield match.start(), match.end(), Certainty.LIKELY


_PLATE = re.compile(rf"{_BEFORE}(?:{PLATES})[ .\-]{{0,3}}[1-9]\d{{0,3}}[ .\-]{{0,3}}[A-Z]{{1,3}}(?![\w])")
_ANY_PLATE = re.compile(
    rf"{_BEFORE}(?:{PLATES})[ .\-]{{0,3}}[1-9]\d{{1,3}}(?:[ .\-]{{0,3}}[A-Z]{{1,3}})?(?![\w]|[.,]\d)", re.IGNORECASE
)


def _plates(text: str) -> Iterator[Hit]:
    for match in _PLATE.finditer(text):
        suffix = re.sub(r"[^A-Z]", " ", match[0]).split()[-1]
        if suffix not in NO_PLATE and not _BLOCK.search(text, max(0, match.start() - 8), match.start()):
            yield match.start(), match.end(), Certainty.SURE if len(match[0]) > 6 else Certainty.LIKELY
    for match in _ANY_PLATE.finditer(text):
        if VEHICLE.search(text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), Certainty.LIKELY


_BLOCK = re.compile(r"\b(?:blok|gedung|ruang|lantai|pasal|tiang|kelas)\W*$", re.IGNORECASE)
_NUMBER = r"(?:no(?:mor|mer)?\.?|nmr\.?|rumah nomor)\s?\d{1,4}(?:\s?[A-Za-z]\b)?(?:/\d{1,3})?"
_RT = r"r\.?t\.?\s?0*\d{1,3}\s?[,/\-.]?\s?(?:r\.?w\.?\s?)?(?:0*\d{1,3})?\b"
_RT_RW = (
    r"r\.?t\.?\s?0*\d{1,3}\s?(?:[,/\-.]|dan)?\s?r\.?w\.?\s?0*\d{1,3}\b|r\.?t\.?/r\.?w\.?\s?0*\d{1,3}\s?/\s?0*\d{1,3}\b"
)
_BLOCK_NUMBER = r"blok\s[A-Za-z]{1,2}\b\s?[-/.]?\s?(?:no\.?|nomor)?\s?\d{1,3}(?:\s?(?:[-/]|no\.?|nomor)\s?\d{1,3})?"
_NAMES = r"(?:\s(?!no\b|nomor\b|nomer\b|nmr\b|blok\b|rt\b|rumah\b)(?:(?:\w{1,3}\.)+[\w'-]*|[\w'-]+)){1,5}?"
_ADDRESS = re.compile(
    rf"\b(?:{STREET})\.?{_NAMES},?\s(?:{_NUMBER}|{_BLOCK_NUMBER}|{_RT_RW})(?:,?\s(?:{_NUMBER}|{_BLOCK_NUMBER}|{_RT_RW}|{_RT}))*"
    rf"|\b(?:{_RT_RW})(?:,?\s(?:{_NUMBER}|{_BLOCK_NUMBER}))?|\brumah\s(?:saya\s|kami\s)?{_NUMBER}",
    re.IGNORECASE,
)
_HOME_STREET = re.compile(
    rf"\b(?:{HOME})\b[^.\n;!?\d]{{0,40}}?(?P<address>\b(?:(?:{STREET})\.?(?:\s{CAPITAL}[\w'-]+|\s\d{{1,3}}\b){{1,4}}|{_RT}))",
    re.IGNORECASE,
)


def _addresses(text: str) -> Iterator[Hit]:
    for match in _ADDRESS.finditer(text):
        if not NO_ADDRESS.search(text, max(0, match.start() - 20), match.start()):
            yield match.start(), match.end(), Certainty.LIKELY
    for match in _HOME_STREET.finditer(text):
        yield match.start("address"), match.end("address"), Certainty.POSSIBLE


_SHORT_FORM = re.compile(r"[A-Z]{2,4}[,.]?")
_WORD = rf"{CAPITAL}[\w'’.-]*\w"
_INITIAL = rf"{CAPITAL}\."
_TITLED = re.compile(
    rf"{_BEFORE}(?P<title>(?:{HONORIFIC})\.?(?:/(?:{HONORIFIC})\.?)?\s)+(?P<name>(?:(?:{_WORD}|{_INITIAL})(?:\s|$|\b)){{1,5}})"
)
_SAID = re.compile(
    r"\b(?:[Nn]ama(?: lengkap)?(?:nya)?(?: saya| ayah| ibu| anak| suami| istri| pelapor| korban)?"
    r"|[Bb]ernama|[Aa]tas nama|[Aa]\.\s?n\.|[Aa]/n|[Ss]aya|[Pp]erkenalkan)"
    rf"(?:\s?(?::|adalah|ialah|yaitu|,))?\s(?P<name>(?:{_WORD}|{_INITIAL})(?:\s(?:{_WORD}|{_INITIAL})){{0,4}})"
)


def _names(text: str) -> Iterator[Hit]:
    for match in _TITLED.finditer(text):
        if NAMED_AFTER.search(text, max(0, match.start() - 24), match.start()):
            continue
        yield from _without_offices(match, Certainty.LIKELY)
    for match in _SAID.finditer(text):
        yield from _without_offices(match, Certainty.LIKELY)


def _without_offices(match: re.Match[str], certainty: Certainty) -> Iterator[Hit]:
    """The leading words that are no office, place or beginning of a sentence: `Pak Lurah` is nobody's name."""
    start, end = match.start("name"), match.start("name")
    for word in re.finditer(r"\S+", match["name"]):
        bare = word[0].strip(".,'’-").casefold()
        if bare in NOT_NAMES or _SHORT_FORM.fullmatch(word[0]):
            break
        end = start + word.end()
    if end > start:
        yield start, end, certainty


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_FINDERS: dict[Kind, Callable[[str], Iterator[Hit]]] = {
    Kind.EMAIL: _emails,
    Kind.NIK: lambda text: _niks(text, ()),
    Kind.TAX_NUMBER: _tax_numbers,
    Kind.ACCOUNT: _accounts,
    Kind.PHONE: _phones,
    Kind.PLATE: _plates,
    Kind.ADDRESS: _addresses,
    Kind.NAME: _names,
}
