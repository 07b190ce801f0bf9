"""Who is meant by a name in a document: a party, somebody who speaks for one, or nobody that the case knows.

Only whole names count. "Washington" may be a party's alias; "Washington Post" is never that party. A person speaks
for a party on the days of office that the case gives; a title before the name is allowed ("spokesman Jon Strand"). An
expert or an unnamed official is rolled up only where the coder says on whose behalf the words were spoken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from detente.case.model import Case, Speaker

_BEYOND_ASCII = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def plain_name(text: str) -> str:
    """A name without case, accents, punctuation at its ends and a leading “the”: what names are compared by.

    >>> plain_name("  The Élysée. "), plain_name("Wałęsa")
    ('elysee', 'walesa')
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_BEYOND_ASCII)
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", bare)
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    return " ".join(words)


@dataclass(frozen=True)
class Meant:
    """Who is meant by a name.

    `holder` is the id of the party or bloc whose position the words are, "" where that is not known; `speaker` the
    person or organ named, "" where the name is the holder's own. `why` says how it was found, or what is missing;
    `several` are the holders among which the name does not decide.
    """

    holder: str
    speaker: str
    why: str
    several: tuple[str, ...] = ()


class Actors:
    """The names by which a case's parties, blocs and their speakers are known."""

    def __init__(self, case: Case) -> None:
        self._holders: dict[str, set[str]] = {}
        self._speakers: dict[str, list[tuple[str, Speaker]]] = {}
        for party in case.parties:
            self._name(party.id, (party.id, party.name, *party.aliases))
            for speaker in party.speakers:
                self._speakers.setdefault(plain_name(speaker.name), []).append((party.id, speaker))
        for bloc in case.blocs:
            self._name(bloc.id, (bloc.id, bloc.name))

    def _name(self, holder: str, names: Iterable[str]) -> None:
        for name in filter(None, map(plain_name, names)):
            self._holders.setdefault(name, set()).add(holder)

    def meant(self, actor: str, on_behalf_of: str = "", day: date | None = None) -> Meant:
        """Whose position is it, when `actor` says something, perhaps on somebody's behalf, on that day (None: unknown)?

        On whose behalf goes first: an unnamed official counts for the state that it is said to speak for.
        """
        if on_behalf_of.strip():
            found = self._holder(on_behalf_of)
            if found.holder:
                own = plain_name(actor) in {"", plain_name(on_behalf_of)} or self._holder(actor).holder == found.holder
                return Meant(found.holder, "" if own else actor.strip(), f"spoken on behalf of {on_behalf_of.strip()}")
            return Meant("", actor.strip(), found.why, found.several)
        found = self._holder(actor)
        if found.holder or found.several:
            return found
        return self._speaking(actor.strip(), day)

    def _holder(self, name: str) -> Meant:
        holders = sorted(self._holders.get(plain_name(name), ()))
        if len(holders) == 1:
            return Meant(holders[0], "", f"{name.strip()} is a name of {holders[0]}")
        if holders:
            return Meant("", "", f"{name.strip()} is a name of {' and of '.join(holders)}", tuple(holders))
        return Meant("", "", f"the case knows no party or bloc called {name.strip() or 'nothing'}")

    def _speaking(self, actor: str, day: date | None) -> Meant:
        words = plain_name(actor).split()
        offices = [
            office
            for start in range(len(words))
            if start == 0 or len(words) - start > 1  # after a title only a name of two words is told from a word
            for office in self._speakers.get(" ".join(words[start:]), ())
        ]
        serving = [(party, office) for party, office in offices if _serves(office, day)]
        parties = tuple(dict.fromkeys(party for party, _ in serving))
        if len(parties) == 1:
            role = f", {serving[0][1].role}" if serving[0][1].role else ""
            return Meant(parties[0], actor, f"{serving[0][1].name}{role}, speaks for {parties[0]}")
        if parties:
            return Meant("", actor, f"{actor} speaks for {' and for '.join(parties)}", parties)
        if offices:
            named = " and ".join(dict.fromkeys(party for party, _ in offices))
            return Meant("", actor, f"{actor} did not speak for {named} on {day}")
        return Meant("", actor, f"the case names nobody called {actor or 'nothing'} who speaks for a party")


def _serves(office: Speaker, day: date | None) -> bool:
    if day is None:
        return True
    begun = office.since is None or office.since.first <= day
    return begun and (office.until is None or day <= office.until.last)
