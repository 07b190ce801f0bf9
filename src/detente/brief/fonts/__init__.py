"""The page's typeface as CSS, inside the page, so that nothing is fetched."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files

_RANGES = {
    "Latin1": "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,U+201C-201E,"
    "U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02",
    "Latin2": "U+0100-0101,U+0104-0130,U+0132-0151,U+0154-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,U+01FA-01FF,"
    "U+0218-021B,U+0237,U+0259,U+1E80-1E85,U+1E9E",
    "Pi": "U+2000-200D,U+2015,U+202F,U+2032-2033,U+2070,U+2074-2079,U+2080-2089,U+2190-2199,U+2202,U+2206,U+2211,"
    "U+221A,U+221E,U+2248,U+2260,U+2264-2265,U+25CA,U+2713",
}
_WEIGHTS = {"Regular": 400, "SemiBold": 600}


@cache
def faces() -> str:
    """The `@font-face` rules, with the fonts in them."""
    return "".join(_face(weight, subset) for weight in _WEIGHTS for subset in _RANGES)


def _face(weight: str, subset: str) -> str:
    data = files(__package__).joinpath(f"IBMPlexSans-{weight}-{subset}.woff2").read_bytes()
    written = base64.b64encode(data).decode("ascii")
    return (
        f"@font-face{{font-family:'Plex';font-weight:{_WEIGHTS[weight]};font-display:swap;"
        f"src:url(data:font/woff2;base64,{written}) format('woff2');unicode-range:{_RANGES[subset]}}}\n"
    )
