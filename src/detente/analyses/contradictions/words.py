"""Why two sides are a contradiction, a dispute or a shift, and what would settle it: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

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


def condition_of(case: Case, rows: Iterable[int]) -> str:
    """The condition that rows are about as they spell it: the shortest, if they spell it differently."""
    texts = {case.statements.text("condition", row) for row in rows} - {""}
    return min(texts, key=lambda text: (len(text), text), default="")


_ASKED = frozenset({"demand"})
_AGREED = frozenset({"offer", "accept"})
_REFUSED = frozenset({"reject"})


def said(case: Case, matter: str, side: Said) -> str:
    """What a side says, as plainly as its acts allow: demands, accepts, is said to want; on a topic, what is held."""
    if matter in case.topic:
        return _held(case, matter, side)
    content, acts = side.content, _acts(case, side)
    which = titles(case, matter, content.options)
    if matter not in case.issue:
        which = f"“{condition_of(case, side.rows) or matter}”" if matter else ""
    match content.says:
        case Says.WANTS:
            verb = "demands" if acts <= _ASKED else "accepts" if acts <= _AGREED else "wants"
            verb = "is said to want" if acts <= JUDGING else verb
        case Says.AGAINST:
            verb = "refuses" if acts <= _REFUSED else "is said to be against" if acts <= JUDGING else "is against"
        case Says.ABSENT:
            verb = "does not demand"
        case Says.DENIES:
            verb = "denies"
        case Says.THREATENS:
            verb = "threatens"
        case _:
            verb = "speaks of"
    return f"{verb} {which or 'it'}"


def _held(case: Case, topic: str, side: Said) -> str:
    """What a side holds of a topic, on which nobody wants an option: “is said: “It means to attack””."""
    acts = _acts(case, side)
    match side.content.says:
        case Says.WANTS:
            verb = "is said" if acts <= JUDGING else "says"
        case Says.AGAINST:
            verb = "is said not to be so" if acts <= JUDGING else "rejects"
        case Says.ABSENT:
            verb = "does not claim"
        case Says.DENIES:
            verb = "denies"
        case Says.THREATENS:
            verb = "threatens"
        case _:
            verb = "speaks of"
    which = titles(case, topic, side.content.options)
    return f"{verb}: {which}" if which else f"{verb} it"


def _acts(case: Case, side: Said) -> set[str]:
    return {case.statements.text("act", row) for row in side.rows}


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
            return _date(reports, group)


def _genuine(reports: Reports, group: Group) -> str:
    where = _where(reports, group)
    if group.detail:
        values = listed(listed(side.values, "or") for side in group.sides)
        return f"{where}, and “{plain(group.detail)}” cannot be {values} at once."
    return f"{where}, and nothing in the ledger sets them apart."


def _where(reports: Reports, group: Group) -> str:
    """What brings two reports together: their time, their occasion, or that the earlier still stood."""
    one, other = group.example
    if group.stood:
        dates = reports.dates(one), reports.dates(other)
        return f"What was said earlier ({dates[0]}) still stood by its own words on the day of the later ({dates[1]})"
    sources = {reports.case.statements.text("source", row) for side in group.sides for row in side.rows}
    if len(sources) == 1 and "" not in sources:
        return "One source has both"
    names = [set(occasions_of(reports.case, int(reports.row[place]))) for place in (one, other)]
    if names[0] & names[1]:
        return "The reports are of one occasion"
    dated = reports.first[one] > 0 and reports.first[other] > 0
    if dated and reports.first[one] <= reports.last[other] and reports.first[other] <= reports.last[one]:
        return "The reports are of one time"
    return "One denies what the other claims"


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


def _date(reports: Reports, group: Group) -> str:
    one, other = group.example
    dates = [reports.dates(place) for place in (one, other)]
    if replaced(reports, one, other):
        return "The one is coded as taking the place of the other."
    if not all(dates):
        return "Whether they speak of one time is not known: a date is missing."
    if group.stood and not reports.counted[other]:
        who = teller(reports.case, int(reports.row[other]))
        return (
            f"What was said earlier ({dates[0]}) stood when the later report came ({dates[1]}); it may have moved: "
            f"only {who} says so."
        )
    if Says.DENIES is reports.contents[int(reports.content[one])].says:
        return f"The denial ({dates[0]}) came before the claim ({dates[1]}), which it cannot deny."
    return f"They speak of different times: {dates[0]} and {dates[1]}."


def replaced(reports: Reports, one: int, other: int) -> bool:
    """Whether the second report names the first under `supersedes`."""
    earlier, later = reports.replacing
    return bool(np.any((earlier == reports.row[one]) & (later == reports.row[other])))


def teller(case: Case, row: int) -> str:
    """Who tells it: the speaker, else the innermost reporter, else the source."""
    text = case.statements.text
    inner = text("reporters", row).rpartition(">")[2].strip()
    source = case.source.get(text("source", row))
    return text("speaker", row).strip() or inner or (source.citation if source else "one report")


def would_resolve(case: Case, group: Group, who: str) -> str:
    """Which document or question would settle it."""
    rows = [row for side in group.sides for row in side.rows]
    known = group.matter in case.issue or group.matter in case.topic
    matter = (case.title_of(group.matter) if known else condition_of(case, rows) if group.matter else "") or "it"
    if group.relation is Relation.DISPUTE:
        return "Nothing has to be found out: it is what they negotiate about."
    if group.relation is Relation.SHIFT:
        return "Only a statement of its own that the earlier line still stands would make it a contradiction."
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
