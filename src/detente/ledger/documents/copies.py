"""Whether one text repeats another: a copy is no second source.

Two steps, so that no guess is presented as a fact. *Candidates* share fingerprints, chosen from a text's shingles (five
words in a row) by winnowing (Schleimer, Wilkerson and Aiken 2003, doi:10.1145/872757.872770): whatever two texts have
in common over WINDOW + SHINGLE − 1 words or more gives both a fingerprint. Then all their shingles are compared:

- *same*: the same text;
- *near*: of all their shingles, NEAR or more are in both (Jaccard);
- *within*: of the shingles of this text, WITHIN or more are in the other one, which is longer;
- *holds*: the other one is within this text, and is HALF of it or more. A longer text that merely quotes a shorter one
  has words of its own, and is no copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHINGLE = 5
"""Words in a row that are compared (of Chinese, Japanese and Korean: characters)."""

WINDOW = 8
"""Of so many shingles in a row, one is a fingerprint."""

LEAST = 20
"""Shingles below which a text is too short for another to be called its copy, unless the two are the same."""

NEAR, WITHIN, HALF = 0.8, 0.9, 0.5

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def words_of(text: str) -> list[str]:
    """The words of a text as copies are compared: in lower case, without punctuation."""
    return _WORD.findall(text.lower())


def shingles(text: str) -> frozenset[str]:
    """All runs of SHINGLE words of a text; of a shorter text the one run of all its words."""
    words = words_of(text)
    if len(words) < SHINGLE:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(map(" ".join, zip(*(words[shift:] for shift in range(SHINGLE)), strict=False)))


@dataclass(frozen=True)
class Likeness:
    """How this text is a copy of another: same, near, within or holds, and which share of shingles says so."""

    how: str
    similarity: float


def likeness(text: str, other: str) -> Likeness | None:
    """How `text` repeats `other`, by the definitions above; None if it does not."""
    if text == other:
        return Likeness("same", 1.0)
    return compared(shingles(text), shingles(other))


def compared(mine: frozenset[str], other: frozenset[str]) -> Likeness | None:
    """How a text of these shingles repeats another one of those; None if it does not."""
    if min(len(mine), len(other)) < LEAST:
        return Likeness("same", 1.0) if mine == other and mine else None
    shared = len(mine & other)
    jaccard = shared / (len(mine) + len(other) - shared)
    if jaccard >= NEAR:
        return Likeness("near", jaccard)
    if shared / min(len(mine), len(other)) < WITHIN:
        return None
    if len(mine) < len(other):
        return Likeness("within", shared / len(mine))
    return Likeness("holds", shared / len(other)) if shared / len(mine) >= HALF else None


# -------------------------------------------------------------------------------------------------------- fingerprints


def fingerprints(text: str) -> bytes:
    """The fingerprints of a text, to be kept beside it: hashes of some shingles, 32 bits each, sorted."""
    import zlib

    import numpy as np

    words = np.fromiter((zlib.crc32(word.encode()) for word in words_of(text)), np.uint64)
    if not len(words):
        return b""
    if len(words) < SHINGLE:
        words = np.concatenate([words, np.zeros(SHINGLE - len(words), np.uint64)])
    rolled = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    for shift in range(SHINGLE):
        rolled = (rolled * np.uint64(0x9E3779B97F4A7C15)) ^ words[shift : shift + len(rolled)]
        rolled = (rolled ^ (rolled >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (rolled >> np.uint64(32)).astype("<u4")
    if len(hashes) <= WINDOW:
        return np.unique(hashes)[:1].tobytes() if len(hashes) else b""
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    return np.unique(windows.min(axis=1)).tobytes()
