"""Who cannot be satisfied together: reservation values and votes at home beside positions, under the verdict judged."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.impasse import LevelImpasse
from detente.brief.dossier import Dossier
from detente.brief.focus import NAMES, READING
from detente.brief.markup import Content, Html, el, joined
from detente.brief.names import Names
from detente.brief.phrases import briefly, holder
from detente.brief.words import capital, count, listed, own, possessive, spelled
from detente.space.judgedresults import Judged, PartyConflict

KEPT = {
    "limits": "every red line",
    "refusals": "every red line and refusal",
    "demands": "every red line, refusal and demand",
}
MOST = 8
MOST_GIVEN = 10


def together(dossier: Dossier, table: str, names: Names) -> Content:
    """The softest level at which somebody's wants exclude somebody's; None where nothing was asked."""
    room = next((one for one in dossier.room.tables if one.table == table), None)
    apart = {name for name in NAMES if room is not None and room.row(name, READING).possible == 0}
    asked: list[tuple[LevelImpasse, Judged]] = []
    blocked = None
    for level in NAMES:  # none is asked beyond the first that is blocked: each may take long
        row = dossier.impasse.row(table, level, READING)
        if blocked is None and row.judged is not None:
            asked.append((row, row.judged))
            blocked = asked[-1] if row.judged.possible is False or level in apart else None
    if not asked:
        return None
    heading = el("h3", "Who cannot be satisfied together")
    if blocked is None:
        return [heading, el("p", f"{_some([(row.level, one) for row, one in asked])}.")]
    row, judged = blocked
    softer = [(one.level, other) for one, other in asked[:-1]]
    alone = ": positions alone exclude them all" if judged.possible is None else ""
    if softer:
        said = f"{_some(softer)}; were {KEPT[row.level]}, none{alone}."
    else:
        said = f"Were {KEPT[row.level]} kept to, {_beside(judged)}, no package would be left{alone}."
    return [
        heading,
        el("p", said),
        _conflicts(judged, row, names) if not alone else None,
        _way_out(judged, row, names),
    ]


def _some(levels: Sequence[tuple[str, Judged]]) -> str:
    """What is known where no level is known to leave nothing: what is left at one is left at every softer one too."""
    left = [name for name, one in levels if one.possible]
    last, judged = levels[-1]
    unknown = "it is not known whether any package would be left"
    if not left:
        return f"Were {KEPT[levels[0][0]]} kept to, {_beside(judged)}, {unknown}"
    said = f"Were {KEPT[left[-1]]} kept to, {_beside(judged)}, some package would be left"
    return said if left[-1] == last else f"{said}; were {KEPT[last]}, {unknown}"


def _beside(judged: Judged) -> str:
    """What is kept to beside positions."""
    parts = ["nobody below what no agreement is worth to it"] if judged.reservations else []
    parts += ["nothing that would certainly fail at home"] if judged.quotas else []
    return f"with {listed(list(parts))}" if parts else "and nothing else"


def _conflicts(judged: Judged, row: LevelImpasse, names: Names) -> Content:
    if not judged.conflicts:
        return el("p", "Whose wants exclude whose was not found out.", class_="meta")
    shown = judged.conflicts[:MOST]
    more = len(judged.conflicts) - len(shown)
    rest = "" if judged.conflicts_complete else " There may be more such sets."
    return [
        el("p", f"{_sets(len(judged.conflicts))} of sides that no feasible package satisfies together:"),
        el("ul", [el("li", _conflict(one, judged, row, names)) for one in shown], class_="spaced"),
        el("p", f"{f'And {spelled(more)} more.' if more else ''}{rest}", class_="meta") if more or rest else None,
    ]


def _sets(many: int) -> str:
    return "One minimal set" if many == 1 else f"{capital(spelled(many))} minimal sets"


def _conflict(one: PartyConflict, judged: Judged, row: LevelImpasse, names: Names) -> Html:
    """The sides, and the first smallest set of what they hold to."""
    who = listed([names.side(party) for party in one.parties], commas=True)
    if not one.refined:
        return Html(who)
    least = min(one.refined, key=len)
    held = listed([_held(name, judged, row, names) for name in least])
    others = len(one.refined) - 1
    base = "at least " if not one.complete else ""
    more = f" ({base}{count(others, 'other such set')})" if others > 0 else ""
    return joined([who, ": ", held, more, "."], "")


def _held(name: str, judged: Judged, row: LevelImpasse, names: Names) -> Html:
    """One thing that a side holds to."""
    one = judged.constraints[name]
    mine = possessive(names.unit(one.of))
    if one.kind == "reservation":
        return Html(f"what no agreement is worth to {names.unit(one.of)}")
    if one.kind == "quota":
        return Html(f"{mine} ‘{own(one.title or one.id)}’, which would fail")
    position = row.positions.get(name)
    return Html(own(name)) if position is None else Html(f"{holder(position.unit, names)} {briefly(position, names)}")


def _way_out(judged: Judged, row: LevelImpasse, names: Names) -> Html | None:
    found = judged.way_out
    if found is None:
        return None
    given = [_held(name, judged, row, names) for name in found.gives_up[:MOST_GIVEN]]
    more = len(found.gives_up) - len(given)
    given += [Html(f"{spelled(more)} more")] if more else []
    total = len(found.gives_up)
    return el("p", f"At the fewest, {count(total, 'thing')} would have to be given up: ", listed(given), ".")
