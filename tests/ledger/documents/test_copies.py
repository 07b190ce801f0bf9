"""Copies: by definition, found whatever the order, and never a guess."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger.documents.copies import HALF, LEAST, NEAR, SHINGLE, WITHIN, fingerprints, likeness, shingles
from detente.ledger.documents.independence import heads, independent
from detente.ledger.documents.model import Document
from detente.ledger.documents.objects import ObjectFolder, sha256
from detente.ledger.documents.searching import find_copies
from detente.ledger.documents.sink import MemorySink
from tests.ledger.documents import makers


def by_definition(text, other):
    """The definitions of the docs, word by word."""
    if text == other:
        return "same"
    mine, others = _runs(text), _runs(other)
    if min(len(mine), len(others)) < LEAST:
        return None
    shared = len(mine & others)
    if shared / len(mine | others) >= NEAR:
        return "near"
    if len(mine) < len(others):
        return "within" if shared / len(mine) >= WITHIN else None
    return "holds" if shared / len(others) >= WITHIN and shared / len(mine) >= HALF else None


def _runs(text):
    words = [word.strip(".,:;“”\"'!?()").lower() for word in text.split()]
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def by_name(text, other):
    found = likeness(text, other)
    return found.how if found else None


def edited(text, rng, edits):
    words = text.split()
    for _ in range(edits):
        words[rng.randrange(len(words))] = f"other{rng.randrange(1000)}"
    return " ".join(words)


@st.composite
def pairs(draw):
    """A text and what may be a copy of it: edited, cut, put into a longer one, or neither."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    text = makers.prose(rng.randrange(10**6), draw(st.integers(1, 20)))
    other = edited(text, rng, draw(st.integers(0, 12)))
    words = other.split()
    other = " ".join(words[: draw(st.integers(1, len(words)))])
    around = makers.prose(rng.randrange(10**6), draw(st.integers(1, 20))) if draw(st.booleans()) else ""
    return text, f"{other} {around}".strip()


@given(pairs(), st.booleans())
def test_likeness_is_as_defined(pair, turned):
    text, other = pair[::-1] if turned else pair
    found = likeness(text, other)
    assert by_name(text, other) == by_definition(text, other)
    assert found is None or 0 < found.similarity <= 1


@given(st.text(max_size=200))
def test_shingles_know_no_case_and_no_punctuation(text):
    assert shingles(text.lower()) == shingles(text.lower().replace(",", " ").replace(".", " "))
    assert by_name(text, text) == "same"


def test_chinese_is_compared_by_characters():
    text = "市长说，大桥将关闭到春天。委员会没有接受这些条件，会谈推迟到明年举行。双方都没有发表声明。"
    assert by_name(text + "记者报道。", text) in ("near", "holds")
    assert (
        likeness("渡轮今天恢复航行，票价不变，每小时一班，直到晚上十点为止，请乘客注意安全并遵守秩序。", text) is None
    )


# ------------------------------------------------------------------------------------------------------------ searching


def document(text, date="", name="x"):
    return Document(sha256(f"{name}{text}".encode()), sha256(text.encode()), text, "text", name, date=date)


def filled(tmp_path, documents):
    sink = MemorySink(ObjectFolder(tmp_path))
    sink.add([(one, fingerprints(one.own_text)) for one in documents])
    return sink


def search(sink):
    return find_copies(sink, lambda *_: None, lambda: False)


def links(sink):
    return {one.name: (one.copy_of, one.copy_how) for one in sink.documents() if one.copy_of}


def expected(documents):
    """Each document with the earliest one that it repeats, compared with every other."""
    order = {one.name: (not one.date, one.date, at) for at, one in enumerate(documents)}
    found = {}
    for one in documents:
        for other in sorted(documents, key=lambda other: order[other.name]):
            if order[other.name] < order[one.name] and (how := by_definition(one.own_text, other.own_text)):
                found[one.name] = (other.digest, how)
                break
    return found


