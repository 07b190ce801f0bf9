"""Statements: the rules hold, nobody's change is lost, every change is recorded and can be taken back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.reading import read_case, read_rules
from detente.case.statements import HEADER
from detente.errors import EditError
from detente.ledger.store.editing import Edit
from detente.ledger.store.renaming import Renaming
from detente.ledger.store.trail import stepped_back, stepped_on
from tests.case import folders
from tests.ledger.store.ledgers import ROW, heading


def refused(call, *words, **fields):
    with pytest.raises(EditError) as error:
        call(*words, **fields)
    return error.value.reasons


class TestRows:
    def test_what_was_loaded_comes_back(self, desk):
        of_file = read_case(desk.folder).statements
        of_store = desk.store.statements(desk.rules)
        assert [of_store.row(n) for n in range(len(of_store))] == [of_file.row(n) for n in range(len(of_file))]
        assert of_store.intervals == of_file.intervals

    def test_loading_twice_is_refused(self, desk):
        assert len(refused(desk.load)) == 2

    def test_add_edit_delete(self, desk):
        desk.add(note="new")
        desk.edit("s9", 1, option="shared")
        assert desk.all()["s9"] == {"id": "s9", **ROW, "option": "shared", "note": "new"}
        assert desk.store.rows(["s9"])["s9"].version == 2
        desk.delete("s9", 2)
        assert list(desk.all()) == ["s1", "s2"]

    def test_no_change_is_no_batch(self, desk):
        assert desk.edit("s1", holder="NORTH") is None
        assert len(desk.store.history()) == 1

    def test_status(self, desk):
        desk.edit("s1", status="rejected")
        assert desk.all()["s1"]["status"] == "rejected"
        assert "proposed" in refused(desk.edit, "s1", status="maybe")[0]

    def test_every_fault_at_once_and_nothing_done(self, desk):
        reasons = refused(desk.add, holder="SUOTH", act="demnad", date="2020-13", begin="1", option="opne")
        assert len(reasons) == 5
        assert any("did you mean SOUTH" in reason for reason in reasons)
        assert all(reason.startswith("s9: ") for reason in reasons)
        assert len(desk.store.history()) == 1

    @pytest.mark.parametrize(
        "fields", [{"holder": ""}, {"firmness": ""}, {"colour": "red"}, {"note": "a\0"}, {"id": "x"}]
    )
    def test_refusals(self, desk, fields):
        assert refused(desk.edit, "s1", **fields)

    def test_ids(self, desk):
        assert refused(desk.add, "s1") == ("the statement id s1 is taken",)
        assert refused(desk.edit, "s7", note="x") == ("no statement is called s7",)
        assert refused(desk.add, "is")

    def test_an_anchor_needs_its_source_s_digest(self, desk):
        (reason,) = refused(desk.edit, "s1", begin="0", end="4")
        assert "sha256" in reason

    def test_supersession_is_looked_at_from_both_ends(self, desk):
        desk.add("s9", supersedes="s1")
        assert "another holder" in refused(desk.add, "s8", supersedes="s2")[0]
        assert "another holder" in refused(desk.edit, "s1", holder="SOUTH")[0]
        assert "no statement is called so" in refused(desk.delete, "s1")[0]
        both = [Edit("s1", None), Edit("s9", {"supersedes": ""})]
        assert desk.store.change(desk.rules, both, heading()).count == 2


class TestNoLostUpdate:
    def test_a_stale_edit_says_what_changed_and_by_whom(self, desk):
        desk.edit("s1", 1, who="bob", option="open", note="heard again")
        (reason,) = refused(desk.edit, "s1", 1, note="mine")
        assert "version 2" in reason
        assert "bob" in reason
        assert "option shared → open" in reason
        assert desk.all()["s1"]["note"] == "heard again"
        assert desk.edit("s1", 2, note="mine")

    def test_what_was_deleted_meanwhile(self, desk):
        desk.delete("s1", who="bob")
        assert "deleted by bob" in refused(desk.edit, "s1", 1, note="x")[0]

    def test_an_id_that_comes_again_goes_on_counting(self, desk):
        desk.delete("s1", 1)
        desk.add("s1")
        assert desk.store.rows(["s1"])["s1"].version == 3
        assert refused(desk.edit, "s1", 1, note="x")
        assert not desk.store.verify().findings


class TestUndo:
    def test_undo_and_redo(self, desk):
        before = desk.all()
        edit = desk.edit("s1", option="open")
        after = desk.all()
        undone = desk.undo(edit.number)
        assert desk.all() == before
        assert undone.undoes == edit.number
        desk.undo(undone.number)
        assert desk.all() == after
        assert not desk.store.verify().findings

    def test_undo_brings_back_in_place(self, desk):
        order = list(desk.all())
        gone = desk.delete("s1")
        desk.undo(gone.number)
        assert list(desk.all()) == order

    def test_later_changes_stand_in_the_way_by_name(self, desk):
        first = desk.edit("s1", note="a")
        second = desk.edit("s1", who="bob", note="b")
        (reason,) = refused(desk.undo, first.number)
        assert f"batch {second.number} (edit by bob" in reason
        assert "s1" in reason
        desk.undo(second.number)
        assert desk.undo(first.number)
        assert "note" not in desk.all()["s1"]

    def test_twice(self, desk):
        edit = desk.edit("s1", note="a")
        undone = desk.undo(edit.number)
        assert f"by batch {undone.number}" in refused(desk.undo, edit.number)[0]
        assert "no batch 99" in refused(desk.undo, 99)[0]

    def test_what_would_break_a_rule_by_now(self, desk):
        gone = desk.delete("s1")
        desk.add("s9", holder="SOUTH", supersedes="s2")
        case = folders.CASE.replace("options: [closed, shared, open]", "options: [closed, open]")
        (desk.folder / "proposals.yaml").unlink()
        desk.rules = read_rules(folders.write(desk.folder, case=case, proposals=None))
        assert "no option of river is called shared" in refused(desk.undo, gone.number)[0]


@pytest.mark.parametrize(("taken", "guess", "expected"), [(0, "s9", "s9"), (1, "s9", "s10"), (45, "s9", "s54")])
def test_the_first_free_id_is_one_that_nobody_has_or_had(desk, taken, guess, expected):
    named = [f"s{number}" for number in range(9, 9 + taken)]
    if named:
        desk.store.change(desk.rules, [Edit(name, ROW, new=True) for name in named], heading())
        desk.delete(named[0])
    desk.store.change(desk.rules, [Edit(guess, ROW, new=True, first_free=True)], heading())
    assert desk.all().keys() - set(named) == {"s1", "s2", expected}


class TestRenaming:
    def renamed(self, desk, *words, **options):
        renaming = Renaming(*words, **options)
        found = desk.store.preview(renaming)
        batch = desk.store.rename(desk.rules, renaming, heading("rename"))
        assert (batch.count if batch else 0) == len(found)
        return batch

    def test_an_actor_wherever_it_stands(self, desk):
        before = desk.all()
        desk.add("s8", speaker="North", reporters="the Post > North", addressee=" North", paraphrase="North says so.")
        with_it = desk.all()
        batch = self.renamed(desk, "actor", "North", "The North")
        row = desk.store.rows(["s8"])["s8"].values
        assert (row["speaker"], row["reporters"], row["addressee"]) == (
            "The North",
            "the Post > The North",
            " The North",
        )
        assert row["paraphrase"] == "North says so."
        desk.undo(batch.number)
        assert desk.all() == with_it != before

    def test_a_holder_has_to_be_a_party(self, desk):
        reasons = refused(desk.store.rename, desk.rules, Renaming("actor", "NORTH", "NORD"), heading())
        assert any("no party or bloc is called NORD" in reason for reason in reasons)

    def test_two_become_one_only_if_meant(self, desk):
        assert "merge" in refused(desk.store.preview, Renaming("actor", "NORTH", "SOUTH"))[0]
        batch = self.renamed(desk, "actor", "NORTH", "SOUTH", merge=True)
        assert {row["holder"] for row in desk.all().values()} == {"SOUTH"}
        desk.undo(batch.number)
        assert desk.all()["s1"]["holder"] == "NORTH"

    def test_an_issue_in_conditions_too(self, desk):
        conditional = {"issue": "patrols", "option": "none", "given": "river in {open, shared} and not patrols is day"}
        desk.add("s8", act="reject", **conditional)
        case = folders.CASE.replace("river", "rhine").replace(
            "options: [closed, shared, open]", "options: [shut, shared, free]"
        )
        case = case.replace("status_quo: closed", "status_quo: shut").replace("rhine is open", "rhine is free")
        (desk.folder / "proposals.yaml").unlink()
        desk.rules = read_rules(folders.write(desk.folder, case=case, proposals=None))
        self.renamed(desk, "issue", "river", "rhine", options={"open": "free", "closed": "shut"})
        assert desk.all()["s1"]["issue"] == "rhine"
        assert desk.all()["s8"]["given"] == "rhine in {free, shared} and not patrols is day"

    def test_options_that_become_one_are_named_once(self, desk):
        desk.add("s8", option="shared|open")
        self.renamed(desk, "option", "shared", "open", issue="river", merge=True)
        assert desk.all()["s8"]["option"] == "open"
        assert desk.all()["s1"]["option"] == "open"

    @pytest.mark.parametrize(
        "renaming",
        [
            Renaming("party", "a", "b"),
            Renaming("actor", "", "b"),
            Renaming("actor", "a", "a"),
            Renaming("option", "a", "b"),
            Renaming("actor", "a", "b", columns=("note",)),
            Renaming("actor", "a", "b > c"),
        ],
    )
    def test_what_cannot_be_renamed(self, desk, renaming):
        assert refused(desk.store.preview, renaming)

    def test_what_the_ledger_calls_things(self, desk):
        desk.add("s8", speaker="North", reporters="the Post > West", option="shared|open")
        assert {"NORTH", "SOUTH", "North", "the Post", "West"} <= desk.store.names("actor")
        assert desk.store.names("issue") == {row["issue"] for row in desk.all().values()}
        assert {"shared", "open"} <= desk.store.names("option", "river")
        assert desk.store.names("option", "nothing") == set()

    def test_nobody_is_called_so(self, desk):
        assert self.renamed(desk, "actor", "Nobody", "Somebody") is None


class TestTrail:
    def test_history_of_one_and_of_all(self, desk):
        desk.edit("s1", who="bob", note="x")
        desk.delete("s2")
        assert [(batch.kind, batch.who) for batch, _ in desk.store.history()] == [
            ("delete", "anna"),
            ("edit", "bob"),
            ("load", "anna"),
        ]
        ((batch, (change,)), _) = desk.store.history(["s1"])
        assert (batch.kind, change.before, change.after) == ("edit", {"note": ""}, {"note": "x"})

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("UPDATE statements SET note = 'x' WHERE id = 's1'", "s1 does not stand as the trail says: note"),
            ("DELETE FROM statements WHERE id = 's1'", "s1 is missing"),
            ('UPDATE changes SET after = \'{"id":"s1"}\' WHERE number = 1', "batch 1 (load by anna"),
            ("DELETE FROM changes WHERE number = 3", "change 3 is missing"),
            ("UPDATE changes SET number = 9 WHERE number = 3", "change 3 is missing"),
            ("UPDATE batches SET who = 'eve' WHERE number = 2", "batch 2 (edit by eve"),
            ("UPDATE batches SET at = '2020' WHERE number = 3", "batch 3"),
            ("DELETE FROM batches WHERE number = 2", "batch 2 is missing"),
            ("UPDATE statements SET version = 7 WHERE id = 's2'", "its version"),
        ],
    )
    def test_tampering_is_noticed(self, desk, command, said):
        desk.edit("s1", note="a")
        desk.edit("s2", note="b")
        assert not desk.store.verify().findings
        with desk.store.writing() as connection:
            if "DELETE FROM batches" in command:
                off = "PRAGMA defer_foreign_keys = ON" if desk.store.dialect == "sqlite" else "SELECT 1"
                connection.exec_driver_sql(off)
                connection.exec_driver_sql("DELETE FROM changes WHERE batch = 2")
            connection.exec_driver_sql(command)
        assert any(said in finding for finding in desk.store.verify().findings)

    def test_an_end_that_was_cut_off_is_noticed_by_who_wrote_it_down(self, desk):
        written = desk.edit("s1", note="a").digest
        assert not desk.store.verify(written).findings
        assert "cut off" in desk.store.verify("0" * 64).findings[0]


# ------------------------------------------------------------------------------------------------ any order of changes

STEP = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(["open", "shared"])),
    st.tuples(st.just("edit"), st.sampled_from(["s1", "t1", "t2"]), st.sampled_from(["open", "shared", "closed"])),
    st.tuples(st.just("delete"), st.sampled_from(["s1", "s2", "t1"]), st.just("")),
    st.tuples(st.just("undo"), st.integers(1, 9), st.just("")),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 10)
@given(steps=st.lists(STEP, max_size=10))
def test_replaying_the_trail_gives_the_statements(desk, steps):
    for what, name, option in steps:
        act = getattr(desk, what)
        try:
            act(name, **({"option": option} if option else {}))
        except EditError:
            continue
    assert_whole(desk)


def assert_whole(desk):
    """The definition, literally: from nothing forwards, and from today backwards."""
    rows: dict[str, dict[str, str]] = {}
    changes = [change for batch, _ in reversed(desk.store.history()) for change in desk.store.changes(batch.number)]
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    for change in changes:
        after = stepped_on(rows.get(change.statement), change)
        rows.pop(change.statement, None) if after is None else rows.update({change.statement: dict(after)})
    standing = {row.id: dict(row.values) for row in desk.store.all_rows()}
    assert rows == standing
    for change in reversed(changes):
        before = stepped_back(rows.get(change.statement), change)
        rows.pop(change.statement, None) if before is None else rows.update({change.statement: dict(before)})
    assert not rows
    assert not desk.store.verify().findings
    assert all(list(row) == list(HEADER) for row in standing.values())
