"""What is cut of a plain text; above all, what must not be."""

import hashlib
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.ledger.documents.lines import boilerplate, joined, lines_of
from detente.ledger.documents.model import Cut
from tests.ledger.documents import makers, seeds

MARGIN = [
    line
    for hour in range(21, 10, -1)
    for line in (
        f"{hour}:{(hour * 7) % 60:02d}",
        *(["Exclusive"] if hour % 3 == 0 else []),
        f"Something happened in the town number {hour}",
    )
]


SITES = """© 2022 The Gazette
All rights reserved.
Comments are closed.
Kommentare sind geschlossen.
[Disclaimer]
The editors do not necessarily share the views of authors.
Share on Facebook
Facebook | Twitter | Telegram
Read also: The ferry sails again
Читайте также: Паром снова ходит
Lire aussi : Le bac
Advertisement""".splitlines()
BODIES = """Share this burden
The comments of the minister
Related questions remain.
Copyright law is not at issue here.
Tags
Read also the annex: it binds.
See also: the annex, article 3.
Subscribe
Article 5
1. No force is used.
- Freeze the line""".splitlines()


def cut_of(text):
    return [text[cut.begin : cut.end] for cut in boilerplate(text)]


def article(seed=1, count=4):
    return ["The bridge stays closed until the spring", "", *makers.paragraphs(seed, count)]


def joined_text(*parts):
    return "\n".join(line for part in parts for line in part)


@pytest.mark.parametrize("head", [["Tags:", "Read also:", "  • News"], ["2020, Thursday", "27 May"], []])
@pytest.mark.parametrize("foot", [["More news"], []])
def test_a_list_of_headlines_behind_the_body_is_cut_whole(head, foot):
    body, margin = joined_text(article()), joined_text(head, MARGIN, foot)
    text = f"{body}\n\n{margin}"
    (cut,) = boilerplate(text)
    assert text[cut.begin : cut.end].strip() == margin.strip()
    assert cut.reason == "other headlines"


def test_headlines_in_one_line_with_their_times_are_cut_too():
    margin = [f"{hour}:15 Something happened in the town number {hour}" for hour in range(21, 12, -1)]
    assert cut_of(joined_text(article(), margin)) == ["\n".join(margin)]
    assert cut_of(joined_text(margin, article()))[0] == "\n".join(margin)


def test_a_chronology_stays():
    """Its times run forward, and nothing calls it a list of news."""
    events = [line for hour in range(5, 18) for line in (f"{hour}:10", f"A convoy of {hour} cars crossed the bridge")]
    assert cut_of(joined_text(article(), ["The day by the hour"], events)) == []
    assert cut_of(joined_text(events)) == []


def test_a_live_report_stays():
    """Its times run backwards, but they head sentences, and without them there is no body."""
    report = [line for hour in range(18, 5, -1) for line in (f"{hour}:10", makers.prose(hour, 1))]
    assert cut_of(joined_text(report)) == []
    assert cut_of(joined_text(article(), report)) == []


def test_a_timetable_in_the_middle_stays():
    times = [f"{hour}:00 Ferry to the southern bank" for hour in range(18, 8, -1)]
    assert cut_of(joined_text(article(1), times, article(2))) == []


@pytest.mark.parametrize("line", SITES)
def test_single_lines_of_the_site_are_cut_wherever_they_stand(line):
    assert cut_of(joined_text(article(1), [line], article(2))) == [line]


@pytest.mark.parametrize("line", BODIES)
def test_lines_of_a_body_stay(line):
    assert cut_of(joined_text(article(1), [line], article(2))) == []


def test_from_a_heading_to_the_end_if_no_sentence_follows():
    tail = ["Related articles", "The ferry sails again", "A fence is built", "Contact"]
    assert cut_of(joined_text(article(), tail)) == ["\n".join(tail)]
    assert cut_of(joined_text(article(), tail, [makers.prose(9, 1)])) == []
    assert cut_of(joined_text(["A note"], tail)) == []


def test_a_treaty_stays_whole():
    articles = [
        f"Article {n}\nThe Parties shall refrain from the use of the river for military ends, item {n}."
        for n in range(9)
    ]
    signed = ["Done at North on 12 May 2020", "For the North:", "A. Smith", "For the South:", "B. Jones"]
    assert cut_of(joined_text(["TREATY ON THE RIVER", "Table"], articles, signed)) == []


def test_menus_at_either_end():
    menu = ["Home", "World", "Politics", "Sport", "Opinion"]
    assert cut_of(joined_text(menu, article(), menu)) == ["\n".join(menu)] * 2
    assert cut_of(joined_text(["North", "South", "The towns"], article())) == []


