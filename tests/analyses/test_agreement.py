"""Two coders compared: identical, disjoint, turned round, shuffled; nothing by accident and nothing silent."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import api
from detente.analyses.agreement import COMPARED, compare
from detente.errors import DetenteError, FormatError
from detente.ledger.codings import Coded, Codings, read_codings

TEXT = "The north wants the bridge closed, said a clerk. The south says 🌉 never! Ünïted we fall; divided we stand.\r\n"


def coded(name, begin, end, **values):
    digest = hashlib.sha256(TEXT[begin:end].encode()).hexdigest()[:16]
    return Coded(name, "a.txt", begin, end, digest, values)


def codings(*rows, name="a"):
    return Codings(name, tuple(rows))


@st.composite
def coders(draw, most=6):
    """One coder's statements, several of which may share a span."""
    rows: list[Coded] = []
    for number in range(draw(st.integers(0, most))):
        begin = draw(st.integers(0, len(TEXT) - 2))
        end = draw(st.integers(begin + 1, len(TEXT)))
        if rows and draw(st.booleans()):
            begin, end = rows[-1].begin, rows[-1].end
        values = {"actor": draw(st.sampled_from(["North", "south", "A clerk"])), "stance": draw(st.sampled_from("+-0"))}
        if draw(st.booleans()):
            values["confidence"] = draw(st.sampled_from(["low", "high", None]))
        rows.append(coded(f"s{number}", begin, end, **values))
    return codings(*rows)


def numbers(result):
    """Everything that does not say which coder is which; floats to ten digits, as sums in two orders may differ."""

    def digits(value):
        return round(value, 10) if isinstance(value, float) else value

    scores = [(s.common, s.f1) for s in (result.overlap, result.exact, result.characters, result.words)]
    fields = [(f.field, f.units, f.missing, *map(digits, (f.alpha, f.kappa, f.percent))) for f in result.fields]
    return scores, fields, digits(result.alpha_u), len(result.disagreements)


@given(coders(), coders())
def test_turning_the_coders_round_swaps_precision_and_recall_and_nothing_else(a, b):
    there, back = compare(a, b, {"a.txt": TEXT}), compare(b, a, {"a.txt": TEXT})
    for name in ("overlap", "exact", "characters", "words"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one.precision, one.recall) == (other.recall, other.precision)
    assert numbers(there) == numbers(back)


