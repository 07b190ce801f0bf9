"""Why two sides are a contradiction, a dispute or a shift, and what would settle it: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.contradictions.gathering import Group, Said
from detente.case.model import Case
from detente.ledger.clashes import DENIAL, PRESENCE, Relation, Resolution
from detente.ledger.reports import JUDGING, Reports, Says, occasions_of


def listed(items: Iterable[str], word: str = "and") -> str:
    """Items in a row, as a sentence has them."""
    found = list(items)
    return f"{', '.join(found[:-1])} {word} {found[-1]}" if len(found) > 1 else "".join(found)


def titles(case: Case, matter: str, options: Iterable[str], word: str = "or") -> str:
    """Options by their titles, in quotation marks, in the order of the case."""
    known = case.issue.get(matter) or case.topic.get(matter)
    names = [name for name in known.names if name in set(options)] if known else []
    names += sorted(set(options) - set(names))
    return listed((f"“{known.title_of(name) if known else name}”" for name in names), word)


def plain(name: str) -> str:
    """The name of a detail as a reader sees it."""
    return name.replace("_", " ")


_ASKED = frozenset({"demand"})
_AGREED = frozenset({"offer", "accept"})
_REFUSED = frozenset({"reject"})


def said(case: Case, matter: str, side: Said) -> str:
    """What a side says, as plainly as its acts allow: demands, accepts, is said to want; on a topic, what is held."""
    content, acts = side.content, {case.statements.text("act", row) for row in side.rows}
    topic = matter in case.topic
    which = titles(case, matter, content.options)
    if matter not in case.issue and not topic:
        which = f"“{matter}”"
    match content.says:
        case Says.WANTS:
            told = "is said to be so: " if topic else "is said to want"
            verb = "demands" if acts <= _ASKED else "accepts" if acts <= _AGREED else "wants"
            verb = told if acts <= JUDGING else verb
        case Says.AGAINST:
            told = "is said not to be so: " if topic else "is said to be against"
            verb = "refuses" if acts <= _REFUSED else told if acts <= JUDGING else "is against"
        case Says.ABSENT:
            verb = "does not demand"
        case Says.DENIES:
            verb = "denies"
        case Says.THREATENS:
            verb = "threatens"
        case _:
            verb = "speaks of"
    return f"{verb} {which or 'it'}".replace(":  ", ": ")


def why(reports: Reports, group: Group) -> str:
    """Why it is what it is."""
    one, other = group.example
    if group.relation is Relation.DISPUTE:
        return "Different parties speak for themselves; both may be reported rightly."
    if group.relation is Relation.SHIFT:
        return f"The later statement ({reports.dates(other)}) takes the place of the earlier ({reports.dates(one)})."
    match group.resolution:
        case Resolution.GENUINE:
            return _genuine(reports, group)
        case Resolution.INTERPRETATION:
            return "It depends on how the words are read: on which occasion is meant, or on what one passage says."
        case Resolution.SCOPE:
            return _scope(reports, one, other)
        case Resolution.HOLDER:
            return _holder(reports, one, other)
        case Resolution.MODALITY:
            return "One side is what somebody infers or expects; it is not the holder’s own word."
        case Resolution.DATE:
            return _date(reports, one, other)


def _genuine(reports: Reports, group: Group) -> str:
    sources = {reports.case.statements.text("source", row) for side in group.sides for row in side.rows}
    where = "One source has both" if len(sources) == 1 and "" not in sources else "The reports are of one time"
    if group.detail:
        values = listed(listed(side.values, "or") for side in group.sides)
        return f"{where}, and “{plain(group.detail)}” cannot be {values} at once."
    return f"{where}, and nothing in the ledger sets them apart."


def _scope(reports: Reports, one: int, other: int) -> str:
    text = reports.case.statements.text
    for column, what in (
        ("given", "They apply under different conditions"),
        ("addressee", "They are addressed to different parties"),
        ("occasion", "They were said on different occasions"),
    ):
        mine, theirs = (text(column, int(reports.row[place])) for place in (one, other))
        if mine != theirs and (column == "given" or (mine and theirs)):
            return f"{what}: {mine or 'none'} and {theirs or 'none'}."
    return "They are about different things."


def _holder(reports: Reports, one: int, other: int) -> str:
    text = reports.case.statements.text
    voices = [text("authority", int(reports.row[place])) for place in (one, other)]
    if voices[0] != voices[1]:
        return f"Two organs of one party speak: {listed(voice or 'its ordinary voice' for voice in voices)}."
    return "Two judges differ; what either infers is not the holder’s own word."


def _date(reports: Reports, one: int, other: int) -> str:
    dates = [reports.dates(place) for place in (one, other)]
    if not all(dates):
        return "Whether they speak of one time is not known: a date is missing."
    return f"They speak of different times: {dates[0]} and {dates[1]}."


def would_resolve(case: Case, group: Group, who: str) -> str:
    """Which document or question would settle it."""
    matter = case.title_of(group.matter) or "it"
    if group.relation is Relation.DISPUTE:
        return "Nothing has to be found out: it is what they negotiate about."
    if group.relation is Relation.SHIFT:
        return "Only a statement of its own that the earlier line still stands would make it a contradiction."
    rows = [row for side in group.sides for row in side.rows]
    occasions = sorted({name for row in rows for name in occasions_of(case, row)})
    text = f"the text or record of {listed(occasions)}" if occasions else ""
    match group.resolution:
        case Resolution.INTERPRETATION:
            return f"The words themselves: {text or 'the passage that both rest on'}, or a word of their author."
        case Resolution.SCOPE:
            return f"A question to {who}: does the one also hold where the other applies?"
        case Resolution.HOLDER:
            return f"A statement that binds all of {who} on “{matter}”."
        case Resolution.DATE:
            return f"The missing or exact date; else a statement of {who} on “{matter}” at one of these times."
        case Resolution.MODALITY:
            return f"A statement of {who} itself on “{matter}”{', or ' + text if text else ''}."
        case Resolution.GENUINE:
            return _settles(group, who, matter, text)


def _settles(group: Group, who: str, matter: str, text: str) -> str:
    start = f"{text[:1].upper()}{text[1:]}" if text else ""
    if group.detail:
        return f"{start or 'The original of what is reported'}: what does it say of “{plain(group.detail)}”?"
    says = {side.content.says for side in group.sides}
    if Says.DENIES in says:
        return f"{start + ', or evidence' if start else 'Evidence'} on “{matter}” that depends on neither side."
    question = f"A question to {who}: does it still demand it?" if Says.ABSENT in says else f"A question to {who}"
    if Says.ABSENT not in says:
        question += f": which of these does it hold, on “{matter}”?"
    return f"{start}, or {question[:1].lower()}{question[1:]}" if start else question


def kind_of(group: Group, value: str) -> str:
    """The kind of a group by what its sides say."""
    says = {side.content.says for side in group.sides}
    if group.detail:
        return value
    if Says.DENIES in says:
        return DENIAL
    return PRESENCE if Says.ABSENT in says else value
