"""Ways out: each side's lightest concession alone, and those that no other undercuts."""

from __future__ import annotations

from detente.analyses.impasse import LevelImpasse, Vector, Weight
from detente.brief.focus import AT, Focus
from detente.brief.markup import Content, Html, el, folded, joined, scrolling, table
from detente.brief.names import Names
from detente.brief.phrases import by_id, lines, small_id, whose
from detente.brief.sections import lead, section
from detente.brief.sentences import way_out, weight
from detente.brief.words import capital, count, listed, number, own, quoted, spelled
from detente.space.positions import Position

TITLE = "Ways out"
MOST_ROWS = 8
MOST_FOLDED = 48


def render(focus: Focus | None, names: Names) -> Html:
    """The section."""
    if focus is None or not focus.blocked:
        return section(
            "ways", TITLE, el("p", "Nothing needs to be given up for a package not to be excluded by the record.")
        )
    row = focus.row
    if row.linkage_conflicts:
        return section(
            "ways", TITLE, el("p", "Linkages are nobody’s to concede: what would have to change is the case.")
        )
    basis = lead(
        f"At the table {quoted(focus.table.title)}, taking {AT[row.level]} as binding. What would no longer be "
        "excluded is not thereby agreed: "
        "the counts are of stated positions, and each line is a condition, not a forecast."
    )
    return section("ways", TITLE, basis, _alone(focus, names), _fewest(row, names), _undominated(row, names))


def _alone(focus: Focus, names: Names) -> Html:
    row = focus.row
    items: list[Content] = []
    for way in row.lightest:
        given = [row.positions[name] for name in way.positions if name in row.positions]
        items.append(
            el("li", el("p", capital(way_out(way, row, names)), "."), lines(given, names), class_=names.hue(way.bloc))
        )
    unable = [own(names.unit(unit)) for unit in focus.table.units if unit not in {way.bloc for way in row.lightest}]
    cannot = None
    if unable:
        verb = "No concession of" if len(unable) == 1 else "No concession of any one of"
        cannot = el("p", f"{verb} ", listed(unable, "or"), " alone would open it.")
    title = el("h3", "The lightest concession of each side alone")
    return el("div", title, el("ul", items, class_="plainlist") if items else None, cannot)


def _fewest(row: LevelImpasse, names: Names) -> Content:
    given = [row.positions[name] for name in row.fewest if name in row.positions]
    if not given or row.gap is None:
        return None
    said = "Were this one position given up, nothing else would have to move. Other single positions may do it too."
    if row.gap > 1:
        many = spelled(row.gap)
        said = f"Were these {many} given up, nothing else would have to move. No fewer do it; other sets of {many} may."
    return el("div", el("h3", "The fewest positions in all"), el("p", said), _listed(given, names))


def _listed(given: list[Position], names: Names) -> Html:
    return el(
        "ul",
        [
            el("li", whose(position, names), " ", small_id(position.id), class_=names.hue(position.unit))
            for position in given
        ],
        class_="lines",
    )


def _undominated(row: LevelImpasse, names: Names) -> Content:
    total = "" if row.concessions_total is None else f" of {count(row.concessions_total, 'minimal concession')}"
    title = el("h3", "Concessions that no other undercuts")
    if not row.non_dominated:
        missing = "They were too many to list." if not row.non_dominated_complete else "There is none to list."
        return el("div", title, el("p", missing))
    vectors = row.non_dominated
    said = (
        f"{capital(count(len(vectors), 'way'))} to share the burden{total}: in each of the others, some side "
        "gives up more and none gives up less. Red lines, refusals and demands are never added up."
    )
    rest = vectors[MOST_ROWS:MOST_FOLDED]
    undrawn = len(vectors) - MOST_ROWS - len(rest)
    return el(
        "div",
        title,
        el("p", said),
        scrolling("Non-dominated concessions", _table(row, vectors[:MOST_ROWS], names, examples=True)),
        folded(
            f"{capital(count(len(rest), 'more way'))}",
            scrolling("More concessions", _table(row, rest, names, examples=False)),
        )
        if rest
        else None,
        el("p", f"{number(undrawn)} more are not listed.", class_="meta") if undrawn > 0 else None,
    )


def _table(row: LevelImpasse, vectors: tuple[Vector, ...], names: Names, *, examples: bool) -> Html:
    units = tuple(dict.fromkeys(position.unit for position in row.positions.values()))
    giving = [unit for unit in units if any(unit == name for vector in row.non_dominated for name, _ in vector.weights)]
    body: list[list[Content]] = []
    for vector in vectors:
        given = dict(vector.weights)
        cells: list[Content] = [_burden(given.get(unit)) for unit in giving]
        cells.append(el("td", number(vector.concessions), class_="n"))
        if examples:
            cells.append(el("td", folded("show one", _example(vector, names))))
        body.append(cells)
    heads: list[Content] = [names.side(unit) for unit in giving]
    heads.append(el("th", "Concessions like this", scope="col", class_="n"))
    return table("", [*heads, "Which"] if examples else heads, body, class_="burden")


def _burden(given: Weight | None) -> Html:
    return el("td", weight(given) if given else el("span", "nothing", class_="meta"))


def _example(vector: Vector, names: Names) -> Html:
    parts = [joined([by_id(name, names), small_id(name)]) for name in vector.example]
    return el("ul", [el("li", capital(part)) for part in parts], class_="lines")
