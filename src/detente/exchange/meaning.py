"""What a coding's names mean in a case: holders by the rule of `case.actors`, matters by title, documents by digest.

A name that the case does not have, or that fits two, is asked about, never guessed; questions show names as the file
has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from detente.case.actors import Actors, plain_name
from detente.case.dates import Interval
from detente.case.model import Case, Issue, Option, Topic
from detente.case.names import id_problem
from detente.case.statements import COUNTED_ACTS, HEADER
from detente.errors import WriteError, nearest
from detente.exchange.coding import NOBODY, Coding, Row

SAYS = {
    "id": "the id {} is taken by another statement of the case",
    "holder": "the case has no party or bloc {}",
    "judge": "{} is no party of the case, and nothing says whose position is judged",
    "several": "{}",
    "office": "{}",
    "issue": "the case has no issue or topic {}",
    "option": "the case has no option {}",
    "source": "the case has no source {}",
    "condition": "the condition cannot be read in the case: {}",
    "digest": "the source {} has another document in the case",
    "format": "{}",
}
"""What is asked, by kind."""

Matter = Issue | Topic
"""What a statement can be about."""


@dataclass(frozen=True)
class Question:
    """Something to be settled before rows come in: its kind, what it is about, in how many rows, the nearest name.

    `name` is the holder's name as the file has it, where saying who is meant by it would answer the question.
    """

    kind: str
    what: str
    count: int
    nearest: str = ""
    name: str = ""

    def __str__(self) -> str:
        near = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{SAYS[self.kind].format(self.what)} ({self.count:,} row{'s' * (self.count != 1)}){near}"


class Meanings:
    """What a case knows, to be asked of each row of a coding. `holders`: whose position a name's words are, as told."""

    def __init__(self, case: Case, coding: Coding, holders: Mapping[str, str]) -> None:
        self.case, self.coding = case, coding
        self._actors = Actors(case)
        self._units = dict.fromkeys((*case.party, *case.bloc))
        self._called = {one.id: one.name for one in coding.parties} | {one.id: one.name for one in coding.blocs}
        self._told = {plain_name(name): self._answer(name, unit) for name, unit in holders.items()}
        self._unused = {plain_name(name): name for name in holders}
        self._matters = _Matters(case, coding)
        self._sources = dict(self._same_sources())
        self._digests = {self._sources.get(one.id, one.id): one.sha256 for one in coding.sources if one.sha256}

    def check_answers(self) -> None:
        """Raises WriteError where an answer was about a name that no statement has."""
        for name in self._unused.values():
            near = nearest(name, self._called.values())
            hint = f"; did you mean {near}?" if near else ""
            raise WriteError(f"no statement of the file is by {name}{hint}")

    def row(self, row: Row) -> tuple[dict[str, str], list[Question]]:
        """The row in the case's ids, and what has to be settled before it can come in."""
        found = dict(row)
        asked = [*self._holder(found), *self._matters.settle(found), *self._source(found)]
        if id_problem(row.get("id", "")):
            asked.append(Question("format", f"“{row.get('id', '')}” cannot be an id", 1))
        return {name: found[name] for name in HEADER if found.get(name)}, asked

    # ------------------------------------------------------------------------------------------------------ holders

    def _answer(self, name: str, unit: str) -> str:
        meant = self._actors.meant(unit)
        if meant.holder and not meant.speaker:
            return meant.holder
        near = self._near(unit)
        hint = f"; did you mean {near}?" if near else ""
        raise WriteError(f"{name}={unit}: the case has no party or bloc {unit}{hint}")

    def _near(self, text: str, ids: bool = True) -> str:
        names = [name for p in self.case.parties for name in (p.name, *p.aliases, *(s.name for s in p.speakers))]
        names += [bloc.name for bloc in self.case.blocs]
        return nearest(text, dict.fromkeys((*self._units, *names) if ids else names))

    def _holder(self, row: dict[str, str]) -> Iterator[Question]:
        own = row.get("holder", "")
        text = self._called.get(own, own)
        made = self.coding.made and own != text
        told = self._told.get(plain_name(text)) or self._told.get(plain_name(own))
        if told:
            self._unused.pop(plain_name(text), None)
            self._unused.pop(plain_name(own), None)
            row["holder"] = told
            if not row.get("speaker") and own != NOBODY:
                row["speaker"] = text
            return
        if own in self._units and not made:
            return
        speaker = row.get("speaker", "")
        behalf = text if speaker and plain_name(speaker) != plain_name(text) else ""
        meant = self._actors.meant(speaker if behalf else text, behalf, _day(row))
        if meant.holder:
            row |= {"holder": meant.holder, "speaker": meant.speaker if behalf or not speaker else speaker}
        elif meant.several:
            yield Question("several", meant.why, 1, name=text)
        elif not behalf and self._actors.meant(text).holder:  # on another day
            yield Question("office", meant.why, 1, name=text)
        else:
            near = self._near(text, ids=not made) if text else ""
            judge = text and not behalf and not near and row.get("act") not in COUNTED_ACTS and own != NOBODY
            yield Question("judge" if judge else "holder", text or "(none)", 1, near, text)

    # ------------------------------------------------------------------------------------------------------ sources

    def _same_sources(self) -> Iterator[tuple[str, str]]:
        """Their ids to the case's: by id, else by digest, else by file name or address, where one source has it."""
        for one in self.coding.sources:
            if one.id in self.case.source:
                continue
            for kind in ("sha256", "file", "url"):
                value = getattr(one, kind)
                fits = [mine.id for mine in self.case.sources if value and getattr(mine, kind) == value]
                if len(fits) == 1:
                    yield one.id, fits[0]
                    break

    def _source(self, row: dict[str, str]) -> Iterator[Question]:
        own = row.get("source", "")
        if not own:
            return
        source = row["source"] = self._sources.get(own, own)
        if source not in self.case.source:
            theirs = next((one for one in self.coding.sources if one.id == own), None)
            text = (theirs.file or theirs.citation) if theirs is not None and self.coding.made else own
            yield Question("source", text, 1, nearest(text, self.case.source))
            return
        mine = self.case.source[source].sha256
        if row.get("begin") and mine and self._digests.get(source, mine) != mine:
            yield Question("digest", source, 1)


