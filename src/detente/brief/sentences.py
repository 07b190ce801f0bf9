"""The answer in five sentences, each with a note of what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detente.analyses.impasse import LevelImpasse, WayOut, Weight
from detente.analyses.room import TableRoom
from detente.brief.asking import unknown
from detente.brief.bargained import Bargained
from detente.brief.dossier import Dossier
from detente.brief.focus import AT, NAMES, READING, Focus, hardest_room
from detente.brief.history import moved
from detente.brief.markup import Html, joined, text
from detente.brief.names import Names
from detente.brief.phrases import briefly, holder, what, whose
from detente.brief.sections.stability import in_short
from detente.brief.words import capital, count, day, listed, number, of, quoted, spelled
from detente.space.homes import stopped_by
from detente.space.positions import Position

LEAVES = {
    "limits": ("crosses nobody’s red line", "cross nobody’s red line"),
    "refusals": ("ignores nobody’s refusal", "ignore nobody’s refusal"),
    "demands": ("is not ruled out by anything coded", "are not ruled out by anything coded"),
}
BLOCKS = {
    "limits": "crosses somebody’s red line",
    "refusals": "ignores somebody’s refusal",
    "demands": "leaves somebody’s demand unmet",
}


@dataclass(frozen=True)
class Sentence:
    """One of the five: the section it leads to, what it says, and on what base."""

    section: str
    lead: str
    says: Html
    note: Html


def five(dossier: Dossier, focus: Focus | None, names: Names) -> tuple[Sentence, ...]:
    """The five sentences. Without any table there is one, which says so."""
    if focus is None:
        return (
            Sentence(
                "room", "Is there room?", text("No table is named in this case, so no answer can be given."), text("")
            ),
        )
    return (
        Sentence("room", "Do stated positions leave room?", *_room(dossier, names)),
        Sentence("blocks", "What blocks it?", *_blocks(focus, names)),
        Sentence("ways", "What is the lightest way out?", *_ways(focus, names)),
        Sentence("window", "How has it moved?", *moved(dossier, focus, names)),
        Sentence("unknown", "What do we not know?", *unknown(dossier, names)),
    )


# ------------------------------------------------------------------------------------------------------------- room


def _room(dossier: Dossier, names: Names) -> tuple[Html, Html]:
    first, *others = dossier.room.tables
    reach = hardest_room(first)
    says = Html(f"As of {day(dossier.room.about.day)}, {at_table(first, names)}")
    better = [table for table in others if hardest_room(table) > reach]
    rest = [table for table in others if table not in better]
    if better:
        says = Html(f"{says}; {joined([at_table(table, names) for table in better[:2]], '; ')}")
    note = _also([*better[2:], *rest], names) if others else text("It is the case’s only table.")
    held = in_short(dossier.holding) if dossier.holding is not None else ""
    return Html(says + "."), joined([part for part in (note, _judged(dossier), held) if part], " ")


def _judged(dossier: Dossier) -> str:
    """What the case's judgements add, apart from what was said."""
    found = dossier.bargained
    if found is None or found.solutions.empty is None:
        return ""
    some = "no package is" if found.solutions.empty else "some packages are"
    who = "the one side that is judged" if len(found.units) == 1 else f"all {spelled(len(found.units))} that are judged"
    where = "" if found.judged.table == dossier.room.tables[0].table else f" at the table ‘{found.judged.title}’"
    return f"Judged, apart from what was said, {some} worth as much as no agreement to {who}{where}{_at_home(found)}."


def _at_home(found: Bargained) -> str:
    """Whether what standards of fairness name would pass at home, where none of it would."""
    told = [found.homes[name] for name in found.solutions.solutions if name in found.homes]
    if not told or not all(stopped_by(home) for home in told):
        return ""
    return ", but at home somebody certainly stops each that a standard of fairness names"


def _also(tables: Sequence[TableRoom], names: Names) -> Html:
    """The other tables, those that reach equally far together."""
    reaches: dict[int, list[TableRoom]] = {}
    for table in tables:
        reaches.setdefault(hardest_room(table), []).append(table)
    return joined([_reaching(reach, found, names) for reach, found in sorted(reaches.items(), reverse=True)])


