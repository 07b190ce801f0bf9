"""The answer in five sentences, each with a note of what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detente.analyses.impasse import LevelImpasse, WayOut, Weight
from detente.analyses.room import TableRoom
from detente.brief.dossier import Dossier
from detente.brief.focus import NAMES, READING, Focus, hardest_room
from detente.brief.history import moved
from detente.brief.markup import Html, joined, text
from detente.brief.names import Names
from detente.brief.phrases import holder, stance, whose
from detente.brief.words import capital, count, day, listed, number, of, quoted, spelled

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
AT = {"limits": "red lines alone", "refusals": "red lines and refusals", "demands": "red lines, refusals and demands"}


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
        Sentence("unknown", "What do we not know?", *_unknown(dossier, focus, names)),
    )


# ------------------------------------------------------------------------------------------------------------- room


def _room(dossier: Dossier, names: Names) -> tuple[Html, Html]:
    first, *others = dossier.room.tables
    reach = hardest_room(dossier, first)
    says = Html(f"As of {day(dossier.room.about.day)}, {at_table(dossier, first, names)}")
    better = [table for table in others if hardest_room(dossier, table) > reach]
    rest = [table for table in others if table not in better]
    if better:
        says = Html(f"{says}; {joined([at_table(dossier, table, names) for table in better[:2]], '; ')}")
    rest = [*better[2:], *rest]
    notes = [capital(at_table(dossier, table, names)) + "." for table in rest]
    if not others:
        notes.append("It is the case’s only table.")
    return Html(says + "."), Html(" ".join(notes))


def at_table(dossier: Dossier, table: TableRoom, names: Names) -> Html:
    """What one table leaves: “at the table ‘…’, n of N …”."""
    reach = hardest_room(dossier, table)
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
        return text("Nothing coded: no level of firmness excludes every package at any table."), text("")
    conflicts = tuple(row.conflicts())
    if not conflicts:
        return text("That is not known: the sets of positions were too many to list."), text("")
    total = row.conflicts_total
    shortest = min(conflicts, key=lambda one: (len(one), -sum(row.positions[name].firmness for name in one)))
    members = [whose(row.positions[name], names) for name in shortest]
    verb = "cannot stand" if len(members) == 1 else "cannot hold together"
    sets = (
        f"{spelled(total)} {'set' if total == 1 else 'sets'} of positions"
        if len(members) > 1 or total > 1
        else "one position"
    )
    least = "" if row.complete else "at least "
    which = (
        "it is" if total == 1 else "among the shortest is" if _ties(conflicts, len(shortest)) > 1 else "the shortest is"
    )
    says = Html(
        f"{capital(least + sets)} {verb}{_sizes(row, conflicts)}; {which} {listed(members, 'against' if len(members) == 2 else 'and')}."
    )
    return says, Html(f"Counted at the table {quoted(focus.table.title)}, taking {AT[row.level]} as binding.")


def _ties(conflicts: Sequence[tuple[str, ...]], size: int) -> int:
    return sum(len(conflict) == size for conflict in conflicts)


def _sizes(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]]) -> str:
    if len(conflicts) == 1:
        return (
            ""
            if len(conflicts[0]) < 3
            else f", {spelled(len(conflicts[0]))} of which any {spelled(len(conflicts[0]) - 1)} can"
        )
    if row.all_pairs:
        return ", all of them pairs"
    named = {
        1: ("one that nothing at this table can meet", "that nothing at this table can meet"),
        2: ("one pair", "pairs"),
    }
    parts = []
    for size, times in sorted(Counter(map(len, conflicts)).items()):
        one, many = named.get(size, (f"one of {spelled(size)}", f"of {spelled(size)}"))
        parts.append(one if times == 1 else f"{spelled(times)} {many}")
    return (
        f" ({listed(parts)}, of which any {_fewer(conflicts)} can)"
        if max(map(len, conflicts)) > 2
        else f" ({listed(parts)})"
    )


def _fewer(conflicts: Sequence[tuple[str, ...]]) -> str:
    sizes = {len(conflict) for conflict in conflicts if len(conflict) > 2}
    return spelled(sizes.pop() - 1) if len(sizes) == 1 else "one fewer"


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
        who = listed([names.unit(unit) for unit in dict.fromkeys(position.unit for position in fewest)])
        if row.gap is None:
            return text("It is not known: the search was not completed."), text("")
        return Html(
            f"No side can open it alone; at the fewest, {count(row.gap, 'position')} would have to be given up, by {who}."
        ), text("")
    says = joined([way_out(way, row, names) for way in ways[:3]], "; ")
    others = len(focus.table.units) - len(ways)
    alone = " No other side can do it alone." if 0 < others < len(focus.table.units) else ""
    shared = ""
    if row.gap is not None and fewest and {position.unit for position in fewest} != {ways[0].bloc}:
        who = listed([names.unit(unit) for unit in dict.fromkeys(position.unit for position in fewest)])
        shared = f" The fewest positions in all are {spelled(row.gap)}, shared by {who}." if row.gap > 1 else ""
    more = f" {capital(count(len(ways) - 3, 'other side'))} could too." if len(ways) > 3 else ""
    return Html(capital(says) + "."), Html((alone + shared + more).strip())


def way_out(way: WayOut, row: LevelImpasse, names: Names) -> Html:
    """A concession as a conditional: “were Russia to drop …, n packages would no longer be excluded”."""
    given_up = [row.positions[name] for name in way.positions if name in row.positions]
    if len(given_up) <= 2:
        what = listed([Html(f"its {stance(position, names)}") for position in given_up])
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


# ---------------------------------------------------------------------------------------------------------- unknown


def _unknown(dossier: Dossier, focus: Focus, names: Names) -> tuple[Html, Html]:
    best = dossier.room.tables[0].best
    parts: list[Html] = []
    if best is None:
        parts.append(text("no package is possible at the first table, so none is best supported"))
    elif not best.supported.missing:
        parts.append(
            Html(f"all {spelled(best.supported.needed)} consents that the best supported package needs are on record")
        )
    else:
        missing, needed = len(best.supported.missing), best.supported.needed
        who = listed([f"{names.unit(one.unit)} ({len(one.options)})" for one in best.questions])
        parts.append(
            Html(
                f"{of(missing, needed)} consents that the best supported package needs are on record by nobody; "
                f"{count(len(best.questions), 'question')} would settle {'it' if missing == 1 else 'them'}, to {who}"
            )
        )
    says = Html(capital(joined(parts, "; ")) + ".")
    return says, _turning(dossier, names)


def _turning(dossier: Dossier, names: Names) -> Html:
    table = dossier.room.tables[0].table
    turning = [
        one
        for one in dossier.sensitivity.recodings
        if any(change.turns and change.table == table for change in one.changes)
    ]
    tried = sum(dossier.sensitivity.tried.values())
    if not tried:
        return text("How the answer depends on single codings was not tried.")
    if not turning:
        return Html(f"None of {number(tried)} single changes of the coding would turn the answer at the first table.")
    kinds = Counter(_KIND.get(one.kind, "another change") for one in turning)
    listing = listed([f"{spelled(times)} by {kind}" for kind, times in kinds.most_common()])
    return Html(
        f"{number(len(turning))} of {number(tried)} single changes of the coding would turn the answer at the first table at some level: {listing}."
    )


_KIND = {
    "without_statement": "leaving out one statement",
    "firmer": "coding one statement a step firmer",
    "softer": "coding one statement a step softer",
    "without_source": "leaving out one source",
    "without_stale": "leaving out what is older than two years",
}


__all__ = ["AT", "BLOCKS", "LEAVES", "Sentence", "at_table", "five", "holder", "opens", "way_out", "weight"]
