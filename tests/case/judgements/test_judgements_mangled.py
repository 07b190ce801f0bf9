"""No preferences.yaml and no ratification.yaml, however odd, ends in anything but a case or findings."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import api
from detente.case.model import Case
from detente.case.reading import read_case
from detente.case.yamlfile import read_yaml, to_data
from detente.errors import CaseError, Finding
from detente.space.elicited import resolved
from tests.case import folders
from tests.case.judgements.made import PREFERENCES, RATIFICATION, write

FILES = {
    name: to_data(read_yaml(text))  # type: ignore[arg-type]
    for name, text in (("preferences.yaml", PREFERENCES), ("ratification.yaml", RATIFICATION))
}
ODD: list[Any] = [
    "",
    "x",
    "1e999",
    "nan",
    "-1",
    "99999999999999999999",
    "1/3",
    "true",
    "[",
    "a: b",
    "2020",
    "safe",
    [],
    {},
    None,
]
ODD += [
    ["x"],
    [[]],
    {"x": "y"},
    {"between": ["2", "1"]},
    {"ranking": []},
    {"package": {}},
    {"yes": "2"},
    ["open", "open"],
]
ODD += [
    {"share": "x", "turnout": "y"},
    {"issue": "river", "over": "river", "times": "1"},
    "{yes: 1}",
    "\x00",
    "\u2028",
    "𝟙",
]
KEYS = [
    "of",
    "weights",
    "swing",
    "pairwise",
    "ranking",
    "values",
    "reservation",
    "because",
    "from",
    "if",
    "rule",
    "x",
    "id",
]


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (collection, key) of a tree."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in inner for place in [(node, key), *places(value)]]


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from(sorted(FILES)))
    data = copy.deepcopy(FILES[name])
    for _ in range(draw(st.integers(1, 3))):
        found = places(data)
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        odd = copy.deepcopy(ODD[draw(st.integers(0, len(ODD) - 1))])
        how = draw(st.sampled_from(["replace", "delete", "add", "copy"]))
        if how == "replace":
            holder[key] = odd
        elif how == "copy":
            other, step = found[draw(st.integers(0, len(found) - 1))]
            holder[key] = copy.deepcopy(other[step])
        elif how == "delete":
            holder.pop(key)
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(KEYS))] = odd
        else:
            holder.append(odd)
    return name, json.dumps(data, ensure_ascii=False)


def attempt(folder: Path) -> tuple[Case | None, tuple[Finding, ...]]:
    try:
        return read_case(folder), ()
    except CaseError as error:
        return None, error.findings


def read_and_use(name: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "case") / name
        path.write_text(text, encoding="utf-8")
        case, findings = attempt(path.parent)
        if case is None:
            assert findings
            assert all(finding.severity == "error" and finding.message for finding in findings)
            return
        for preference in case.preferences:  # what was read can be reckoned with
            numbers = resolved(preference)
            assert set(numbers.weights) <= set(numbers.values)
            for issue in numbers.weights:
                assert set(numbers.values[issue]) == set(case.issue[issue].names)
            assert sum(weight.central for weight in numbers.weights.values()) > 0 or any(
                weight.high or weight.sd for weight in numbers.weights.values()
            )
        bodies = {body.id for body in case.ratification.bodies}
        assert {step.body for one in case.ratification.procedures for step in one.steps} <= bodies
        assert all(sum(member.seats for member in body.members) > 0 for body in case.ratification.bodies)
        api.check(case)
        for day in ("2020-01-01", "2020-04-01", "2022-01-01"):
            here = case.on(day)
            assert len({one.of for one in here.preferences}) == len(here.preferences)
            api.preferences(here).to_json()


@settings(max_examples=80, deadline=None)
@given(mangled())
def test_mangled_files(drawn: tuple[str, str]) -> None:
    read_and_use(*drawn)


@pytest.mark.soak
@settings(max_examples=5000, deadline=None)
@given(mangled())
def test_many_mangled_files(drawn: tuple[str, str]) -> None:
    read_and_use(*drawn)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.text(max_size=80))
def test_any_text(name: str, text: str) -> None:
    read_and_use(name, text)


@pytest.mark.parametrize("broken", ["case.yaml", "parties.yaml", "sources.yaml"])
def test_other_broken_files_bring_no_second_fault(broken: str, tmp_path: Path) -> None:
    path = write(tmp_path) / broken
    path.write_text("[")
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path)
    assert {finding.file for finding in caught.value.findings} <= {broken, "statements.csv"} | set(folders.FILES)
    assert not {finding.file for finding in caught.value.findings} & set(FILES)
