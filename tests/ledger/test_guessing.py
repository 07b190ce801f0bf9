"""First guesses from the ledger: the rule said literally over what the positions show, and what must not matter."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import api
from detente.case.model import Case, Firmness
from detente.errors import UnknownNameError, WriteError
from tests.case import folders
from tests.case.judgements.made import PREFERENCES
from tests.strategies import Sample, cases

WORTH = {Firmness.NEVER: 0, Firmness.FIRM: 20, Firmness.PREFERENCE: 50}
WEIGHT = {Firmness.NEVER: 100, Firmness.FIRM: 50, Firmness.PREFERENCE: 20}


def literal(case: Case, party: str, issue: str) -> tuple[Fraction, dict[str, Fraction]] | None:
    """Weight and values from the cell of `positions`, by the words of the definition; None: no guess."""
    cell = api.positions(case, party=party, issue=issue).cell(party, issue)
    refused, wanted = dict(cell.refuses), {*cell.demands, *cell.accepts}
    if not refused and not wanted:
        return None
    raw = {
        option: WORTH[refused[option]] if option in refused else 100 if option in wanted else 80
        for option in case.issue[issue].names
    }
    low, high = min(raw.values()), max(raw.values())
    if low == high:
        return None
    weight = WEIGHT[max(refused.values())] if refused else 20
    return Fraction(weight), {option: Fraction(100 * (worth - low), high - low) for option, worth in raw.items()}


@settings(max_examples=20, deadline=None)
@given(cases(), st.data())
def test_guesses_are_literal(sample: Sample, data: st.DataObject) -> None:
    with sample.written() as folder:
        view = api.load(folder).on(sample.on)
        party = data.draw(st.sampled_from(sorted(view.party)))
        found = api.derive(view, party)
        weights = {issue: number.central for one in found.preferences for issue, number in one.weights.numbers}
        values = {
            one.issue: {option: number.central for option, number in one.numbers}
            for preference in found.preferences
            for one in preference.values
        }
        for issue in view.issue.values():
            expected = literal(view, party, issue.id) if api_in_force(view, issue.id) else None
            if expected is None:
                assert issue.id not in weights
            elif not api.positions(view, party=party, issue=issue.id).cell(party, issue.id).disputed:
                assert (weights[issue.id], values[issue.id]) == expected
        for preference in found.preferences:
            assert preference.derived
            assert preference.reservation is None
            assert all(number.because for _, number in preference.weights.numbers)
            assert all(number.because for one in preference.values for _, number in one.numbers)


def api_in_force(case: Case, issue: str) -> bool:
    one, day = case.issue[issue], case.day
    assert day is not None
    return (one.since is None or one.since.last <= day) and (one.until is None or day <= one.until.last)


@settings(max_examples=12, deadline=None)
@given(cases())
def test_guesses_are_written_and_read_back(sample: Sample) -> None:
    with sample.written() as folder:
        view = api.load(folder).on(sample.on)
        found = api.derive(view)
        units = dict.fromkeys(view.unit.values())
        assert {*found.silent, *(one.of for one in found.preferences)} == set(units)
        if not found.preferences:
            with pytest.raises(WriteError, match="nothing on record"):
                api.derive(view, write=True)
            return
        written = api.derive(view, write=True)
        assert (folder / "preferences.yaml").read_text(encoding="utf-8") == written.text == found.text
        again = api.load(folder).on(sample.on)
        assert [(one.of, one.weights, one.values, one.derived) for one in again.preferences] == [
            (one.of, one.weights, one.values, True) for one in found.preferences
        ]
        with pytest.raises(WriteError, match="does not replace"):
            api.derive(again, write=True)
        assert (folder / "preferences.yaml").read_text(encoding="utf-8") == found.text


def test_a_guess_says_where_it_comes_from(tmp_path: Path) -> None:
    case = folders.read(tmp_path)
    (north,) = api.derive(case, "NORTH").preferences
    assert dict(north.weights.numbers)["river"].because == "hardest firmness: NORTH.river.firm (s1)"
    assert {option: (int(one.central), one.because) for option, one in north.values[0].numbers} == {
        "closed": (0, "refused, NORTH.river.firm (s1); 20 before stretching"),
        "shared": (100, "asked for, offered or accepted (s1)"),
        "open": (0, "refused, NORTH.river.firm (s1); 20 before stretching"),
    }
    assert str(north.since) == "2020-07-31"


def test_judgements_are_never_replaced_and_other_bytes_stay(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    text = "# mine\r\n" + PREFERENCES.replace("\n", "\r\n") + "\r\n# the end\r\n"
    (folder / "preferences.yaml").write_bytes(text.encode())
    case = api.load(folder).on("2022-06-01")  # NORTH's own entry has ended, and still is a judgement
    with pytest.raises(WriteError, match="has preferences of NORTH already"):
        api.derive(case, "NORTH", write=True)
    assert (folder / "preferences.yaml").read_bytes() == text.encode()
    assert api.derive(case, write=True).written == ("SOUTH",)
    after = (folder / "preferences.yaml").read_bytes().decode()
    assert "\n" not in after.replace("\r\n", "")
    begin, end = text.split("\r\n\r\n# the end")
    assert after.startswith(begin)
    assert after.endswith("# the end" + end)
    assert [one.of for one in api.load(folder).preferences] == ["NORTH", "LEAGUE", "SOUTH"]


def test_unknown_parties_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="NORTH"):
        api.derive(folders.read(tmp_path), "NORT")
