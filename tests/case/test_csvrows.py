"""Edits of many rows: what is not edited keeps its bytes, and the rest says what was meant."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.writing import RowEdits, edit_rows
from detente.errors import WriteError

TEXT = 'id,note\r\n\r\ns1, "spaced"? \r\n"s2","two\r\nlines, ""quoted"""\r\ns3,c'.replace(' "spaced"? ', " plain ")


def read(text):
    return [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) if row]


def test_what_is_not_edited_keeps_its_bytes():
    done = edit_rows(TEXT, RowEdits({"s1": {"note": "x,y"}}, frozenset({"s3"}), [{"id": "s4", "note": 'say "no"'}]))
    assert done == 'id,note\r\n\r\ns1,"x,y"\r\n"s2","two\r\nlines, ""quoted"""\r\ns4,"say ""no"""\r\n'


def test_quotes_stay_and_no_edit_is_no_change():
    assert edit_rows(TEXT, RowEdits({"s2": {"note": "b"}})) == TEXT.replace('"two\r\nlines, ""quoted"""', '"b"')
    assert edit_rows(TEXT, RowEdits({"s1": {"note": " plain "}, "s2": {"colour": ""}})) == TEXT


def test_a_row_is_added_behind_a_file_without_a_last_line_end():
    assert edit_rows("\ufeffid\ns1", RowEdits(added=[{"id": "s2"}])) == "\ufeffid\ns1\ns2\n"


def test_a_column_is_added_where_a_value_needs_it():
    assert edit_rows("id\ns1\n\ns2", RowEdits({"s2": {"note": "n"}})) == "id,note\ns1,\n\ns2,n"


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("", RowEdits()),
        ("name\na\n", RowEdits()),
        ("id\ns1\n", RowEdits({"s2": {"id": "x"}})),
        ("id\ns1\n", RowEdits(dropped=frozenset({"s2"}))),
        ('id\ns1"x\n', RowEdits()),
        ("id,note\ns1\n", RowEdits({"s1": {"note": "a"}})),
    ],
)
def test_refusals(text, edits):
    with pytest.raises(WriteError):
        edit_rows(text, edits)


VALUE = st.text(st.sampled_from('a ,"\n\ré'), max_size=5)
IDS = [f"s{n}" for n in range(6)]


@given(
    rows=st.lists(st.tuples(VALUE, VALUE), min_size=6, max_size=6),
    cells=st.dictionaries(st.sampled_from(IDS), st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUE)),
    dropped=st.frozensets(st.sampled_from(IDS)),
    added=st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUE), max_size=2),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_the_rows_are_those_that_were_meant(rows, cells, dropped, added, newline):
    cells = {name: values for name, values in cells.items() if name not in dropped}
    file = io.StringIO(newline="")
    bare = any("\r" in value for row in rows for value in row)  # which the writer would leave without quotes
    writer = csv.writer(file, lineterminator=newline, quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL)
    writer.writerow(["id", "a", "b"])
    old = {name: {"id": name, "a": a, "b": b} for name, (a, b) in zip(IDS, rows, strict=True)}
    for row in old.values():
        writer.writerow(row.values())
    more = [{"id": f"t{n}", **values} for n, values in enumerate(added)]
    header, *found = read(edit_rows(file.getvalue(), RowEdits(cells, dropped, more)))
    meant = [{**row, **cells.get(name, {})} for name, row in old.items() if name not in dropped] + more
    wide = "c" in header
    assert wide == any(row.get("c") for row in [*cells.values(), *more])
    assert [dict(zip(header, row, strict=True)) for row in found] == [
        {name: row.get(name, "") for name in ("id", "a", "b", "c")[: 3 + wide]} for row in meant
    ]
