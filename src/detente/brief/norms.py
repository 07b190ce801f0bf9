"""A norm in plain words: “Russia must not keep armed forces in Europe outside its own territory, except …”.

Every field of a provision's content comes out, in a fixed order: who, must or may, does what, with what, where, beyond
which baseline or number, how often, until when, upon what, if what; then exceptions; then, as short sentences of their
own, to whom it is owed, what it prevails over, what it repairs, and whether it binds at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import cast

from detente.brief.citing import capital, clause
from detente.brief.setwords import Called, number, row
from detente.brief.words import count, day
from detente.case.model import Case
from detente.case.treaties.expressions import Condition, Everything, Minus, Node, Set, names_in
from detente.case.treaties.model import (
    VAGUE,
    Baseline,
    Content,
    Duration,
    EntryIntoForce,
    Exemption,
    Expression,
    Moment,
    Provision,
    Reading,
    Term,
    Treaty,
    Trigger,
    Withdrawal,
)

NOBODY = "Somebody not named"
MODAL = {
    "obligation": "must",
    "prohibition": "must not",
    "permission": "may",
    "power": "may, as a power,",
    "principle": "should",
    "declaration": "declare to",
    "procedure": "proceed to",
    "saving": "keep their rights and duties to",
}
STATUS = {"obligation": "must see to it that", "prohibition": "must not let it come about that"}
LABEL = {
    "principle": "A principle",
    "declaration": "A declaration",
    "procedure": "A procedure",
    "saving": "A saving",
    "power": "A power",
}
PRECISION = {
    "definite": "definite",
    "geometric": "geometric",
    "best_effort": "best effort",
    "open_textured": "open-textured",
    "self_judging": "self-judging",
    "agreement_to_agree": "an agreement to agree",
}
"""How sharp a provision is, in words."""


@dataclass(frozen=True)
class Said:
    """One reading in words. `holder`: who holds it, by name; () is nobody on record. `implied`: by its precision."""

    id: str
    title: str
    holder: tuple[str, ...]
    weight: float | None
    text: str
    why: str = ""
    implied: bool = False

    def sentence(self) -> str:
        """“On the reading ‘…’ (held by …): …”."""
        weighed = f"; weight {self.weight:g}" if self.weight is not None else ""
        held = f"held by {row(self.holder)}" if self.holder else "held by nobody on record"
        return f"On the reading ‘{self.title}’ ({held}{weighed}): {self.text}"


def sentence(case: Case, treaty: Treaty, provision: Provision) -> str:
    """A provision as it is written, in plain words."""
    return _content(case, treaty, provision, provision.content)


def readings(case: Case, treaty: Treaty, provision: Provision) -> tuple[Said, ...]:
    """The rival readings of a provision, each in plain words; of a vague one that lists none, the two it admits."""
    if provision.readings:
        return tuple(
            Said(
                one.id,
                one.title or one.id.replace("_", " "),
                _holders(case, treaty, one.holder),
                one.weight,
                _reading(case, treaty, provision, one),
                one.why,
            )
            for one in provision.readings
        )
    return tuple(_implied(case, treaty, provision)) if provision.precision in VAGUE else ()


def _implied(case: Case, treaty: Treaty, provision: Provision) -> Iterator[Said]:
    said = _called(case, treaty, provision.content)
    judging = provision.precision == "self_judging"
    sides = (provision.content.counterparty, provision.content.bearer) if judging else (None, None)
    held = [(said.actors(tree(side)),) if side else () for side in sides]
    yield Said("wide", "wide", held[0], None, "it binds as written.", implied=True)
    yield Said("narrow", "narrow", held[1], None, "it binds nobody to anything.", implied=True)


def term_sentences(case: Case, treaty: Treaty, term: Term) -> tuple[str, ...]:
    """What a term means, a sentence a meaning; one that says so where nothing defines it."""
    said = Called(case, treaty)
    title = f"‘{term.title if term.title not in ('', term.id) else term.id.replace('_', ' ')}’"
    if not term.readings:
        return (f"{title}: nothing defines it.",)
    found = []
    for one in term.readings:
        node = tree(one.means)
        means = said.actors(node) if said.of_actors(node) else said.ground(node, "and")
        only = f"{title} means {means}."
        name = one.title or one.id.replace("_", " ")
        text = Said(one.id, name, _holders(case, treaty, one.holder), one.weight, only).sentence()
        found.append(only if len(term.readings) == 1 else text)
    return tuple(found)


def entry_sentence(case: Case, treaty: Treaty, entry: EntryIntoForce) -> str:
    """When a treaty enters into force."""
    said = Called(case, treaty)
    if entry.date is not None:
        return f"In force from {day(entry.date)}."
    among = said.actors(tree(entry.among)) if entry.among else "the signatories"
    who = _all(among) if entry.rule == "all" else f"{_rule(entry.rule, entry.count)} of {among}"
    with_ = f", {said.actors(tree(entry.requires))} among them" if entry.requires else ""
    return f"In force once {who} have ratified{with_}."


def withdrawal_sentence(case: Case, treaty: Treaty, withdrawal: Withdrawal) -> str:
    """Who may leave, and after how long."""
    said = Called(case, treaty)
    who = said.actors(tree(withdrawal.by)) if withdrawal.by else "the Parties"
    after = f", {lasting(withdrawal.notice)} after notice" if withdrawal.notice else ""
    return f"{capital(who)} may each withdraw{after}."


# ------------------------------------------------------------------------------------------------------ one content


def _content(case: Case, treaty: Treaty, provision: Provision, content: Content) -> str:
    said = _called(case, treaty, content)
    more = _more(said, content)
    return " ".join(part for part in (_first(said, provision, content), *more.values()) if part)


def _reading(case: Case, treaty: Treaty, provision: Provision, reading: Reading) -> str:
    """A reading in full, but for what it shares with the provision as written: all of it, or the short sentences."""
    content = reading.content
    if content == provision.content:
        return "as written."
    if not content.binds and provision.content.binds:
        return "it binds nobody to anything."
    said = _called(case, treaty, content)
    own = [part for name, part in _more(said, content).items() if name in reading.changed]
    return " ".join(part for part in (_first(said, provision, content), *own) if part)


def _more(said: Called, content: Content) -> dict[str, str]:
    """The short sentences behind the main one, by the field that they say."""
    return {
        "counterparty": f"Owed to {said.actors(tree(content.counterparty))}." if content.counterparty else "",
        "overrides": f"It prevails over {row(map(clause, content.overrides))}." if content.overrides else "",
        "repairs": f"It applies once {row(map(clause, content.repairs), 'or')} is violated." if content.repairs else "",
        "binds": "" if content.binds else "It binds nobody to anything.",
    }


def _called(case: Case, treaty: Treaty, content: Content) -> Called:
    said = Called(case, treaty, owed=content.counterparty)
    return replace(said, whose="its") if said.one(content.bearer) else said


def _first(said: Called, provision: Provision, content: Content) -> str:
    """The main sentence."""
    tail = "".join(part for part in (*_measure(said, content), *_times(content), *_conditions(said, content)) if part)
    exceptions = [_exception(said, one) for one in content.exceptions]
    tail += f", except {_several(exceptions)}" if exceptions else ""
    label = LABEL.get(content.kind, "")
    if content.status is not None:
        return f"{_subject(said, content)} {_status(said, content)}{tail}."
    if label and not (content.action or content.asset):
        about = _ended(provision.says or provision.title or "not put in words")
        return f"{label}: {about}{f' It is so{tail}.' if tail else ''}"
    head = f"{label}: " if label and content.kind != "power" else ""
    main = f"{head}{_subject(said, content)} {_verb(said, content)}{_where(said, content)}{tail}."
    return main.replace(",,", ",").replace(",.", ".")


def _subject(said: Called, content: Content) -> str:
    who = capital(said.actors(tree(content.bearer))) if content.bearer else NOBODY
    return who.replace("Anyone", "Nobody", 1) if _nobody(content) else who


def _nobody(content: Content) -> bool:
    """Whether it is said of nobody that they may: forbidden to anyone, or to anyone other than some."""
    if content.kind != "prohibition" or content.bearer is None or content.status is not None:
        return False
    node = tree(content.bearer)
    while isinstance(node, Minus):
        node = node.whole
    return isinstance(node, Everything)


def _modal(content: Content) -> str:
    return "may" if _nobody(content) else MODAL[content.kind]


def _status(said: Called, content: Content) -> str:
    assert content.status is not None
    words = STATUS.get(content.kind, "may let it come about that")
    return f"{words} {said.condition(_condition(content.status))}"


def _verb(said: Called, content: Content) -> str:
    """Must or may, the action, and how much of what."""
    does = said.acts(tree(content.action)) if content.action else "do anything with" if content.asset else "act"
    things = said.things(tree(content.asset)) if content.asset else ""
    amount = _amount(content)
    link = "with" if content.action and content.asset and _has_object(does) else ""
    if amount and content.counts == "events":
        return _joined(_modal(content), does, link, things, f"{amount} times")
    unit = said.unit(tree(content.asset)) if content.asset and amount else ""
    if unit:
        return _joined(_modal(content), does, link, things, f"of {amount} {unit} in all")
    return _joined(_modal(content), does, link, amount, things)


_DANGLING = ("of", "to", "from", "with", "for", "by", "at", "against", "on", "in")
_ADVERBS = ("out", "up", "home", "back", "away", "off", "down")


def _has_object(does: str) -> bool:
    """Whether an action's title has an object of its own: “hold exercises”, not “keep”, “bring home” or “join with”."""
    several = any(" " in part for part in does.split(" or "))
    return several and does.rsplit(maxsplit=1)[-1] not in (*_DANGLING, *_ADVERBS)