def _reaching(reach: int, tables: Sequence[TableRoom], names: Names) -> Html:
    if reach < 0:
        said = "Every feasible package crosses somebody’s red line"
    elif reach < len(NAMES) - 1:
        said = f"Some packages {LEAVES[NAMES[reach]][1]}, but each {BLOCKS[NAMES[reach + 1]]},"
    else:
        said = f"Some packages {LEAVES['demands'][1]}"
    where = []
    for table in tables:
        base = of(table.row(NAMES[reach], READING).possible, table.levels[0].feasible) if reach >= 0 else ""
        absent = listed([names.unit(party) for party in table.assumes_consent_of])
        assumed = f"assuming {absent}" if absent else ""
        inside = "; ".join(part for part in (base, assumed) if part)
        where.append(Html(f"{quoted(table.title)}{f' ({inside})' if inside else ''}"))
    return Html(f"{said} at the {'table' if len(tables) == 1 else 'tables'} {listed(where)}.")


def at_table(table: TableRoom, names: Names) -> Html:
    """What one table leaves: “at the table ‘…’, n of N …”."""
    reach = hardest_room(table)
    feasible = table.levels[0].feasible
    where = f"at the table {quoted(table.title)}"
    if feasible == 0:
        return Html(f"{where}, no package fits together at all: the linkages exclude each other")
    if not table.agenda:
        return Html(f"{where}, there is nothing that those who sit at it could settle")
    if reach < 0:
        said = f"{_every(feasible)} {BLOCKS['limits']}"
    else:
        said = _some(table.row(NAMES[reach], READING).possible, feasible, NAMES[reach])
        if table.assumes_consent_of:
            said = said.replace("by anything coded", "by anything that those who sit at it have said")
        if reach < len(NAMES) - 1:
            said += f", but every one of them {BLOCKS[NAMES[reach + 1]]}"
    return Html(f"{where}, {said}{_assuming(table, names)}")


def _every(feasible: int | None) -> str:
    if feasible == 1:
        return "the only feasible package"
    return "every feasible package" if feasible is None else f"every one of {number(feasible)} feasible packages"


def _some(possible: int | None, feasible: int | None, level: str) -> str:
    one, many = LEAVES[level]
    return f"{of(possible, feasible)} feasible packages {one if possible == 1 else many}"


def _assuming(table: TableRoom, names: Names) -> str:
    if not table.assumes_consent_of:
        return ""
    absent = table.assumes_consent_of
    who = listed([names.unit(party) for party in absent])
    return f", assuming the consent of {who}, who {'is' if len(absent) == 1 else 'are'} not at it"


# ----------------------------------------------------------------------------------------------------------- blocks


def _blocks(focus: Focus, names: Names) -> tuple[Html, Html]:
    row = focus.row
    if row.linkage_conflicts:
        count_of = count(len(row.linkage_conflicts), "set of linkages", "sets of linkages")
        return Html(f"Not positions but the case’s own rules: {count_of} exclude each other."), text("")
    if not focus.blocked:
        return text("Nothing coded: no level of firmness excludes every package at any table."), text(
            "That nothing coded stands against a package does not mean that anybody would sign it."
        )
    conflicts = tuple(row.conflicts())
    if not conflicts:
        return text("That is not known: the sets of positions were too many to list."), text("")
    shortest = min(conflicts, key=lambda one: (len(one), -sum(row.positions[name].firmness for name in one)))
    members = _against(shortest, row, names)
    elsewhere = (
        "" if focus.table == focus.first else f"Nothing at the first table; at the table {quoted(focus.table.title)}, "
    )
    least = "" if row.complete else "at least "
    says = capital(f"{elsewhere}{least}{_sets(row, conflicts, shortest)} {members}.")
    return says, Html(f"Counted at the table {quoted(focus.table.title)}, taking {AT[row.level]} as binding.")


def _sets(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]], shortest: tuple[str, ...]) -> str:
    """How many sets of which sizes, and how the shortest is introduced."""
    total, size = row.conflicts_total, len(shortest)
    if total == 1 and size == 1:
        return "one position excludes every package by itself:"
    if total == 1:
        can = f", though any {spelled(size - 1)} of them can" if size > 2 else ""
        return f"one set of {spelled(size)} positions cannot hold together{can}:"
    ties = sum(len(conflict) == size for conflict in conflicts)
    which = "among the shortest:" if ties > 1 else "the shortest:"
    return f"{count(total, 'set')} of positions cannot hold together{_sizes(row, conflicts)}; {which}"


