"""The file and the store in step: rows flow both ways, conflicts are shown, nothing is lost, a crash heals."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import CaseError, EditError, StoreError
from detente.ledger.store import syncing
from detente.ledger.store.checkouts import checkout_of
from detente.ledger.store.place import place_of
from detente.ledger.store.store import open_store
from detente.ledger.store.syncing import Flow, Sync
from tests.ledger.store.ledgers import ROW, Desk, heading


@pytest.fixture
def desk(address, tmp_path):
    """A case whose file and store are in step."""
    opened = Desk(tmp_path / "river", address)
    synced(opened)
    yield opened
    opened.store.close()


def synced(desk, **options):
    return Sync(desk.store, desk.folder, heading("sync"), **options).run()


def file_of(desk):
    return (desk.folder / "statements.csv").read_bytes().decode()


def rows_of(desk):
    rows = csv.DictReader(io.StringIO(file_of(desk), newline=""))
    return {row["id"]: {name: text for name, text in row.items() if text} for row in rows}


def write(desk, old, new):
    text = file_of(desk)
    assert old in text
    (desk.folder / "statements.csv").write_text(text.replace(old, new), newline="")


def in_step(desk):
    """Both sides have the same, and another run changes nothing."""
    assert rows_of(desk) == desk.all()
    text, history = file_of(desk), len(desk.store.history())
    again = synced(desk)
    assert not len(again.to_store) + len(again.to_file) + len(again.conflicts)
    assert (file_of(desk), len(desk.store.history())) == (text, history)
    assert not desk.store.verify().findings
    return True


S9 = "s9,2020-06,SOUTH,river,closed,reject,firm,It shall not stay closed.,letter\n"


class TestFlows:
    def test_the_first_run_takes_the_file(self, desk):
        assert list(desk.all()) == ["s1", "s2"]
        assert in_step(desk)

    def test_from_file_to_store(self, desk):
        text = file_of(desk).replace("may be shared", "can be shared").replace("s2,2020-05,", S9 + "s2,2020-05,")
        (desk.folder / "statements.csv").write_text(text)
        done = synced(desk)
        assert done.to_store == Flow(("s9",), ("s1",))
        assert file_of(desk) == text
        assert in_step(desk)
        write(desk, S9, "")
        assert synced(desk).to_store == Flow(deleted=("s9",))
        assert in_step(desk)

    def test_from_store_to_file_and_no_other_byte(self, desk):
        write(desk, "No patrols at night.", '"No patrols at night."')
        synced(desk)
        before = file_of(desk)
        desk.edit("s1", paraphrase="The river, then, may be shared.")
        assert synced(desk).to_file == Flow(changed=("s1",))
        assert file_of(desk) == before.replace("The river may be shared.", '"The river, then, may be shared."')
        desk.add("s8", note="why")
        assert synced(desk).to_file == Flow(("s8",))
        assert file_of(desk).splitlines()[0].endswith(",note")
        assert in_step(desk)
        desk.delete("s2")
        assert synced(desk).to_file == Flow(deleted=("s2",))
        assert in_step(desk)

    def test_both_ways_at_once(self, desk):
        write(desk, "may be shared", "can be shared")
        desk.edit("s2", option="day")
        done = synced(desk)
        assert (done.to_store, done.to_file) == (Flow(changed=("s1",)), Flow(changed=("s2",)))
        assert in_step(desk)

    def test_an_undo_flows_like_any_change(self, desk):
        before = rows_of(desk)
        edit = desk.edit("s1", option="open")
        synced(desk)
        desk.undo(edit.number)
        synced(desk)
        assert rows_of(desk) == before

    def test_the_same_change_on_both_sides_is_none(self, desk):
        write(desk, "may be shared", "can be shared")
        desk.edit("s1", paraphrase="The river can be shared.")
        assert not synced(desk).conflicts
        assert in_step(desk)

    def test_dry(self, desk):
        write(desk, "may be shared", "can be shared")
        desk.edit("s2", option="day")
        text, stood = file_of(desk), desk.all()
        done = synced(desk, dry=True)
        assert (done.to_store, done.to_file) == (Flow(changed=("s1",)), Flow(changed=("s2",)))
        assert (file_of(desk), desk.all()) == (text, stood)

    def test_a_case_without_a_ledger_gets_one(self, address, tmp_path):
        desk = Desk(tmp_path / "dry", address, statements=None)
        assert not len(synced(desk).to_file)
        desk.add("s1")
        assert synced(desk).to_file == Flow(("s1",))
        assert in_step(desk)
        desk.store.close()


class TestConflicts:
    @pytest.fixture
    def both(self, desk):
        write(desk, "The river may be shared.", "The file's words.")
        desk.edit("s1", paraphrase="The store's words.", option="open")
        desk.edit("s2", option="day")
        return desk

    def test_shown_field_by_field_and_nothing_is_lost(self, both):
        done = synced(both)
        (conflict,) = done.conflicts
        assert conflict.fields == ("option", "paraphrase")
        three = [side["paraphrase"] for side in (conflict.base, conflict.file, conflict.store)]
        assert three == ["The river may be shared.", "The file's words.", "The store's words."]
        assert done.to_file == Flow(changed=("s2",))
        assert rows_of(both)["s1"]["paraphrase"] == "The file's words."
        assert both.all()["s1"]["paraphrase"] == "The store's words."
        assert synced(both).conflicts == done.conflicts

    @pytest.mark.parametrize(("side", "words"), [("file", "The file's words."), ("store", "The store's words.")])
    @pytest.mark.parametrize("late", [False, True])
    def test_taking_a_side(self, both, side, words, late):
        if late:
            synced(both)
        with pytest.raises(EditError, match="s2 is not in conflict"):
            synced(both, take=side, ids=frozenset({"s1", "s2"}))
        synced(both, take=side, ids=frozenset({"s1"}))
        assert both.all()["s1"]["paraphrase"] == words
        assert in_step(both)

    def test_deleted_here_changed_there(self, desk):
        write(desk, "s2,2020-05,SOUTH,patrols,night,reject,never,No patrols at night.,gazette\n", "")
        desk.edit("s2", note="x")
        (conflict,) = synced(desk).conflicts
        assert conflict.file is None
        assert conflict.store is not None
        assert "s2" not in rows_of(desk)
        synced(desk, take="store")
        assert rows_of(desk)["s2"]["note"] == "x"
        assert in_step(desk)

    def test_conflicts_end_when_both_come_to_say_the_same(self, both):
        synced(both)
        both.edit("s1", paraphrase="The file's words.", option="shared")
        assert not synced(both).conflicts
        assert in_step(both)


class TestRefusals:
    def test_a_file_with_faults(self, desk):
        write(desk, "NORTH", "NROTH")
        with pytest.raises(CaseError):
            synced(desk)

    def test_a_file_that_is_gone(self, desk):
        (desk.folder / "statements.csv").unlink()
        with pytest.raises(StoreError, match="--take store"):
            synced(desk)
        synced(desk, take="store")
        assert in_step(desk)

    def test_what_would_break_a_rule_together(self, desk):
        write(desk, "s2,2020-05,SOUTH,patrols,night,reject,never,No patrols at night.,gazette\n", "")
        desk.add("s9", holder="SOUTH", supersedes="s2")
        with pytest.raises(EditError, match="s9: no statement is called so"):
            synced(desk)
        assert "s2" in desk.all()

    def test_no_such_side(self, desk):
        with pytest.raises(StoreError, match="no side"):
            synced(desk, take="mine")


class TestCrashes:
    @pytest.mark.parametrize("step", ["write_atomic", "_note"])
    def test_between_the_steps(self, desk, step, monkeypatch):
        write(desk, "may be shared", "can be shared")
        desk.edit("s2", option="day")

        class Crash(BaseException):
            pass

        def crash(*_):
            raise Crash

        with monkeypatch.context() as patch:
            patch.setattr(syncing, step, crash)
            with pytest.raises(Crash):
                synced(desk)
        assert desk.all()["s1"]["paraphrase"] == "The river can be shared."
        desk.edit("s1", paraphrase="And changed again.")  # no conflict: the file had said all it had to say
        assert not synced(desk).conflicts
        assert rows_of(desk)["s1"]["paraphrase"] == "And changed again."
        assert in_step(desk)


class TestTeam:
    def test_two_checkouts_of_one_store(self, address, tmp_path):
        where = address or str(tmp_path / "shared.sqlite")
        one, two = Desk(tmp_path / "a" / "river", where), Desk(tmp_path / "b" / "river", where)
        synced(one)
        write(two, "may be shared", "can be shared")
        (conflict,) = synced(two).conflicts
        assert conflict.base is None
        synced(two, take="file")
        one.add("s8")
        synced(one)
        synced(two)
        assert rows_of(one) == rows_of(two) == one.all()
        write(two, S9, "") if S9 in file_of(two) else write(two, "s2,2020-05,", "s7,2020-05,")
        synced(two)
        synced(one)
        assert rows_of(one) == rows_of(two)
        assert "s2" not in rows_of(one)
        one.store.close()
        two.store.close()

    def test_a_copied_folder_is_another_checkout_a_moved_one_the_same(self, tmp_path):
        desk = Desk(tmp_path / "river")
        synced(desk)
        name = checkout_of(desk.folder)
        desk.store.close()
        copy = shutil.copytree(desk.folder, tmp_path / "copy")
        assert checkout_of(copy) != name
        moved = desk.folder.rename(tmp_path / "moved")
        assert checkout_of(moved) == name
        with open_store(place_of(moved)) as store:
            assert len(list(store.all_rows())) == 2


class TestTwoAtOnce:
    def test_a_store_that_others_have_filled_is_not_taken_over(self, desk):
        desk.edit("s1", option="open")
        text = file_of(desk)
        done = synced(desk, only_first=True)
        assert not len(done.to_store) + len(done.to_file)
        assert file_of(desk) == text

    def test_another_sync_in_the_middle_reverts_nothing(self, desk, monkeypatch):
        """The other one takes the file's change and writes the store's; what this one had read is then of no use."""
        write(desk, "may be shared", "can be shared")
        desk.edit("s2", option="day")
        compared = Sync._compared

        def late(self, *words):
            found = compared(self, *words)
            monkeypatch.setattr(Sync, "_compared", compared)
            synced(desk)
            return found

        monkeypatch.setattr(Sync, "_compared", late)
        with pytest.raises(StoreError, match="try again"):
            synced(desk)
        assert in_step(desk)
        assert desk.all()["s1"]["paraphrase"] == "The river can be shared."
        assert rows_of(desk)["s2"]["option"] == "day"

    def test_a_store_that_moves_is_looked_at_again(self, desk, monkeypatch):
        write(desk, "may be shared", "can be shared")
        compared = Sync._compared

        def late(self, *words):
            found = compared(self, *words)
            monkeypatch.setattr(Sync, "_compared", compared)
            desk.edit("s2", option="day")
            return found

        monkeypatch.setattr(Sync, "_compared", late)
        done = synced(desk)
        assert (done.to_store, done.to_file) == (Flow(changed=("s1",)), Flow(changed=("s2",)))
        assert in_step(desk)


NAMES = ["s1", "s2", "t1", "t2"]
ACTION = st.tuples(st.sampled_from(["file", "store"]), st.sampled_from(NAMES), st.sampled_from(["", "a", "b"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 10)
@given(rounds=st.lists(st.tuples(st.lists(ACTION, max_size=4), st.sampled_from(["", "file", "store"])), max_size=4))
def test_any_changes_on_both_sides(desk, rounds):
    """By the definition: each row, each round, three states; what is not in conflict ends alike."""
    base = {} if rows_of(desk) != desk.all() else desk.all()
    for actions, take in rounds:
        for side, name, note in actions:
            change(desk, side, name, note)
        file, store = rows_of(desk), desk.all()
        done = synced(desk, take=take)
        expected, conflicts = {}, set()
        for name in NAMES:
            b, f, s = base.get(name), file.get(name), store.get(name)
            merged = s if f in (b, s) else f if s == b else {"file": f, "store": s}.get(take, ...)
            if merged is ...:
                conflicts.add(name)
            else:
                expected[name] = merged
        assert {one.id for one in done.conflicts} == conflicts
        for name, row in expected.items():
            assert rows_of(desk).get(name) == desk.all().get(name) == row
        for name in conflicts:
            assert (rows_of(desk).get(name), desk.all().get(name)) == (file.get(name), store.get(name))
        base = {name: base.get(name) if name in conflicts else desk.all().get(name) for name in NAMES}
    synced(desk, take="store")
    assert not desk.store.verify().findings


def change(desk, side, name, note):
    """Set a row's paraphrase; blank: the row goes."""
    if side == "store":
        there = desk.all()
        if note:
            desk.edit(name, paraphrase=note) if name in there else desk.add(name, paraphrase=note)
        elif name in there:
            desk.delete(name)
        return
    path = Path(desk.folder / "statements.csv")
    rows = list(csv.DictReader(io.StringIO(file_of(desk), newline="")))
    columns = list(rows[0]) if rows else file_of(desk).splitlines()[0].split(",")
    kept = [row for row in rows if row["id"] != name or note]
    for row in kept:
        if row["id"] == name:
            row["paraphrase"] = note
    if note and not any(row["id"] == name for row in rows):
        kept.append({"id": name, **ROW, "paraphrase": note})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    path.write_text(text.getvalue(), newline="")
