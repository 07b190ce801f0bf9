"""An anchor found again in an edited document is never silently another; what is not certain is asked."""

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.alignment import distances, stretches
from detente.ledger.anchors import SURE, Edited, find_digest, quotation
from detente.ledger.folding import fold
from tests.ledger.edits import EDITS, LIGHT, SPELLING, edited

BOUND = 0.5
"""The least overlap with the true place of anything that is said without a question."""

OLD = (
    "The mayor said on Monday that the fence “stays where it is”. Nobody from the towns was asked — so "
    "they said later. Talks go on. The north wants tolls on the bridge. Talks go on. The south will not pay them, its "
    "minister said.\n"
)


def anchored(words, text=OLD):
    begin = text.index(words)
    return begin, begin + len(words)


def found(words, new, threshold=0.75):
    result = Edited(OLD, new, threshold).find(*anchored(words))
    return result.kind, new[result.place.begin : result.place.end] if result.place else None


FENCE = "the fence “stays where it is”"


@pytest.mark.parametrize(
    ("words", "new", "kind", "there"),
    [
        (FENCE, OLD, "exact", FENCE),
        (FENCE, OLD + "More.", "exact", FENCE),
        (FENCE, "A word before. " + OLD, "moved", FENCE),
        (FENCE, OLD.replace("“", '"').replace("”", '"'), "found", 'the fence "stays where it is"'),
        (FENCE, OLD.replace(" ", "\u00a0 "), "found", FENCE.replace(" ", "\u00a0 ")),
        (FENCE, OLD.replace("stays", "shall stay"), "found", "the fence “shall stay where it is”"),
        (FENCE, OLD.replace("\n", "\r\n"), "exact", FENCE),
        (FENCE, OLD.replace(f"The mayor said on Monday that {FENCE}. ", ""), "lost", None),
        (FENCE, OLD.replace(FENCE, "nothing at all will be done about that"), "lost", None),
        (FENCE, "", "lost", None),
        ("The north wants tolls on the bridge.", "".join(sorted(OLD)), "lost", None),
        ("Talks go on.", "A word before. " + OLD, "moved", "Talks go on."),
    ],
)
def test_what_became_of_the_words(words, new, kind, there):
    assert found(words, new) == (kind, there)


def test_the_sentence_that_was_deleted_is_not_its_twin():
    second = OLD.rindex("Talks go on. ")
    new = OLD[:second] + OLD[second + len("Talks go on. ") :]
    result = Edited(OLD, new).find(second, second + len("Talks go on."))
    assert result.kind in ("ask", "lost")
    assert OLD.index("Talks go on. ") in [place.begin for place in result.candidates]


def test_a_threshold_makes_more_questions():
    new = OLD.replace("stays", "shall stay")
    assert found(FENCE, new, 0.6)[0] == "found"
    assert found(FENCE, new, 0.95)[0] == "ask"


def test_an_anchor_without_words_is_asked_about():
    at = OLD.index(" —")
    assert Edited(OLD, "x" + OLD).find(at, at + 1).kind == "ask"


@given(st.randoms(use_true_random=False), st.integers(1, 14), st.integers(0, 5), st.sampled_from([0, 0.2]))
@settings(max_examples=60)
def test_never_silently_wrong(rng, sentences, number, repeated):
    edit = edited(rng, sentences, EDITS, number, repeated)
    document = Edited(edit.old, edit.new)
    for span in edit.spans:
        result = document.find(*span)
        assert (result.place is not None) == (result.kind in SURE)
        if result.place is None:
            continue
        place = (result.place.begin, result.place.end)
        assert edit.overlap(span, *place) >= BOUND or edit.same(span, *place), (edit.old[slice(*span)], result)
        same = edit.new[slice(*place)] == edit.old[slice(*span)]
        assert (result.kind == "found") == (not same)
        assert (result.kind == "exact") == (same and place[0] == span[0])


@pytest.mark.parametrize(("edits", "repeated", "least"), [(LIGHT, 0, 0.95), (LIGHT, 0.15, 0.9), (SPELLING, 0.15, 0.95)])
def test_what_light_edits_leave_is_found_again(edits, repeated, least):
    rng = random.Random(7)
    alive = sure = 0
    for _ in range(25):
        edit = edited(rng, rng.randint(8, 30), edits, rng.randint(1, 4), repeated)
        document = Edited(edit.old, edit.new)
        kept = [span for span in edit.spans if len(edit.truth(span)) >= 0.75 * (span[1] - span[0])]
        alive += len(kept)
        sure += sum(document.find(*span).sure for span in kept)
    assert sure >= least * alive


# ---------------------------------------------------------------------------------------- without the old document


def test_with_the_digest_alone_only_the_very_words_are_found():
    begin, end = anchored(FENCE)
    digest = hashlib.sha256(FENCE.encode()).hexdigest()[:16]
    assert find_digest(begin, end, digest, OLD).kind == "exact"
    assert find_digest(begin, end, digest, "x" + OLD).kind == "moved"
    assert find_digest(begin, end, digest, OLD + OLD).kind == "ask"
    assert find_digest(begin, end, digest, OLD.upper()).kind == "lost"
    assert find_digest(begin, end, "", OLD).kind == "lost"


def test_a_quotation_has_its_context():
    found = quotation("abcdef", 2, 4, 1)
    assert (found.prefix, found.exact, found.suffix) == ("b", "cd", "e")


# ----------------------------------------------------------------------------------------------------- its parts

words = st.text("ab c", max_size=7)


def literal_distance(one, other):
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, above = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(row[-1] + 1, above[j] + 1, above[j - 1] + (a != b)))
    return row[-1]


@given(words, words)
def test_the_distance_is_to_the_best_stretch_that_ends_there(pattern, text):
    found = distances(fold_free(pattern), fold_free(text)).tolist()
    expected = [
        min(literal_distance(pattern, text[begin:end]) for begin in range(end + 1)) for end in range(len(text) + 1)
    ]
    assert found == expected


@given(words, st.text("ab c", max_size=20))
def test_a_stretch_is_as_far_as_it_says_and_the_first_is_the_nearest(pattern, text):
    found = stretches(fold_free(pattern), fold_free(text), 4, len(pattern))
    assert all(literal_distance(pattern, text[one.begin : one.end]) == one.distance for one in found)
    if found:
        spans = [(begin, end) for end in range(len(text) + 1) for begin in range(end)]
        assert found[0].distance == min(literal_distance(pattern, text[b:e]) for b, e in spans)


def fold_free(text):
    return np.array([ord(char) for char in text], np.int32)


@given(st.text())
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.begins) == len(folded.ends) == len(folded.symbols)
    assert all(0 <= b < e <= len(text) for b, e in zip(folded.begins, folded.ends, strict=True))
    for place in range(len(folded.text)):
        begin, end = folded.outside(place, place + 1)
        assert folded.text[place] in fold(text[begin:end]).text or folded.text[place] == " "


def test_folding_is_told_in_one_line():
    assert fold("\ufeff“Ünï\u0301t”\u00ad —\r\n\u00a0 2½ 👩‍🚀").text == '"unit" - 21⁄2 👩🚀'
