"""The articles that the project was founded on lie beside the checkout, never in it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "seeds"
TEXTS = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []
needed = pytest.mark.skipif(
    len(TEXTS) != 5, reason=f"NOT TESTED HERE: the five articles are not in {FOLDER.name} beside the checkout"
)