def _day(row: Row) -> date | None:
    try:
        return Interval.parse(row["date"]).first if row.get("date") else None
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------- matters


class _Matters:
    """Issues and topics with their options: by id, else by title."""

    def __init__(self, case: Case, coding: Coding) -> None:
        self.made = coding.made
        mine: tuple[Matter, ...] = (*case.issues, *case.topics)
        theirs: tuple[Matter, ...] = (*coding.issues, *coding.topics)
        self.mine = {one.id: one for one in mine}
        self.open = {one.id for one in case.topics if not one.options}
        self.theirs = {one.id: one for one in theirs}
        self.titled = by_title(self.mine.values())

    def settle(self, row: dict[str, str]) -> Iterator[Question]:
        """Put the case's ids into the row, and ask about what it has not."""
        own = row.get("issue", "")
        if not own:
            return
        noun = self.theirs.get(own)
        issue, text, several = _meant(own, noun.title if noun is not None else own, self.mine, self.titled, self.made)
        if not issue:
            yield _unclear("issue", "", text, several, (*self.mine, *(one.title for one in self.mine.values())))
            return
        row["issue"] = issue
        titles = {option.id: option.title for option in noun.options} if noun is not None else {}
        known = {option.id: option for option in self.mine[issue].options}
        titled, found = by_title(known.values()), []
        for one in filter(None, row.get("option", "").split("|")):
            option, text, several = _meant(one, titles.get(one, one), known, titled, self.made)
            found.append(option or one)
            if not option and issue not in self.open:
                yield _unclear("option", f"{issue} = ", text, several, known)
        if found:
            row["option"] = "|".join(found)


def by_title(nouns: Iterable[Matter | Option]) -> dict[str, list[str]]:
    """Ids by plain title."""
    found: dict[str, list[str]] = {}
    for noun in nouns:
        found.setdefault(plain_name(noun.title), []).append(noun.id)
    return found


def _meant(
    own: str, title: str, mine: Mapping[str, object], titled: Mapping[str, list[str]], made: bool
) -> tuple[str, str, list[str]]:
    """The case's id ("": none, or several), the text that the file has for it, and the ids among which it could be."""
    text = title if made else own
    if text in mine:
        return text, text, []
    fits = titled.get(plain_name(title or own), []) if plain_name(title or own) else []
    return (fits[0] if len(fits) == 1 else ""), text or own, fits


def _unclear(kind: str, before: str, text: str, several: list[str], known: Iterable[str]) -> Question:
    if several:
        return Question("several", f"“{text}” is a title of {before}{' and of '.join(several)}", 1)
    return Question(kind, before + text, 1, nearest(text, dict.fromkeys(known)))