def act_with(does: str, things: str) -> str:
    """An action and what it is done with: “hold exercises with ground forces”, “keep armed forces”."""
    return _joined(does, "with" if things and _has_object(does) else "", things)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _amount(content: Content) -> str:
    """A cap, a floor or both, as they are said after the verb."""
    least = f"at least {number(content.floor)}" if content.floor is not None else ""
    if content.cap is None:
        return least
    most = "more than" if content.kind == "prohibition" and not least else "no more than"
    return f"{least}{' and ' if least else ''}{most} {number(content.cap)}"


def _where(said: Called, content: Content) -> str:
    if content.territory is None:
        return ""
    word = "and" if content.kind == "obligation" else "or"
    where = said.place(tree(content.territory), word)
    if content.action is None or not where.startswith("in "):
        return f" {where}"
    action = tree(content.action)
    if content.asset is None and said.acts(action).rsplit(maxsplit=1)[-1] in _DANGLING:
        return f" {where[3:]}"
    return f" {f'from {where[3:]}' if said.leaves(action) else where}"


_EACH = {
    "bearer": "each of them",
    "action": "in each of these ways",
    "asset": "each of these classes",
    "territory": "in each place",
}
_PER = {
    "bearer": "for each of them",
    "action": "for each act",
    "asset": "for each class",
    "territory": "for each place",
}


