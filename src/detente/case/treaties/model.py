"""What treaty files and the inventory say, as frozen values. `docs/explanation/treaties.md` says what they mean.

Sets of actors and places are kept as parsed expressions: whom they hold depends on the day and on the bearer, and is
worked out in `space.treaties`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from detente.case.dates import Interval

KINDS = (
    "obligation",
    "prohibition",
    "permission",
    "power",
    "principle",
    "declaration",
    "procedure",
    "saving",
)
"""Kinds of provisions. Only the first three order conduct; a power changes standing; the rest are shown."""

PRECISIONS = ("definite", "geometric", "best_effort", "open_textured", "self_judging", "agreement_to_agree")
"""How sharp a provision is. The last four also admit a narrow reading under which it binds nobody to anything."""

VAGUE = frozenset(PRECISIONS[2:])

SIDES = ("bearer", "action", "asset", "territory", "time")
"""The dimensions of a scope, in the order in which engines have them."""


@dataclass(frozen=True)
class Duration:
    """A calendar duration, ISO 8601: `P30D`, `P21D`, `P6M`, `P5Y`."""

    years: int = 0
    months: int = 0
    days: int = 0
    text: str = ""


Moment = date | Duration
"""A day, or a time after entry into force."""


@dataclass(frozen=True)
class Expression:
    """A set of actors or places as it was written, and its syntax tree (see `expressions`)."""

    text: str
    tree: object


@dataclass(frozen=True)
class Entity:
    """A word of the vocabulary: an actor, action, asset class or territory; `under` is the class it belongs to."""

    id: str
    title: str
    under: str = ""
    contrary: str = ""
    reach_km: float | None = None
    unit: str = ""
    at: tuple[float, float] | None = None
    of: str = ""
    claimed_by: tuple[str, ...] = ()
    note: str = ""
    line: int = 0
    file: str = ""


@dataclass(frozen=True)
class TermReading:
    """One meaning of a defined term."""

    id: str
    means: Expression
    title: str = ""
    holder: tuple[str, ...] = ()
    weight: float | None = None
    why: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A named set of actors or places; no reading: the text never defines it."""

    id: str
    title: str
    readings: tuple[TermReading, ...] = ()
    note: str = ""
    line: int = 0
    file: str = ""


@dataclass(frozen=True)
class Flagword:
    """A named yes or no of the world: a status that the parties decide, or a circumstance that nobody decides."""

    id: str
    title: str
    line: int = 0
    file: str = ""


