"""Moves in words: who changes what between two states of a conflict, and what a verdict rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.brief.markup import Html, plain
from detente.brief.pictures.boxes import Text
from detente.brief.pictures.moves import Words
from detente.brief.stuck import OF_CASE, OF_FILE, stuck
from detente.brief.words import Pronouns, called, count, listed, own, pronouns, quoted
from detente.space.conflicts import YES_NO, Choice

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate, Deterred
    from detente.space.conflicts import Named

State = Any
_SHORT = 26
_MOST_CONDUCT = 8
MOST_TOLD = 4
"""Improvements of one verdict whose answers are told."""
_WITHOUT_ESCAPE = ("smr", "sseq")
_BY_IMPROVEMENTS = ("seq", "sseq")


@dataclass(frozen=True)
class Speech:
    """What a conflict's parties, options and values are called, as plain text.

    `label`: what a state is called; None: it is said by what is different in it.
    """

    named: Named
    party: Callable[[str], str] = called
    tag: Callable[[str], str] = lambda name: name
    hue: Callable[[str], str] = lambda _: ""
    issue: Callable[[str], str] | None = None
    option: Callable[[str, str], str] | None = None
    label: Callable[[State], str] | None = None

    def who(self, number: int) -> str:
        """A party by its number, inside a sentence."""
        return self.party(self.named.parties[number])

    def does(self, choice: Choice, value: str) -> str:
        """A value in few words, for the inside of a box."""
        if self.option is not None:
            return self.option(choice.id, value)
        if choice.values == YES_NO:
            return choice.name if value == "Y" else f"no {choice.name}"
        return f"{choice.name}: {value}"

    def says(self, choice: Choice, value: str) -> Html:
        """A value with what it is a value of, for a sentence."""
        if self.option is None:
            return quoted(self.does(choice, value))
        title = self.issue(choice.id) if self.issue else choice.name
        return Html(f"{quoted(self.option(choice.id, value))} on {quoted(title)}")

    def changed(self, start: State, end: State) -> list[tuple[str | None, Choice, str]]:
        """What differs: by whom it is changed, the option, its value at the end; in the order of the parties."""
        before, after = self.named.settled(start), self.named.settled(end)
        found = [(one.by, one, after[one.id]) for one in self.named.choices if before[one.id] != after[one.id]]
        order = {name: place for place, name in enumerate(self.named.parties)}
        return sorted(found, key=lambda one: order.get(one[0] or "", len(order)))

    def move(self, start: State, end: State) -> Html:
        """Where a move leads: what it changes."""
        if self.label is not None:
            return own(self.label(end))
        if self.named.explicit:
            return quoted(self.named.short(end))
        return listed([self.says(choice, value) for _, choice, value in self.changed(start, end)])

    def by(self, start: State, end: State) -> Html:
        """A move as what is done."""
        move = self.move(start, end)
        return Html(f"a move to {move}") if self.named.explicit or self.label is not None else move

    def short(self, start: State, end: State) -> Html:
        """A move in few words, where it is seen what the options are about."""
        if self.named.explicit:
            return quoted(self.named.short(end))
        return listed([self.alone(choice, value) for _, choice, value in self.changed(start, end)])

    def alone(self, choice: Choice, value: str) -> Html:
        """A value without what it is a value of; with who chooses it where others have one of the same name."""
        said = self.does(choice, value)
        others = [one for one in self.named.choices if one.id != choice.id and one.by is not None]
        same = {one.by for one in others if said in [self.does(one, each) for each in one.values]}
        if not same or choice.by is None:
            return quoted(said)
        if choice.by in same:
            return self.says(choice, value)
        return Html(f"{quoted(said)} by {own(self.party(choice.by))}")

    def at(self, state: State, end: State) -> Html:
        """A state by what is different in it from another."""
        if self.label is not None:
            return own(self.label(end))
        return Html("as it is now") if end == state else self.short(state, end)


def once(speech: Speech, sentences: Html) -> Html:
    """Sentences in which what an option is about is said where it is named first, and not again."""
    found = str(sentences)
    for choice in speech.named.choices:
        if choice.given is None and choice.by is not None:
            for value in choice.values:
                long = str(speech.says(choice, value))
                head, said, rest = found.partition(long)
                found = head + said + rest.replace(long, speech.alone(choice, value))
    return Html(found)


def drawn(speech: Speech, state: State, title: str) -> Words:
    """The words of a picture of the moves around a state that is called so."""
    named = speech.named

    def lines(other: State) -> Sequence[Text]:
        if other == state:
            return [Text(title, bold=True), *_conduct(speech, state)]
        if named.explicit:
            return [Text(named.short(other))]
        return _told(speech, speech.changed(state, other))

    def move(start: State, end: State) -> str:
        return title if end == state else plain(speech.short(start, end))

    def party(number: int) -> str:
        return named.parties[number]

    return Words(speech.who, lambda one: speech.tag(party(one)), lambda one: speech.hue(party(one)), lines, move)


def _conduct(speech: Speech, state: State) -> list[Text]:
    """Everybody's conduct in a state, unless that is too much for a box."""
    named = speech.named
    if named.explicit:
        return []
    settled = named.settled(state)
    moving = [(one.by, one, settled[one.id]) for one in named.choices if one.by is not None and one.given is None]
    return [] if len(moving) > _MOST_CONDUCT else _told(speech, moving)


