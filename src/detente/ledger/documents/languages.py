"""Which language a text is in; "" where it is too short or too mixed to say."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

LEAST = 40
"""Letters below which no language is named."""

SURE = 0.9
_MOST = 4_000
_LETTERS = re.compile(r"[^\W\d_]")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, stated: str = "") -> str:
    """The two-letter code of a text's language (naive Bayes over byte n-grams, py3langid), else the one it states.

    A text of fewer than LEAST letters, or one of which the method is less than SURE, has only what it states of itself.
    """
    stated = stated.strip().lower().replace("_", "-").partition("-")[0]
    stated = stated if re.fullmatch(r"[a-z]{2,3}", stated) else ""
    sample = text[:_MOST]
    if len(_LETTERS.findall(sample)) < LEAST:
        return stated
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= SURE else stated