@given(coders(), coders(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(a, b, random):
    rows = list(a.rows)
    random.shuffle(rows)
    assert compare(replace(a, rows=tuple(rows)), b, {"a.txt": TEXT}) == compare(a, b, {"a.txt": TEXT})


@given(coders())
def test_a_coder_agrees_with_oneself(a):
    result = compare(a, a, {"a.txt": TEXT})
    for score in (result.overlap, result.exact, result.characters, result.words):
        assert (score.precision, score.recall, score.f1) in ((1, 1, 1), (None, None, None))
        assert bool(score.reason) == (score.f1 is None)
    assert all(field.alpha in (1, None) and field.percent in (1, None) for field in result.fields)
    assert all(bool(field.reason) == (field.alpha is None) for field in result.fields)
    assert result.disagreements == ()
    assert bool(a.rows) == (result.overlap.f1 == 1)


def test_disjoint_coders_agree_on_nothing():
    result = compare(codings(coded("s1", 0, 10, actor="North")), codings(coded("s1", 20, 30, actor="North"), name="b"))
    assert (result.overlap.precision, result.overlap.recall, result.overlap.f1) == (0, 0, 0)
    assert (result.characters.precision, result.characters.f1) == (0, 0)
    actor = next(field for field in result.fields if field.field == "actor")
    assert (actor.units, actor.alpha, actor.reason) == (0, None, "no statement was found by both")
    assert [one.kind for one in result.disagreements] == ["only_a", "only_b"]


def test_one_coder_without_statements_is_not_known_and_not_zero():
    for result in (compare(codings(), codings(coded("s1", 0, 10))), compare(codings(coded("s1", 0, 10)), codings())):
        assert (result.overlap.precision, result.overlap.recall, result.overlap.f1) == (None, None, None)
        assert "has no statement" in result.overlap.reason


def test_the_holder_decides_where_two_share_a_span():
    a = codings(coded("s1", 0, 10, actor="North", stance="+"), coded("s2", 0, 10, actor="South", stance="-"))
    b = codings(coded("t1", 0, 10, actor="  SOUTH ", stance="+"), coded("t2", 0, 10, actor="north", stance="-"))
    result = compare(a, b)
    assert {(one.a, one.b) for one in result.disagreements} == {("s1", "t2"), ("s2", "t1")}
    assert {d.field for one in result.disagreements for d in one.differences} == {"stance"}


def test_null_is_a_value_and_a_missing_key_is_none():
    a = codings(coded("s1", 0, 10, addressee=None), coded("s2", 20, 30), coded("s3", 40, 50, addressee="b; A"))
    b = codings(
        coded("s1", 0, 10, addressee="NATO"), coded("s2", 20, 30, addressee="x"), coded("s3", 40, 50, addressee="a;B")
    )
    field = next(field for field in compare(a, b).fields if field.field == "addressee")
    assert (field.units, field.missing, field.percent) == (2, 1, 0.5)
    assert [(d.a, d.b) for one in compare(a, b).disagreements for d in one.differences] == [(None, "NATO")]


def test_half_overlapping_spans_are_the_same_from_half_on():
    a, b = codings(coded("s1", 0, 10)), codings(coded("s1", 0, 20))
    assert compare(a, b).overlap.common == 1
    assert compare(a, b, threshold=0.51).overlap.common == 0
    assert compare(a, b).exact.common == 0
    for threshold in (0, -1, 1.5, float("nan")):
        with pytest.raises(DetenteError):
            compare(a, b, threshold=threshold)


def test_every_compared_field_is_reported():
    assert [field.field for field in compare(codings(), codings()).fields] == list(COMPARED)


# ----------------------------------------------------------------------------------------------------- files


def line(row, **changes):
    entry = {"id": row.id, "doc": row.doc, "begin": row.begin, "end": row.end, "span_sha256_16": row.digest}
    return json.dumps(entry | dict(row.values) | changes, ensure_ascii=False)


@pytest.fixture
def documents(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode())
    return folder


def test_offsets_count_code_points_and_carriage_returns(tmp_path, documents):
    at = TEXT.index("divided")
    (tmp_path / "a.jsonl").write_text(line(coded("s1", at, at + 7)) + "\n", encoding="utf-8")
    result = api.agree(tmp_path / "a.jsonl", tmp_path / "a.jsonl", documents)
    assert result.verified
    assert result.overlap.f1 == 1


def test_everything_wrong_is_said_at_once_with_its_line(tmp_path, documents):
    good = coded("s1", 0, 10)
    bad = [
        line(good),
        "{not json",
        line(good, id="s2", begin="4"),
        line(good, id="s3", begin=10, end=10),
        line(good),
        '{"id": "s5", "id": "s6"}',
        line(good, id="s6", span_sha256_16="0" * 16),
        line(good, id="s7", end=10_000),
        line(good, id="s8", doc="b.txt"),
        line(good, id="s9", doc="../a.txt"),
        line(good, id="s10", tier=True),
        line(good, id="s11", end=float("nan")),
        "[]",
        "[" * 100_000,
        line(good, id="s12", begin=10**400, end=10**400 + 1),
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(bad), encoding="utf-8")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\n" + line(good).encode())
    with pytest.raises(FormatError) as caught:
        api.agree(tmp_path / "a.jsonl", tmp_path / "b.jsonl", documents)
    lines = [(finding.file[-7:], finding.line) for finding in caught.value.findings]
    assert lines == [("a.jsonl", number) for number in range(2, 16)] + [("b.jsonl", 1)]


def test_what_is_not_known_is_said_and_does_not_stop(tmp_path):
    (tmp_path / "a.jsonl").write_text(line(coded("s1", 0, 10), stanse="+", stance="?"), encoding="utf-8")
    found = read_codings(tmp_path / "a.jsonl")
    assert found.sound
    assert [(finding.severity, finding.nearest) for finding in found.findings] == [
        ("warning", ""),
        ("warning", "stance"),
    ]
    stance = next(f for f in compare(found, found).fields if f.field == "stance")
    assert (stance.units, stance.missing) == (0, 1)


def test_a_case_is_a_coder_too():
    result = api.agree("european-security", "european-security")
    assert result.overlap.f1 == 1
    assert result.overlap.a > 10
    assert not result.verified


def test_documents_that_one_alone_coded_are_said_and_can_be_left_out():
    a = codings(coded("s1", 0, 10), replace(coded("s2", 0, 10), doc="b.txt"))
    b = codings(coded("s1", 0, 10), name="b")
    whole, shared = compare(a, b), compare(a, b, shared=True)
    assert (whole.overlap.precision, shared.overlap.precision) == (0.5, 1)
    assert "--shared leaves them out" in whole.findings[0].message
    assert shared.findings[0].message.endswith("are left out")