LINES = st.one_of(
    st.integers(0, 10**6).map(lambda seed: makers.prose(seed, 1)),
    st.sampled_from(
        [*MARGIN, "Tags:", "Read also:", "• News", "27 May", "Home", "World", "About us", "© 2022 X", "", "  "]
    ),
    st.text(max_size=40),
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=60))
def test_no_sentence_is_cut_unless_it_is_the_sites_own(lines):
    """Made sentences are none of those that sites write: none may be cut, but one in ten of a list of headlines."""
    text = "\n".join(lines)
    cuts = boilerplate(text)
    listed = [cut for cut in cuts if cut.reason == "other headlines"]
    for line in lines_of(text):
        if line.prose and line.words.startswith(tuple(makers.SUBJECTS)):
            inside = [cut for cut in cuts if cut.begin < line.end and line.begin < cut.end]
            assert not inside or inside[0] in listed
    for cut in listed:
        within = [line for line in lines_of(text) if cut.begin <= line.begin < cut.end]
        assert sum(line.prose for line in within) * 10 <= len(within)


@settings(deadline=None)
@given(st.lists(LINES, max_size=60), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_cuts_lie_in_the_text_in_order_and_apart(lines, end):
    text = end.join(lines)
    cuts = boilerplate(text)
    assert all(0 <= cut.begin < cut.end <= len(text) and cut.reason for cut in cuts)
    assert all(one.end <= other.begin for one, other in itertools.pairwise(cuts))
    assert boilerplate(text, cuts) == cuts or len(boilerplate(text, cuts)) >= len(cuts)


@given(
    st.text("ab \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from("xy")), max_size=6),
)
def test_joined_cuts_cover_what_was_given_and_white_space_between(text, given_cuts):
    cuts = [Cut(min(a, b, len(text)), min(max(a, b), len(text)), reason) for a, b, reason in given_cuts]
    found = joined(text, cuts)
    covered = {at for cut in found for at in range(cut.begin, cut.end)}
    wanted = {at for cut in cuts for at in range(cut.begin, cut.end)}
    assert wanted <= covered
    assert all(text[at].isspace() for at in covered - wanted)
    assert all(one.end <= other.begin for one, other in itertools.pairwise(found))


# ------------------------------------------------------------------------------------- the articles beside the checkout


@seeds.needed
def test_the_sidebar_of_the_fourth_article_is_cut_from_its_tags_to_its_end():
    text = seeds.TEXTS[3].read_bytes().decode()
    cuts = boilerplate(text)
    assert (cuts[-1].begin, cuts[-1].end, cuts[-1].reason) == (3487, len(text), "other headlines")
    assert text[cuts[-1].begin :].startswith("Tags:")


@seeds.needed
def test_of_the_five_articles_no_sentence_is_cut_but_a_disclaimer():
    found = []
    for path in seeds.TEXTS:
        text = path.read_bytes().decode()
        cuts = boilerplate(text)
        found += [
            (path.name[:3], cut.reason)
            for line in lines_of(text)
            for cut in cuts
            if line.prose and cut.begin < line.end and line.begin < cut.end and cut.reason != "other headlines"
        ]
    assert found == [("003", "disclaimer")]


@seeds.needed
def test_the_flagship_anchors_into_cuts_only_where_it_says_so():
    case = detente.load("european-security")
    by_digest = {source.id: source.sha256 for source in case.sources}
    articles = [path.read_bytes() for path in seeds.TEXTS]
    texts = {hashlib.sha256(data).hexdigest(): data.decode() for data in articles}
    rows, checked = case.statements, 0
    for row in range(len(rows)):
        text = texts.get(by_digest.get(rows.text("source", row), ""))
        if text is not None and rows.text("begin", row):
            begin, end = int(rows.text("begin", row)), int(rows.text("end", row))
            inside = [cut for cut in boilerplate(text) if cut.begin < end and begin < cut.end]
            assert bool(inside) == ("margin of the page" in rows.text("note", row)), rows.text("id", row)
            checked += 1
    assert checked > 20


@seeds.needed
@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_no_body_is_cut_if_its_paragraphs_are_shuffled_and_mixed(seed):
    """The bodies of the five articles in any order, with a margin behind them: the margin goes, the sentences stay."""
    rng = random.Random(seed)
    lines = []
    for path in seeds.TEXTS:
        text = path.read_bytes().decode()
        lines += [line.words for line in lines_of(text, boilerplate(text)) if line.prose]
    rng.shuffle(lines)
    body = "\n\n".join(lines[: rng.randrange(3, len(lines))])
    assert cut_of(f"{body}\n\nTags:\n" + "\n".join(MARGIN)) == ["Tags:\n" + "\n".join(MARGIN)]
