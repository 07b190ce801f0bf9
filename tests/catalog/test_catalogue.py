"""What every published case promises: it loads, answers at any date, says what it rests on, and is fit to publish."""

import re
from datetime import date
from pathlib import Path

import pytest

import detente
from detente.case.filtering import changes, latest
from detente.case.locate import CATALOG, slugs
from detente.case.model import Case
from tests.catalog.answers import LEVELS, READINGS
from tests.markdown import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
FILES = sorted(path for path in CATALOG.rglob("*") if path.is_file())
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|root|farm|home|tmp|Users)/|\b[A-Z]:\\")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# What a citation quotes of a work is its title and where it is; the sources of a case may name them.
CITED = re.compile(r'\b(?:citation|title|url|author|outlet): (?:"(?:[^"\\]|\\.)*"|[^"\n][^\n]*)')
WORDS_IN_A_ROW = 6


def dates(case: Case) -> list[date]:
    """The last day of the case and three earlier days on which something changed, the first among them."""
    earlier = [day for day in changes(case) if day < latest(case)]
    assert len(earlier) > 3
    return [earlier[0], earlier[len(earlier) // 3], earlier[2 * len(earlier) // 3], latest(case)]


def name(path: Path) -> str:
    return str(path.relative_to(CATALOG))


def words(text: str) -> list[str]:
    return WORD.findall(text.replace("’", "'").lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every sequence of six words."""
    every = words(text)
    return {tuple(every[at : at + WORDS_IN_A_ROW]) for at in range(len(every) - WORDS_IN_A_ROW + 1)}


def published(path: Path) -> str:
    """What a file of the catalogue says in words of its own."""
    text = path.read_text(encoding="utf-8")
    return CITED.sub("", text) if path.name == "sources.yaml" else text


def test_there_is_a_catalogue():
    assert {"camp-david", "cuban-missile-crisis", "european-security"} <= set(slugs())


@pytest.mark.parametrize("slug", slugs())
def test_loads_and_checks_without_errors(slug):
    checked = detente.check(detente.load(slug))
    assert not checked.of("error"), [str(finding) for finding in checked.findings]


@pytest.mark.parametrize("slug", slugs())
def test_readme_says_what_it_rests_on_and_where_it_ends(slug):
    text = (CATALOG / slug / "README.md").read_text(encoding="utf-8")
    headings = " ".join(line.lower() for line in text.splitlines() if line.startswith("#"))
    assert re.search(r"\b(?:rests on|coded from|sources?|documents)\b", text), "what it rests on"
    assert re.search(r"\blimits?\b|\bgaps?\b", headings), "its limits"
    assert "judgement" in headings


@pytest.mark.parametrize("slug", slugs())
def test_every_source_is_cited_and_every_judgement_has_its_reason(slug):
    case = detente.load(slug)
    assert case.sources
    for source in case.sources:
        assert len(source.citation) > 10, source.id
    for statement in range(len(case.statements)):
        row = case.statements.row(statement)
        assert row["source"], f"{row['id']} has no source"
        if row["firmness"] == "never":
            assert row["judgement"], f"{row['id']} is a red line without a reason"


@pytest.mark.parametrize("slug", slugs())
def test_paraphrases_are_short(slug):
    ledger = detente.load(slug).statements
    long = [ledger.text("id", n) for n in range(len(ledger)) if len(ledger.text("paraphrase", n)) > 200]
    assert not long


@pytest.mark.parametrize("slug", slugs())
def test_answers_at_its_last_day_and_before(slug):
    case = detente.load(slug)
    for day in dates(case):
        then = case.on(day)
        room, impasse = detente.room(then), detente.impasse(then)
        assert [table.table for table in room.tables] == [table.id for table in case.tables]
        for table in room.tables:
            assert [(row.level, row.reading) for row in table.levels] == [
                (level, reading) for level in LEVELS for reading in READINGS
            ]
            assert all(row.possible is not None for row in table.levels)
        for level in impasse.levels:
            found = {row.reading: row for table in room.tables if table.table == level.table for row in table.levels}
            assert set(found) == set(READINGS)
            assert level.complete
            assert level.linkage_conflicts == (), f"{slug} {day} {level.table}: the linkages exclude everything"
            assert (level.gap == 0) == bool(level.possible)
        assert detente.positions(then).to_json()


@pytest.mark.parametrize("slug", slugs())
def test_window_and_sensitivity_answer(slug):
    case = detente.load(slug)
    window = detente.window(case)
    assert window.to_json()
    assert any(row.assessable for row in window.rows)
    assert detente.sensitivity(case.on(latest(case))).to_json()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_path_of_a_machine(path):
    assert not MACHINE_PATH.search(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not beside the repository (../shared/seeds)")
def test_no_sentence_of_an_article_is_published():
    taken = set().union(*(runs(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")))
    assert taken
    found = {name(path): " / ".join(" ".join(run) for run in runs(published(path)) & taken) for path in FILES}
    assert not {path: shared for path, shared in found.items() if shared}
