"""Would it hold: for whom each package is stable, who would leave it by which move, and what deters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.analyses.holdingcase import CaseHolding
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el, folded, joined
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.sections.certificates import certificates, first_break, inside, under
from detente.brief.sections.standings import standings
from detente.brief.standing import CALLED, DEPENDS, DETERRED, FALLS, IDLE, ITSELF, MEANS, MIXED, Row, kinds, rows
from detente.brief.stuck import why_nobody
from detente.brief.words import count, listed, own, spelled, verb

TITLE = "Would it hold"
CAVEAT = (
    "Stable means: under that concept, by the moves that the case knows, given preferences that its authors judge and "
    "nobody at the table has stated. What a treaty says is changed by nobody’s move alone; shifts of power, surprise "
    "and what the case leaves out are outside. It is no forecast."
)


def render(dossier: Dossier, names: Names) -> Html | None:
    """The section; None where nobody's conduct is part of the case, or nobody is judged."""
    found = dossier.holding
    if found is None:
        return section("stability", TITLE, lead(f"Not answered: {dossier.unheld}")) if dossier.unheld else None
    some = rows(found)
    return section(
        "stability",
        TITLE,
        lead(_answer(found, some, names)),
        _who(found, names),
        standings(found, some, names),
        _concepts(found),
        certificates(found, some, names),
        el("p", CAVEAT, class_="meta"),
        folded("What was looked at, and what was not", el("ul", [el("li", own(note)) for note in found.notes]))
        if found.notes
        else None,
    )


def in_short(found: CaseHolding) -> Html:
    """Whether what could be agreed would hold, in a sentence that leads to the section; "" where nothing could be."""
    some = [row for row in rows(found) if row.kind != "status quo"]
    by = {kind: many for kind, many in kinds(some).items() if many}
    if not by:
        return Html("")
    if len(by) == 1:
        (kind,) = by
        said = f"{_GIVEN}, {_composed(some)} {_would(kind, some, short=True)}"
    else:
        parts = [f"{spelled(many)} {_would(kind, some, short=True)}" for kind, many in by.items()]
        said = f"{_GIVEN}, of {_composed(some)}, {'; '.join(parts)}"
    return Html(f"{said} ({el('a', 'by whose conduct', href='#stability')}).")


def _answer(found: CaseHolding, some: Sequence[Row], names: Names) -> Html:
    now = next((row for row in some if row.kind == "status quo"), None)
    held = [_counted(some), *_credible(some)]
    return Html(" ".join([*held, *([_now(found, now, names)] if now else []), *_partly(some)]))


_HOLDS = {
    ITSELF: ("would hold by itself", "would hold by themselves", "nobody would gain by changing its own conduct"),
    DETERRED: (
        "would hold because of what others could answer",
        "would hold because of what others could answer",
        "somebody would gain by a move, and under some concepts an answer deters it",
    ),
    IDLE: ("leaves nobody a move", "leave nobody a move", ""),
    MIXED: (
        "would hold in some of the packages that it allows, but not in all",
        "would each hold in some of the packages that they allow, but not in all",
        "",
    ),
    DEPENDS: ("may or may not hold", "may or may not hold", "it depends on preferences that are not judged"),
    FALLS: (
        "would not hold under any concept",
        "would not hold under any concept",
        "somebody would gain by changing its own conduct, and no answer deters it",
    ),
}

_SHORT = {DETERRED: ("would hold only by what others could answer",) * 2, FALLS: ("would not hold",) * 2}
"""The same where there is no room to explain."""
_ALL_HOLD = (
    "would hold in all packages that it allows, in some of them only by what others could answer",
    "would each hold in all packages that they allow, in some of them only by what others could answer",
)
_DIFFERS = (
    "stands differently in different packages that it allows",
    "stand differently in different packages that they allow",
)


def _would(kind: str, some: Sequence[Row], *, short: bool = False) -> str:
    """What is said of the rows of a kind; of those that are mixed, by what is mixed."""
    rows_ = [row for row in some if row.stands() == kind]
    place = len(rows_) > 1
    if kind == MIXED:
        mixed = [{one.kind for one in row.standings()} for row in rows_]
        if all(found <= {ITSELF, IDLE, DETERRED} for found in mixed):
            return _ALL_HOLD[place]
        if not all(FALLS in found and DEPENDS not in found for found in mixed):
            return _DIFFERS[place]
    return (_SHORT.get(kind, _HOLDS[kind]) if short else _HOLDS[kind])[place]


def _counted(some: Sequence[Row]) -> str:
    """How many hold in which way; where nothing holds for certain, that comes first."""
    by = {kind: many for kind, many in kinds(some).items() if many}
    base = f"{spelled(len(some))} looked at ({_composed(some)})"
    if len(by) == 1 and len(some) > 1:
        (kind,) = by
        if kind == FALLS:
            none = f"none of {base} would hold for everybody under any concept"
            return f"{_GIVEN}, {none}: of each {_HOLDS[kind][2]}."
        return f"{_GIVEN}, all {base} {_would(kind, some)}{_why(kind, some)}."
    parts = [f"{spelled(many)} {_would(kind, some)}{_why(kind, some)}" for kind, many in by.items()]
    none = "" if {ITSELF, IDLE, DETERRED} & set(by) else "none would hold for everybody for certain: "
    return f"{_GIVEN}, of {base}, {none}{'; '.join(parts)}."


