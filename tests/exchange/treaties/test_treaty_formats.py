"""Treaties out and in again: as YAML, as Akoma Ntoso and as a sheet they come back the same, whatever they hold."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case.reading import read_case
from detente.case.yamlfile import read_yaml, to_data
from detente.exchange.treaties import akomantoso, akomareading, sheet
from detente.exchange.treaties.bundle import Outgoing
from detente.exchange.treaties.plain import to_plain, to_yaml
from detente.exchange.treaties.taking import try_out
from tests.markdown import ROOT
from tests.treaties_made import EVERYTHING, treaty_cases

FEW = settings(max_examples=25)
ACCORD = ROOT / "tests" / "brief" / "accord"


def same(treaty):
    """A treaty without the lines at which things stand."""
    terms = tuple(replace(term, line=0) for term in treaty.terms)
    return replace(treaty, terms=terms, provisions=tuple(replace(one, line=0) for one in treaty.provisions))


def everything(treaties):
    return [same(one) for one in treaties]


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="treaty-formats-") as name:
        yield Path(name)


def reread(sample, texts):
    """The treaties that a sample's case has with other treaty files."""
    with sample.written() as folder:
        for name, text in texts.items():
            (folder / "treaties" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_case(folder).treaties.treaties


@given(sample=treaty_cases(EVERYTHING))
@FEW
def test_what_is_written_as_yaml_reads_as_the_same_treaty(sample):
    treaties = sample.case().treaties.treaties
    texts = {one.id: to_yaml(to_plain(one)) for one in treaties}
    assert everything(reread(sample, texts)) == everything(treaties)


@pytest.mark.parametrize("case", ["european-security", ACCORD], ids=str)
def test_treaties_written_by_hand_come_back_the_same(case):
    loaded = detente.load(str(case))
    texts = {one.id: to_yaml(to_plain(one)) for one in loaded.treaties.treaties}
    back = try_out(Path(loaded.folder), texts).treaties.treaties
    assert everything(back) == everything(loaded.treaties.treaties)


def test_yaml_is_laid_out_for_reading():
    treaty = detente.load(str(ACCORD)).treaties.treaties[0]
    lines = to_yaml(to_plain(treaty), ["made by hand"]).splitlines()
    assert lines[:4] == [
        "# made by hand",
        "title: Draft agreement on measures",
        "date: 2021-12-17",
        "by: [RUS]",
    ]
    place = lines.index("  - id: art_5")
    assert lines[place - 1] == ""
    assert lines[place + 1 : place + 3] == ["    kind: prohibition", "    bearer: parties"]


@given(sample=treaty_cases(EVERYTHING))
@FEW
def test_akoma_ntoso_and_the_sheet_are_lossless(sample, folder):
    case = sample.case()
    treaties = case.treaties.treaties
    for number, one in enumerate(treaties):
        path = folder / f"{number}.xml"
        assert akomantoso.write(Outgoing(case, (one,)), path) == ()
        assert dict(akomareading.read(path).treaties) == {one.id: to_plain(one)}
    path = folder / "norms.csv"
    assert sheet.write(Outgoing(case, treaties), path) == ()
    back = sheet.read(path)
    assert back.losses == ()
    texts = {name: to_yaml(plain) for name, plain in back.treaties.items()}
    assert everything(reread(sample, texts)) == everything(treaties)


ODD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
ODD_PLAIN = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["when", "under", "for"]), inner),
    max_leaves=6,
)


@given(texts=st.dictionaries(st.sampled_from(["title", "says", "note", "why"]), ODD, min_size=1), parts=ODD_PLAIN)
@settings(max_examples=60)
def test_any_words_survive_yaml_and_a_sheet_s_cells(texts, parts):
    root = read_yaml(to_yaml(texts))
    assert root is not None
    assert to_data(root) == texts
    cell = sheet._cell("exceptions", parts)
    if not isinstance(parts, str):
        assert sheet._Sheet(Path("a.csv"))._parts(1, "exceptions", cell) == (parts or "")