def _against(conflict: tuple[str, ...], row: LevelImpasse, names: Names) -> Html:
    """The members of a conflict; where two are about one matter, the matter once."""
    positions = [row.positions[name] for name in conflict]
    if len(positions) > 2:
        return listed([Html(f"{holder(one.unit, names)} {briefly(one, names)}") for one in positions])
    subjects = {position.subject for position in positions}
    if len(positions) == 2 and len(subjects) == 1 and subjects <= set(names.case.issue):
        one, other = (Html(f"{holder(position.unit, names)} {what(position, names)}") for position in positions)
        return Html(f"{one} and {other} (both on {quoted(names.issue(subjects.pop()))})")
    return listed([whose(position, names) for position in positions])


def _sizes(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]]) -> str:
    if row.all_pairs:
        return ", all of them pairs"
    if row.conflicts_total > len(conflicts):
        return ""
    parts = []
    for size, times in sorted(Counter(map(len, conflicts)).items()):
        one, many = _SIZES.get(size, (f"one of {spelled(size)}", f"of {spelled(size)}"))
        parts.append(one if times == 1 else f"{spelled(times)} {many}")
    larger = {len(conflict) for conflict in conflicts if len(conflict) > 2}
    can = f", of which any {spelled(larger.pop() - 1) if len(larger) == 1 else 'one fewer'} can" if larger else ""
    return f" ({listed(parts)}{can})"


_SIZES = {
    1: ("one that nothing at this table can meet", "that nothing at this table can meet"),
    2: ("one pair", "pairs"),
}


# ------------------------------------------------------------------------------------------------------------- ways


def _ways(focus: Focus, names: Names) -> tuple[Html, Html]:
    row = focus.row
    if row.linkage_conflicts:
        return text("No concession helps: linkages are nobody’s to concede."), text("")
    if not focus.blocked:
        return text("None is needed, as far as the record goes."), text("")
    fewest = [row.positions[name] for name in row.fewest if name in row.positions]
    ways = sorted(row.lightest, key=lambda way: (len(way.positions), way.gives_up.limits, way.gives_up.refusals))
    if not ways:
        who = _shared(fewest, names)
        if row.gap is None:
            return text("It is not known: the search was not completed."), text("")
        return Html(
            f"No side can open it alone; at the fewest, {count(row.gap, 'position')} would have to be given up, "
            f"by {who}."
        ), text("")
    says = joined([way_out(way, row, names) for way in ways[:3]], "; ")
    others = len(focus.table.units) - len(ways)
    alone = " No other side can do it alone." if 0 < others < len(focus.table.units) else ""
    shared = ""
    if row.gap is not None and fewest and {position.unit for position in fewest} != {ways[0].bloc}:
        who = _shared(fewest, names)
        shared = f" The fewest positions in all are {spelled(row.gap)}, shared by {who}." if row.gap > 1 else ""
    more = f" {capital(count(len(ways) - 3, 'other side'))} could too." if len(ways) > 3 else ""
    return Html(capital(says) + "."), Html((alone + shared + more).strip())


def _shared(given_up: Sequence[Position], names: Names) -> Html:
    """Whose positions these are; of many sides, the first and how many more."""
    sides = [names.unit(unit) for unit in dict.fromkeys(position.unit for position in given_up)]
    return listed(sides if len(sides) < 8 else [*sides[:5], f"{number(len(sides) - 5)} others"])


def way_out(way: WayOut, row: LevelImpasse, names: Names) -> Html:
    """A concession as a conditional: “were Russia to drop …, n packages would no longer be excluded”."""
    given_up = [row.positions[name] for name in way.positions if name in row.positions]
    if len(given_up) <= 2:
        what = listed([Html(f"its {briefly(position, names)}") for position in given_up])
    else:
        what = Html(f"{spelled(len(given_up))} positions ({weight(way.gives_up)})")
    return Html(f"were {names.unit(way.bloc)} to drop {what}, {opens(way.opens)}")


def opens(packages: int | None) -> str:
    """What a concession opens, never more than that."""
    if packages is None:
        return "some packages, not counted, would no longer be excluded"
    return f"{number(packages)} {'package' if packages == 1 else 'packages'} would no longer be excluded"


def weight(given: Weight) -> Html:
    """A weight in words: “two red lines and five refusals”."""
    parts = [
        count(value, one)
        for value, one in ((given.limits, "red line"), (given.refusals, "refusal"), (given.demands, "demand"))
        if value
    ]
    return listed(list(parts)) if parts else text("nothing")
