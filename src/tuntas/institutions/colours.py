"""Colours as WCAG 2.2 measures them, and the shades a brand's one colour is stretched to."""

from collections.abc import Iterable

WHITE, BLACK = "#ffffff", "#000000"
LIGHT_GROUNDS = ("#ffffff", "#f6f7f9", "#eaedf1")
"""Backgrounds of the light theme (tokens.css) on which the brand's colour is written."""
DARK_GROUNDS = ("#10161f", "#18202b", "#232d3a")
INK = "#0c2447"
"""What is written on the light shade in the dark theme."""
READABLE, STRONG = 4.5, 7.0
"""Contrast that text needs (WCAG 1.4.3), and in high contrast (1.4.6)."""
_STEPS = 50


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written as #rrggbb, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, grounds: Iterable[str], least: float = READABLE) -> bool:
    """Whether text of this colour can be read on every one of these grounds."""
    return all(contrast(colour, ground) >= least for ground in grounds)


def mixed(colour: str, other: str, part: float) -> str:
    """`colour` with `part` (0 to 1) of `other` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def toward(colour: str, other: str, grounds: Iterable[str], least: float = READABLE) -> str:
    """The nearest shade on the way to `other` that can be read on all grounds; `other` itself at the far end."""
    wanted = tuple(grounds)
    shades = (mixed(colour, other, step / _STEPS) for step in range(_STEPS))
    return next((shade for shade in shades if readable(shade, wanted, least)), other)


def shades(colour: str) -> dict[str, str]:
    """The tokens of tokens.css that follow from one colour which can be read on the light grounds."""
    light = toward(colour, WHITE, (*DARK_GROUNDS, INK))
    return {
        "--ina-primary-50": mixed(colour, WHITE, 0.93),
        "--ina-primary-100": mixed(light, WHITE, 0.7),
        "--ina-primary-300": light,
        "--ina-primary-600": colour,
        "--ina-primary-800": mixed(colour, BLACK, 0.35),
        "--tuntas-brand-strong": toward(colour, BLACK, LIGHT_GROUNDS, STRONG),
        "--tuntas-brand-night": mixed(colour, DARK_GROUNDS[0], 0.82),
    }


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
