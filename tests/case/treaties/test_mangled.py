"""Mangled treaty files, thousands of ways: each reads, or says what is wrong with it and where."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.treaties.folders import FILES, faults

_VALUES = st.sampled_from(
    [
        *("", "[]", "{}", "[a, b]", "{a: b}", "-1", "1.5", "true", "P1D", "P9999Y", "9999-12-31", "0001-01-01", "2021"),
        *("RUS", "NATO", "parties", "others", "counterparty", "own territory", "any", "art_1", "art_9", "forces"),
        *("threat", "joined", "(", "not a", "at least 3", "\x00", "ä", "~", '"', "east", "coast", "vicinity"),
        *("within 5 km of POL", "9" * 400),
    ]
)


@st.composite
def _mangled(draw: st.DrawFn) -> tuple[str, str]:
    """One of the files with a value replaced, or a line lost, doubled or moved."""
    name = draw(st.sampled_from(sorted(FILES)))
    lines = FILES[name][1].split("\n")
    for _ in range(draw(st.integers(1, 3))):
        place, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(("value", "value", "value", "lose", "double"))):
            case "lose" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(place, lines[other])
            case _:
                mark = ":" if name in {"draft", "vocabulary"} else ","
                parts = lines[place].split(mark)
                part = draw(st.integers(0, len(parts) - 1))
                tail = min((at for at in map(parts[part].find, ",}]") if at >= 0), default=len(parts[part]))
                parts[part] = f" {draw(_VALUES)}{parts[part][tail:]}"
                lines[place] = mark.join(parts)
    return name, "\n".join(lines)


def _looked_at(change: tuple[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for found in faults(Path(folder), **{change[0]: change[1]}):
            assert found.message
            assert found.line >= 0
            assert found.file.startswith(("treaties/", "inventory/", "case.yaml"))


@settings(max_examples=60)
@given(_mangled())
def test_a_mangled_file_is_read_or_refused(change: tuple[str, str]) -> None:
    _looked_at(change)


@pytest.mark.soak
@settings(max_examples=2000)
@given(_mangled())
def test_many_mangled_files_are_read_or_refused(change: tuple[str, str]) -> None:
    _looked_at(change)