def _measure(said: Called, content: Content) -> Iterator[str]:
    """Beyond what, counted how, upon what."""
    if content.baseline is not None:
        yield f" {_baseline(said, content.baseline)}"
    if content.per is not None:
        yield _per(content, content.per)
    if content.counts == "events" and content.cap is None and content.floor is None:
        yield ", each event counted"
    if content.trigger is not None:
        yield f", {_trigger(said, content.trigger)},"


def _per(content: Content, per: tuple[str, ...]) -> str:
    if not per:
        return ", all taken together"
    if content.kind == "obligation" and content.cap is None and content.floor is None:
        return f", {', '.join(_EACH[side] for side in per)},"
    return f", counted {row(_PER[side] for side in per)}"


def _times(content: Content) -> Iterator[str]:
    """How often, by when, for how long, from when until when."""
    if content.once:
        yield " at least once" if content.floor is None and content.cap is None else " over all days together"
    if content.within is not None:
        yield f" within {lasting(content.within)} of {_since(content)}"
    if content.stay is not None:
        most = "for more than" if content.kind == "prohibition" else "for at most"
        yield f" {most} {lasting(content.stay)} at a time"
    yield _period(content)


def _baseline(said: Called, baseline: Baseline) -> str:
    when = f"on {day(baseline.date)}"
    if baseline.per == "host":
        return f"beyond what was in each place {when}"
    if baseline.per == "unit":
        return f"beyond the units that were there {when}"
    return f"beyond what {'it' if said.whose == 'its' else 'each of them'} had in each place {when}"


def _since(content: Content) -> str:
    if content.trigger is not None:
        return "that"
    if content.repairs:
        return "the violation"
    return "its beginning" if content.begins is not None else "entry into force"


def _period(content: Content) -> str:
    begins = f", from {_moment(content.begins)}" if content.begins is not None else ""
    ends = f"{'' if begins else ','} until {_moment(content.ends)}" if content.ends is not None else ""
    lasts = f", for {lasting(content.lasts)}" if content.lasts is not None else ""
    return begins + ends + lasts


