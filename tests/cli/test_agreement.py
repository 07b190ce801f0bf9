"""`detente agree` from outside: codings of two coders, as files that nobody has seen before."""

import hashlib
import json

import pytest

from tests.cli.shells import answered, refused, run
from tests.cli.test_answers import documented, paths
from tests.markdown import ROOT

TEXT = "Ministers met. The north wants tolls. The south will never pay 💶 tolls, it said.\nTalks go on."
GOLD = ROOT.parent / "shared/data/gold"


def entry(number, words, **values):
    begin = TEXT.index(words)
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    place = {"id": f"s{number}", "doc": "a.txt", "begin": begin, "end": begin + len(words), "span_sha256_16": digest}
    return place | {"actor": "North", "stance": "+", "reported_by": ["A paper"], "tier": 1, "note": None} | values


def written(path, *entries):
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entries), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/a.txt").write_text(TEXT, encoding="utf-8", newline="")
    south = {"actor": "South", "stance": "-", "tier": 2}
    a = [entry(1, "The north wants tolls"), entry(2, "The south will never pay 💶 tolls", **south)]
    b = [entry(1, "will never pay 💶 tolls", **south | {"stance": "0"}), entry(2, "Talks go on", actor=None)]
    written(tmp_path / "a.jsonl", *a)
    written(tmp_path / "b.jsonl", *b)
    return tmp_path


def compared(folder, *options):
    return json.loads(answered("agree", folder / "a.jsonl", folder / "b.jsonl", "--json", *options))


def test_every_key_is_documented_and_every_documented_key_is_there(folder):
    found = set(paths(compared(folder, "--documents", folder / "documents")))
    written(folder / "a.jsonl", entry(1, "The north wants tolls", unknown=1))
    found |= set(paths(compared(folder)))  # with a finding
    found = {"alpha.FIELD" if path.startswith("alpha.") else path for path in found}
    assert found == documented("agree") - {"case", "digest", "on", "known_by"}


def test_the_figures_and_what_is_to_be_settled(folder):
    result = compared(folder, "--documents", folder / "documents")
    assert (result["precision"], result["recall"], result["f1"]) == (0.5, 0.5, 0.5)
    assert [(one["kind"], one["a"], one["b"]) for one in result["disagreements"]] == [
        ("only_a", "s1", None),
        ("values", "s2", "s1"),
        ("only_b", None, "s2"),
    ]
    assert result["disagreements"][1]["differences"] == [{"field": "stance", "a": "-", "b": "0"}]
    assert result["disagreements"][1]["words"] == "The south will never pay 💶 tolls"
    shown = answered("agree", folder / "a.jsonl", folder / "b.jsonl", "--documents", folder / "documents")
    assert "“Talks go on”" in shown
    assert "stance: a “-”, b “0”" in shown


def test_without_documents_nothing_of_them_is_shown(folder):
    result = compared(folder)
    assert result["documents"] == {"coded": 1, "verified": False}
    assert {one["words"] for one in result["disagreements"]} == {None}
    assert result["spans"]["alpha_u"] is None
    assert result["spans"]["alpha_u_reason"]


def test_a_wrong_digest_is_no_answer_and_says_where(folder):
    written(folder / "b.jsonl", entry(1, "Talks go on", span_sha256_16="0" * 16), entry(2, "Talks", end=10_000))
    words = ("agree", folder / "a.jsonl", folder / "b.jsonl", "--documents", folder / "documents")
    lines = refused(*words).splitlines()
    assert len(lines) == 2
    assert "b.jsonl:1: s1: the words" in lines[0]
    assert "b.jsonl:2: s2: the span lies beyond" in lines[1]
    result = run(*words, "--json")
    assert result.exit_code == 2
    assert [finding["line"] for finding in json.loads(result.stdout)["findings"]] == [1, 2]


def test_what_is_neither_a_file_nor_a_case_is_said(folder):
    assert "camp-david" in refused("agree", folder / "a.jsonl", "camp-davit")
    assert "nothing.jsonl" in refused("agree", folder / "a.jsonl", folder / "nothing.jsonl")
    assert refused("agree", folder / "a.jsonl", folder / "a.jsonl", "--overlap", "0")


@pytest.mark.skipif(not GOLD.is_dir(), reason="gold: no ../shared/data/gold beside the checkout")
def test_the_gold_coding_agrees_with_itself():
    (gold,) = GOLD.glob("002_*.jsonl")
    result = json.loads(answered("agree", gold, gold, "--documents", ROOT.parent / "shared/seeds", "--json"))
    assert (result["precision"], result["recall"], result["f1"], result["spans"]["alpha_u"]) == (1, 1, 1, 1)
    assert set(result["alpha"].values()) == {1, None}
    assert {field["field"] for field in result["fields"] if field["alpha"] is None} == {"date_or_null"}
    assert result["disagreements"] == []