def _credible(some: Sequence[Row]) -> Iterator[str]:
    """Whether whoever deters would gain by its answer, or has to be believed to answer all the same."""
    by_answers = [row for row in some if row.stands() == DETERRED]
    if not by_answers:
        return
    gaining = sum(all({"seq", "sseq"} & {*one.stable} for one in row.standings()) for row in by_answers)
    threat = "what deters is an answer that its author would not gain by, and must be believed to give all the same"
    if gaining == len(by_answers):
        yield "Whoever would answer would gain by it, move by move (SEQ)."
    elif gaining:
        yield f"In {spelled(gaining)} of them whoever answers would gain by it, move by move (SEQ); else {threat}."
    else:
        yield f"In none of them, for everybody, would whoever answers gain by it (SEQ): {threat}."


def _why(kind: str, some: Sequence[Row]) -> str:
    if kind == IDLE:
        found = dict.fromkeys(one.stuck for row in some if row.stands() == IDLE for one in row.standings())
        return f" ({'; or '.join(why_nobody(reason) for reason in found)})"
    return f" ({_HOLDS[kind][2]})" if _HOLDS[kind][2] else ""


_GIVEN = "Given the judged preferences"
_STANDARDS = ("choice by standards of fairness", "choices by standards of fairness")


def _composed(some: Sequence[Row]) -> Html:
    """What is looked at."""
    by = [row.kind for row in some]
    nouns = {"proposal": ("proposal", ""), "standard": _STANDARDS, "asked": ("other", "")}
    parts: list[Content] = ["the status quo"] if "status quo" in by else []
    return listed([*parts, *(count(by.count(kind), *noun) for kind, noun in nouns.items() if kind in by)])


def _partly(some: Sequence[Row]) -> Iterator[str]:
    """Of how many proposals not every completion was looked at, and of how many standards not every choice."""
    chosen = sum(row.partly for row in some if row.kind == "standard")
    if chosen:
        yield f"Of {count(chosen, *_STANDARDS)} perhaps not all packages are looked at; of others nothing is known."
    part = [row for row in some if row.partly and row.kind != "standard"]
    if part:
        few = max(len(row.packages) for row in part)
        proposals = count(len(part), "proposal that leaves", "proposals that leave")
        looked = f"only the first {spelled(few)} completions are looked at"
        yield f"Of {proposals} much open {looked}; of the rest nothing is known."


def _now(found: CaseHolding, now: Row, names: Names) -> Html:
    standing = now.standings()[0]
    if standing.kind == IDLE:
        return Html(f"At the status quo nobody has a move: {why_nobody(standing.stuck)}.")
    if standing.kind == ITSELF:
        return Html("The status quo holds by itself.")
    if standing.kind == DETERRED:
        return Html(f"The status quo holds only by what others could answer, under {under(standing.stable)}.")
    if standing.kind == DEPENDS:
        return Html("Whether the status quo holds depends on preferences that are not judged.")
    return Html(f"The status quo does not hold: {first_break(found, now, names)}.")


def _who(found: CaseHolding, names: Names) -> Html:
    """Who moves and who does not; whose preferences are not judged."""
    who = [own(inside(one.id, found, names)) for one in found.movers]
    movers: list[Content] = [
        Html(f"{name} ({'; '.join(own(names.issue(issue)) for issue in one.issues)})")
        for name, one in zip(who, found.movers, strict=True)
    ]
    said = [Html(f"Moves are changes of conduct, each by who controls it: {listed(movers, commas=True)}.")]
    if len(movers) == 1:
        alone = f"Nobody else’s conduct is part of the case, so nobody can answer a move of {who[0]}"
        said.append(Html(f"{alone}, and all concepts come to the same."))
    unjudged: list[Content] = [name for name, one in zip(who, found.movers, strict=True) if not one.judged]
    if unjudged:
        them = listed(unjudged)
        what = f"What {them} {verb('prefers', them)} is not judged"
        said.append(Html(f"{what}: what turns on it depends, which is neither yes nor no."))
    if found.unmodelled:
        some = listed([own(names.unit(one)) for one in found.unmodelled])
        head = "Not modelled, and so neither content nor discontent here"
        said.append(Html(f"{head}: {some}, who {verb('controls', some)} no conduct."))
    return el("p", joined(said), class_="meta")


def _concepts(found: CaseHolding) -> Iterator[Html]:
    """What each concept asks, in a line."""
    if len(found.movers) == 1:
        return
    yield el("p", "What the concepts ask of a package:", class_="meta")
    yield el("ul", [el("li", f"{CALLED[one]}: {MEANS[one]}.") for one in found.concepts], class_="meta")