@dataclass(frozen=True)
class Group:
    """What a group of memberships is called, and its `members` together; "": as the title says."""

    id: str
    title: str
    members: str = ""
    note: str = ""
    line: int = 0
    file: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The words that treaties of a case are written in."""

    actors: tuple[Entity, ...] = ()
    actions: tuple[Entity, ...] = ()
    assets: tuple[Entity, ...] = ()
    territories: tuple[Entity, ...] = ()
    terms: tuple[Term, ...] = ()
    statuses: tuple[Flagword, ...] = ()
    circumstances: tuple[Flagword, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """Only what was there on that day may be there: per `host`, `sender_and_host` or `unit`."""

    date: date
    per: str = "sender_and_host"


@dataclass(frozen=True)
class Exemption:
    """What takes cells out of a provision's scope, always, in circumstances, with consent, or under another provision.

    `when` is a condition over statuses and circumstances (its text and tree) or, in `said`, words that nothing defines.
    """

    id: str = ""
    action: Expression | None = None
    asset: Expression | None = None
    territory: Expression | None = None
    bearer: Expression | None = None
    when: Expression | None = None
    said: str = ""
    consent_of: Expression | None = None
    consent_rule: str = "all"
    under: str = ""
    note: str = ""


@dataclass(frozen=True)
class Trigger:
    """What brings an obligation about: an act of its bearer."""

    action: Expression | None = None
    asset: Expression | None = None
    territory: Expression | None = None


@dataclass(frozen=True)
class Content:
    """What a provision orders, under one reading. None and empty mean that the provision does not say."""

    kind: str
    bearer: Expression | None = None
    counterparty: Expression | None = None
    action: Expression | None = None
    asset: Expression | None = None
    territory: Expression | None = None
    begins: Moment | None = None
    ends: Moment | None = None
    lasts: Duration | None = None
    baseline: Baseline | None = None
    cap: int | None = None
    floor: int | None = None
    per: tuple[str, ...] | None = None
    counts: str = "amount"
    once: bool = False
    within: Duration | None = None
    stay: Duration | None = None
    trigger: Trigger | None = None
    status: Expression | None = None
    when: Expression | None = None
    said: str = ""
    exceptions: tuple[Exemption, ...] = ()
    overrides: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    binds: bool = True


@dataclass(frozen=True)
class Reading:
    """A rival interpretation of a provision: the content as it would then be, and who holds it."""

    id: str
    content: Content
    changed: tuple[str, ...] = ()
    title: str = ""
    holder: tuple[str, ...] = ()
    weight: float | None = None
    why: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provision:
    """One norm of a treaty. `anchor` is its Akoma Ntoso eId; `readings` is empty where its text is not disputed."""

    anchor: str
    content: Content
    title: str = ""
    says: str = ""
    precision: str = "definite"
    readings: tuple[Reading, ...] = ()
    source: tuple[str, ...] = ()
    locator: str = ""
    confirmed: bool = True
    judgement: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class EntryIntoForce:
    """When a treaty enters into force: `rule` is `all`, `more than half`, `two thirds` or `at least N` of `among`."""

    rule: str = "all"
    count: int | None = None
    among: Expression | None = None
    requires: Expression | None = None
    anchor: str = ""
    date: date | None = None


@dataclass(frozen=True)
class Withdrawal:
    """Who may leave, and after how long."""

    by: Expression | None = None
    notice: Duration | None = None
    anchor: str = ""


@dataclass(frozen=True)
class Treaty:
    """One instrument, in force or a draft, as provisions. Its id is the name of its file."""

    id: str
    title: str
    date: date
    by: tuple[str, ...] = ()
    signatories: Expression | None = None
    main: Expression | None = None
    entry: EntryIntoForce | None = None
    withdrawal: Withdrawal | None = None
    proposal: str = ""
    source: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    provisions: tuple[Provision, ...] = ()
    note: str = ""
    file: str = ""

    @cached_property
    def provision(self) -> Mapping[str, Provision]:
        """Provisions by anchor."""
        return {provision.anchor: provision for provision in self.provisions}

    def name(self, anchor: str) -> str:
        """The full name of one of its clauses: `treaty#eId`."""
        return f"{self.id}#{anchor}"


@dataclass(frozen=True)
class Membership:
    """A state belongs to a group from the first to the last day, both included."""

    state: str
    group: str
    since: Interval | None = None
    until: Interval | None = None
    confirmed: bool = True
    source: str = ""
    note: str = ""
    line: int = 0

    def holds(self, day: date) -> bool:
        """Whether it certainly holds on that day: since a date's last day, until a date's last day."""
        return (self.since is None or self.since.last <= day) and (self.until is None or day <= self.until.last)


@dataclass(frozen=True)
class Holding:
    """Something that senders have somewhere, over a time: a unit, a base, an exercise, a commitment.

    Several rows may share an id: one size after another. `others`: senders beyond those named take part. `low`, `high`
    None: not known.
    """

    id: str
    senders: tuple[str, ...]
    host: str
    action: str
    asset: str
    title: str = ""
    others: bool = False
    low: int | None = None
    high: int | None = None
    unit: str = ""
    since: Interval | None = None
    until: Interval | None = None
    status: str = "active"
    confirmed: bool = True
    source: str = ""
    note: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Inventory:
    """Who belongs to what, and who has what where."""

    memberships: tuple[Membership, ...] = ()
    holdings: tuple[Holding, ...] = ()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that memberships name, in order of appearance."""
        return tuple(dict.fromkeys(one.group for one in self.memberships))


@dataclass(frozen=True)
class Treaties:
    """All that a case says on treaties."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    treaties: tuple[Treaty, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)

    @cached_property
    def treaty(self) -> Mapping[str, Treaty]:
        """Treaties by id."""
        return {treaty.id: treaty for treaty in self.treaties}