def _moment(moment: Moment) -> str:
    return day(moment) if isinstance(moment, date) else f"{lasting(moment)} after entry into force"


def _conditions(said: Called, content: Content) -> Iterator[str]:
    """If what."""
    if content.when is not None:
        yield f", if {said.condition(_condition(content.when))}"
    if content.said:
        yield f", as far as this holds, which nothing defines: ‘{content.said}’"


def _trigger(said: Called, trigger: Trigger) -> str:
    it = said.whose == "its"
    does = said.acts(tree(trigger.action)) if trigger.action else "do anything with" if trigger.asset else "act"
    things = f" {said.things(tree(trigger.asset))}" if trigger.asset else ""
    where = f" {said.place(tree(trigger.territory))}" if trigger.territory else ""
    return f"whenever {'it' if it else 'they'} {third(does) if it else does}{things}{where}"


def _exception(said: Called, one: Exemption) -> str:
    """What an exception takes out, as it is said after “except”."""
    parts = [
        f"for {said.actors(tree(one.bearer))}" if one.bearer else "",
        f"to {said.acts(tree(one.action))}" if one.action else "",
        f"{'' if one.action else 'for '}{said.things(tree(one.asset))}" if one.asset else "",
        said.place(tree(one.territory)) if one.territory else "",
        f"as far as {clause(one.under)} covers it" if one.under else "",
        f"with the consent of {_consent(said, one)}" if one.consent_of else "",
        f"when {said.condition(_condition(one.when))}" if one.when else "",
        f"where this holds, which nothing defines: ‘{one.said}’" if one.said else "",
    ]
    return " ".join(part for part in parts if part) or "in cases not put in words"


def _consent(said: Called, one: Exemption) -> str:
    who = said.actors(tree(cast(Expression, one.consent_of)))
    if one.consent_rule == "all":
        return who if said.one(one.consent_of) else _all(who)
    return f"{_rule(one.consent_rule, None)} of {who}"


def _all(who: str) -> str:
    return f"all {who.removeprefix('the ')}" if who.startswith("the ") and " and " not in who else who


def _rule(rule: str, least: int | None) -> str:
    return f"at least {least}" if rule == "at least N" and least is not None else rule


def _several(parts: list[str]) -> str:
    return "; or ".join(parts) if any("," in part for part in parts) else row(parts, "or")


# ------------------------------------------------------------------------------------------------------------ words


def lasting(length: Duration) -> str:
    """A duration in words.

    >>> lasting(Duration(years=1, days=30)), lasting(Duration(days=21)), lasting(Duration())
    ('one year and 30 days', '21 days', 'no time')
    """
    parts = [(length.years, "year"), (length.months, "month"), (length.days, "day")]
    return row(count(many, one) for many, one in parts if many) or "no time"


def third(verb: str) -> str:
    """A verb phrase of “it”; each verb of a list joined by “or”.

    >>> third("keep"), third("carry out exercises"), third("pass or push"), third("have")
    ('keeps', 'carries out exercises', 'passes or pushes', 'has')
    """
    return " or ".join(_third(part) for part in verb.split(" or "))


def _third(verb: str) -> str:
    first, space, rest = verb.partition(" ")
    known = {"have": "has", "be": "is", "do": "does", "go": "goes"}
    if first in known:
        return known[first] + space + rest
    if re.search(r"[^aeiou]y$", first):
        return f"{first[:-1]}ies{space}{rest}"
    return f"{first}{'es' if re.search(r'(s|x|z|ch|sh)$', first) else 's'}{space}{rest}"


def _holders(case: Case, treaty: Treaty, names: tuple[str, ...]) -> tuple[str, ...]:
    said = Called(case, treaty)
    return tuple(said.actor(name) for name in names)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def tree(expression: Expression) -> Set:
    """The syntax tree of a set."""
    return cast(Set, expression.tree)


def mentioned(expression: Expression) -> tuple[str, ...]:
    """The names that an expression mentions."""
    return names_in(cast(Node, expression.tree))


def names_of(provision: Provision) -> Iterator[str]:
    """Every name that the sets of a provision mention, under any reading."""
    for content in (provision.content, *(one.content for one in provision.readings)):
        for part in (content, content.trigger, *content.exceptions):
            for field in fields(part) if part is not None else ():
                value = getattr(part, field.name)
                if isinstance(value, Expression):
                    yield from mentioned(value)


def _condition(expression: Expression) -> Condition:
    return cast(Condition, expression.tree)