@st.composite
def archives(draw):
    """Wire stories, each printed by some papers: as it is, edited, cut, or within a longer article; some dated."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    made = []
    for story in range(draw(st.integers(1, 4))):
        wire = makers.prose(rng.randrange(10**6), rng.randrange(3, 12))
        for paper in range(draw(st.integers(1, 5))):
            words = edited(wire, rng, rng.choice([0, 0, 1, 3, 20])).split()
            text = " ".join(words[: rng.choice([len(words), len(words) * 2 // 3])])
            if rng.random() < 0.4:
                text += " " + makers.prose(rng.randrange(10**6), rng.choice([2, 5, 20]))
            date = rng.choice(["", "2022", "2022-03", f"2022-03-{rng.randrange(10, 30)}"])
            made.append(document(text, date, f"{story}-{paper}"))
    rng.shuffle(made)
    return made


@settings(deadline=None, max_examples=60)
@given(archives(), st.data())
def test_every_copy_is_linked_to_the_earliest_that_it_repeats_however_they_came_in(tmp_path_factory, documents, data):
    """Against comparing all with all; in one go, and in several runs with a search after each."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(documents)), max_size=2)))
    sink = filled(tmp_path_factory.mktemp("o"), [])
    for begin, end in zip([0, *cuts], [*cuts, len(documents)], strict=True):
        sink.add([(one, fingerprints(one.own_text)) for one in documents[begin:end]])
        search(sink)
    assert links(sink) == expected(documents)
    assert all(mark.looked for mark in sink.marks())
    assert search(sink) == 0


def test_an_earlier_document_that_comes_in_later_takes_over_the_family(tmp_path):
    wire = makers.prose(1, 8)
    sink = filled(
        tmp_path,
        [document(wire + " Printed here.", "2022-03-29", "a"), document(wire + " So it is.", "2022-03-30", "b")],
    )
    search(sink)
    assert set(links(sink)) == {"b"}
    first = document(wire, "2022-03-28", "wire")
    sink.add([(first, fingerprints(first.text))])
    search(sink)
    assert {name: target for name, (target, _) in links(sink).items()} == dict.fromkeys("ab", first.digest)


def test_what_is_cut_makes_no_copy(tmp_path):
    """Two articles of one paper share its margin, and nothing else."""
    from detente.ledger.documents.reading import read

    pages = [
        read(makers.page(seed, title=f"A title of its own, number {seed}").encode(), str(seed))[0] for seed in (1, 2)
    ]
    sink = MemorySink(ObjectFolder(tmp_path))
    sink.add([(one.document, one.prints) for one in pages])
    search(sink)
    assert links(sink) == {}


def test_a_phrase_that_all_share_makes_no_copies_and_costs_no_time(tmp_path):
    phrase = (
        "The agency cannot verify the claims of either side about the river, the bridge or the fence independently."
    )
    documents = [document(f"{makers.prose(n, 6)} {phrase}", "", str(n)) for n in range(400)]
    sink = filled(tmp_path, documents)
    assert search(sink) == 0


def test_a_search_that_is_stopped_goes_on_the_next_time(tmp_path):
    wire = makers.prose(1, 8)
    sink = filled(tmp_path, [document(f"{wire} Number {n} said so.", "", str(n)) for n in range(6)])
    asked = iter([False, False, False, True])
    find_copies(sink, lambda *_: None, lambda: next(asked))
    assert [mark.looked for mark in sink.marks()] == [True] * 3 + [False] * 3
    search(sink)
    assert len(links(sink)) == 5


# --------------------------------------------------------------------------------------------------------- independence


def test_copies_are_no_second_source(tmp_path):
    wire, other = makers.prose(1, 8), makers.prose(2, 8)
    documents = [document(wire, "2022-01-01", "wire"), document(wire + " Here.", "", "a"), document(other, "", "other")]
    sink = filled(tmp_path, documents)
    search(sink)
    head_of = heads(sink.documents())
    digests = [one.digest for one in documents]
    assert independent(digests, head_of) == 2
    assert independent(digests[:2], head_of) == 1
    assert independent([*digests, "an interview", "an interview"], head_of) == 3
    assert independent([], head_of) == 0


@settings(deadline=None, max_examples=30)
@given(archives())
def test_independent_sources_are_the_families(documents):
    """Connected by copying, whoever was first: counted by walking the links in both directions."""
    found = expected(documents)
    linked = [Document(**{**vars(one), "copy_of": found.get(one.name, ("", ""))[0]}) for one in documents]
    near = {one.digest: {one.digest} for one in linked}
    for one in linked:
        if one.copy_of:
            near[one.digest].add(one.copy_of)
            near[one.copy_of].add(one.digest)
    families, seen = 0, set[str]()
    for digest in near:
        families += digest not in seen
        waiting = [digest]
        while waiting:
            here = waiting.pop()
            waiting += near[here] - seen
            seen.add(here)
    assert independent([one.digest for one in linked], heads(linked)) == families


@pytest.mark.parametrize("links_of", [{"a": "b", "b": "a"}, {"a": "gone"}, {"a": "a"}])
def test_links_in_a_circle_or_to_nowhere_end(links_of):
    documents = [Document("o" + name, name, "t", "text", name, copy_of=target) for name, target in links_of.items()]
    assert independent(links_of, heads(documents)) >= 1
