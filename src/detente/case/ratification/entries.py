"""The entries of ratification.yaml as pydantic models: which keys there are, and of what type."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from detente.case.entries import Entry
from detente.case.fields import ConditionText, Date, Flag, Id, Ref, SchemaShown, Sources, Text, Whole, full
from detente.case.judgements.numbers import Plain, Share, Weight
from detente.case.ratification.rules import RULE_SCHEMA, read_rule


class GroundedEntry(Entry):
    """What says what it rests on."""

    source: Sources = ()
    because: Text = ""
    confirmed: Flag = Field(True, description="false: taken over without having been checked against the source.")


class CircumstanceEntry(GroundedEntry):
    """Something that may bar a procedure, such as martial law."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    since: Date | None = Field(None, alias="from", description="The first day on which it holds.")
    until: Date | None = Field(None, description="The last day on which it holds.")
    ends_if: ConditionText | None = Field(None, description="A package that meets this ends it.")


class VoteEntry(Entry):
    """How a member's seats vote on packages that meet a condition; none of the numbers: unknown."""

    condition: ConditionText | None = Field(None, alias="if", description="Default: any package.")
    yes: Share | None = Field(None, description="Share of its seats that vote yes, as a block.")
    abstain: Share | None = Field(None, description="Share of its seats that abstain; the rest votes no.")
    chance: Share | None = Field(None, description="The probability with which each seat by itself votes yes.")
    because: Text = ""


class MemberEntry(Entry):
    """A member or a faction of a body."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    seats: Whole = Field(1, description="How many seats it has.")
    population: Plain | None = Field(None, description="For double majorities, in any unit.")
    votes: tuple[VoteEntry, ...] = Field((), description="The first that applies counts.")
    prefers: Ref = Field("", description="It votes by the preferences of this party or bloc.")
    party: Ref = Field("", description="The party of the case that it is.")
    vacant: bool = Field(False, description="Nobody sits there: the seats count, vote for nothing and cannot turn.")


class BodyEntry(GroundedEntry):
    """A body that votes: a chamber, a council, an electorate, one person."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    present: Weight | None = Field(None, description="How many seats take part. Default: all.")
    members: Annotated[tuple[MemberEntry, ...], AfterValidator(full)]
    since: Date | None = Field(None, alias="from", description="The first day on which there is such a body.")
    until: Date | None = Field(None, description="The last day on which there is.")


class StepEntry(Entry):
    """One body deciding by one rule."""

    body: Ref
    rule: Annotated[Any, BeforeValidator(read_rule), SchemaShown(RULE_SCHEMA)]
    title: Text = ""
    needed_if: ConditionText | None = Field(None, description="Where this does not hold the step falls away.")


class ProcedureEntry(GroundedEntry):
    """What a party must go through at home before it is bound."""

    id: Id
    of: Ref = Field(description="A party or bloc.")
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    instrument: Text = Field("", description="What kind of instrument it is for: treaty, act, referendum.")
    needed_if: ConditionText | None = Field(None, description="Default: every package but the status quo.")
    barred_by: Sources = Field((), description="Circumstances under which no number of votes will do.")
    barred_if: ConditionText | None = Field(None, description="Packages for which no number of votes will do.")
    steps: Annotated[tuple[StepEntry, ...], AfterValidator(full)]
    since: Date | None = Field(None, alias="from", description="The first day on which it is the law.")
    until: Date | None = Field(None, description="The last day on which it is.")


class RatificationFile(Entry):
    """ratification.yaml: who ratifies what, by which rule, and how members would vote."""

    circumstances: tuple[CircumstanceEntry, ...] = ()
    bodies: tuple[BodyEntry, ...] = ()
    procedures: tuple[ProcedureEntry, ...] = ()