def _told(speech: Speech, values: Sequence[tuple[str | None, Choice, str]]) -> list[Text]:
    """Values by who chooses them."""
    by: dict[str, list[str]] = {}
    for who, choice, value in values:
        by.setdefault(who or "", []).append(brief(speech.does(choice, value)))
    return [Text("; ".join(said), speech.tag(who) if who else "", speech.hue(who)) for who, said in by.items()]


def brief(title: str) -> str:
    """The beginning of a long title, up to where it explains itself.

    >>> brief("Air strike, and what would follow from it"), brief("No strike")
    ('Air strike…', 'No strike')
    """
    found = re.match(r"(.{4,}?)(?:[,:;] | \()", title)
    return f"{found[1]}…" if found and len(title) > _SHORT else title


# ---------------------------------------------------------------------------------------------------------- sentences


def certificate(speech: Speech, told: Certificate[State], subject: str = "") -> Html:
    """What a verdict rests on, with a pronoun for the party: "it could move …", "by no move of its own would it gain".

    `subject` is what stands at the beginning instead of the pronoun, where the verdict is *not stable*.
    """
    who = pronouns(speech.who(told.party))
    return _holds(speech, told, who) if told.stable else _breaks(speech, told, who, subject or who.it)


def _holds(speech: Speech, told: Certificate[State], who: Pronouns) -> Html:
    if not told.deterred:
        reason = stuck(speech.named, speech.named.parties[told.party], told.state)
        if not reason:
            return Html(f"by no move of {who.its} own would {who.it} gain")
        has = "has" if who.it == "it" else "have"
        why = (OF_CASE if speech.label is None and not speech.named.explicit else OF_FILE)[reason]
        return Html(f"{who.it} {has} no move: {why.format(its=who.its)}")
    by: dict[str, list[State]] = {}
    for one in told.deterred:
        by.setdefault(_answer(speech, one), []).append(one.improvement)
    parts = []
    for answer, gains in [*by.items()][:MOST_TOLD]:
        unsure = any(_unsure(speech, told, gain) for gain in gains)
        moves = listed([f"by {speech.by(told.state, gain)}" for gain in gains[:MOST_TOLD]], "or", commas=True)
        more = len(gains) - MOST_TOLD
        moves = Html(f"{moves}, or by {count(more, 'other move')}") if more > 0 else moves
        way = " and with no way out" if told.concept in _WITHOUT_ESCAPE else ""
        gain = "might gain" if unsure else "would gain"
        parts.append(f"{who.it} {gain} {moves}, but {answer}, which leaves {who.them} no better off than now{way}")
    more = len(by) - MOST_TOLD
    deter = count(more, "other answer deters", "other answers deter")
    left = f"; to the other moves {deter} {who.them}" if more > 0 else ""
    return Html("; ".join(parts) + left)


def _answer(speech: Speech, one: Deterred[State]) -> str:
    """The sequence of moves that deters."""
    at, steps = one.improvement, []
    for mover, to in one.steps:
        steps.append((own(speech.who(mover)), speech.by(at, to)))
        at = to
    (who, move), *then = steps
    return f"{who} could answer with {move}{''.join(f', then {who} with {move}' for who, move in then)}"


def _unsure(speech: Speech, told: Certificate[State], improvement: State) -> bool:
    """Whether it is not known that a move would be a gain."""
    return speech.named.unknown_between(told.party, improvement, told.state)


def _breaks(speech: Speech, told: Certificate[State], who: Pronouns, subject: str) -> Html:
    assert told.improvement is not None
    gain = f"{subject} could move to {speech.move(told.state, told.improvement)} and gain"
    if speech.named.model.modelled == (told.party,):
        part = "conflict" if speech.label is not None else "case"
        return Html(f"{gain}; no one can answer, as nobody else’s conduct is part of the {part}")
    if told.concept == "nash":
        return Html(gain)
    credible = told.concept in _BY_IMPROVEMENTS
    gain += f"; no one can answer{', and gain by it,' if credible else ''} in a way that deters {who.them}"
    if not told.answers:
        why = "would gain by a move" if credible else "can move"
        return Html(f"{gain}: nobody else {why} from there")
    return Html(f"{gain}: {'; '.join(_answers(speech, told, who))}")


def _answers(speech: Speech, told: Certificate[State], who: Pronouns) -> Iterator[str]:
    """What others could answer, and why that does not deter."""
    held = len(told.answers) - len(told.escapes)
    others = "others would bring about" if told.concept in _BY_IMPROVEMENTS else "others can bring about"
    worst = "" if told.worst is None else speech.at(told.state, told.worst)
    better = f"leaves {who.them} better off than now"
    if held == 1:
        yield f"what {others} from there{f' is {worst}, which' if worst else ''} {better}"
    elif held and worst:
        reached = f"of the {count(held, 'state')} that {others} from there the worst for {who.them}"
        yield f"{reached} is {worst}, and even that {better}"
    elif held:
        yield f"all {count(held, 'state')} that {others} from there leave {who.them} better off than now"
    if told.escapes and told.improvement is not None:
        answer, to = told.escapes[0]
        more = len(told.escapes) - 1
        likewise = f", and likewise from {count(more, 'other answer')}" if more else ""
        way = speech.move(answer, to)
        yield f"were the answer {speech.at(told.improvement, answer)}, {who.it} would go on to {way}{likewise}"
