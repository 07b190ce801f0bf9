"""Make `src/detente/geo/distances.bin` anew from the outlines: `python tools/distances.py`; a minute or two.

To be run whenever `outlines.json` or the measures of `geo/sphere.py` change; a test says so.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

from detente.geo import sphere
from detente.geo.distances import RADIUS_KM
from detente.geo.gazetteer import everything
from detente.geo.outlines import outline
from detente.geo.table import packed

TARGET = Path(__file__).parents[1] / "src/detente/geo/distances.bin"


def main() -> None:
    """Measure every two places, write the table."""
    places = sorted(everything())
    shapes = [sphere.shape(outline(place)) for place in places]
    near, far = np.zeros((2, len(places), len(places)))
    for one, other in itertools.permutations(range(len(places)), 2):
        far[one, other] = sphere.farthest(shapes[one], shapes[other])
        if one < other:
            near[one, other] = sphere.nearest(shapes[one], shapes[other])
    caps = np.array([[*centre, radius] for centre, radius in map(sphere.cap, shapes)])
    TARGET.write_bytes(packed(places, near * RADIUS_KM, far * RADIUS_KM, caps))


if __name__ == "__main__":
    main()
