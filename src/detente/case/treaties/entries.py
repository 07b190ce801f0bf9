"""The entries of treaty files as pydantic models: which keys there are, and of what type. See `treaty-format.md`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from detente.case.entries import Entry
from detente.case.fields import Flag, Id, OneOrManyRefs, Ref, Short, Sources, Text, Whole, full, one_of
from detente.case.treaties.fields import (
    Anchor,
    Day,
    FlagText,
    Kilometres,
    Point,
    SetText,
    Side,
    Span,
    Weight,
    When,
    rule_among,
)
from detente.case.treaties.model import KINDS, PRECISIONS

# --------------------------------------------------------------------------------------------------- vocabulary.yaml


class ActorEntry(Entry):
    """An actor beyond the gazetteer's states and the case's parties. An id alone will do."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    under: Ref = Field("", description="The class that it belongs to.")
    note: Text = ""


class ActionEntry(ActorEntry):
    """Something that is done. An id alone will do."""

    contrary: Ref = Field("", description="Who must do this must not do that.")


class AssetEntry(ActorEntry):
    """A class of things that acts are about. An id alone will do."""

    reach_km: Kilometres | None = Field(None, description="How far it reaches.")
    unit: Text = Field("", description="What amounts of it count: troops, tonnes, missiles.")


class TerritoryEntry(ActorEntry):
    """A place beyond the gazetteer's states and regions. An id alone will do."""

    at: Point | None = Field(None, description="Latitude and longitude: it is a point.")
    of: Ref = Field("", description="The actor whose own territory it is.")
    claimed_by: Sources = Field((), description="Actors that claim it too.")


class TermReadingEntry(Entry):
    """One meaning of a term."""

    id: Id
    means: SetText = Field(description="A set, such as `un_eastern_europe but not members of NATO`.")
    title: Text = ""
    holder: Sources = Field((), description="Who holds it.")
    weight: Weight | None = None
    why: Text = ""
    source: Sources = ()


class TermEntry(Entry):
    """A named set. Without `means` and `readings` nothing defines it."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    means: SetText | None = Field(None, description="A set, such as `members of NATO on 1997-05-27`.")
    readings: Annotated[tuple[TermReadingEntry, ...], AfterValidator(full)] | None = Field(
        None, description="Rival meanings."
    )
    note: Text = ""


class FlagEntry(Entry):
    """A named yes or no. An id alone will do."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")


class GroupEntry(Entry):
    """What a reader sees of a group of memberships.csv."""

    id: Id
    title: Text = Field("", description="What the group is called; its id where there is none.")
    members: Text = Field("", description="What its members are called together, such as “the guarantors”.")
    note: Text = ""


class VocabularyFile(Entry):
    """treaties/vocabulary.yaml: the words that treaties are written in."""

    actors: tuple[Annotated[ActorEntry, Short("id")], ...] = ()
    groups: tuple[GroupEntry, ...] = Field((), description="Titles of the groups of memberships.csv.")
    actions: tuple[Annotated[ActionEntry, Short("id")], ...] = ()
    assets: tuple[Annotated[AssetEntry, Short("id")], ...] = ()
    territories: tuple[Annotated[TerritoryEntry, Short("id")], ...] = ()
    terms: tuple[Annotated[TermEntry, Short("id")], ...] = ()
    statuses: tuple[Annotated[FlagEntry, Short("id")], ...] = Field((), description="What the parties decide.")
    circumstances: tuple[Annotated[FlagEntry, Short("id")], ...] = Field((), description="What nobody decides.")


# ---------------------------------------------------------------------------------------------------------- a treaty


class BaselineEntry(Entry):
    """Only what was there on that day may be there."""

    date: Day
    per: one_of("host", "sender_and_host", "unit") = "sender_and_host"  # type: ignore[valid-type]


class TriggerEntry(Entry):
    """An act of the bearer that brings the duty about."""

    action: SetText | None = None
    asset: SetText | None = None
    territory: SetText | None = None


class ExceptionEntry(Entry):
    """What takes cells out: always, when a condition holds, with consent, or under another provision."""

    id: Id = ""
    action: SetText | None = None
    asset: SetText | None = None
    territory: SetText | None = None
    bearer: SetText | None = None
    when: FlagText | None = Field(None, description="A condition over statuses and circumstances.")
    said: Text = Field("", description="Words of a condition that nothing defines.")
    consent_of: SetText | None = Field(None, description="Whose consent lifts it.")
    rule: rule_among("all", "any") = Field("all", description="Whose of these: all (default), any, at least N.")  # type: ignore[valid-type]
    under: Ref = Field("", description="The anchor of a provision: what that covers.")
    note: Text = ""


class ContentEntry(Entry):
    """What a provision orders. Every key is also a key of a reading, which then says it otherwise."""

    kind: one_of(*KINDS) | None = None  # type: ignore[valid-type]
    bearer: SetText | None = None
    counterparty: SetText | None = None
    action: SetText | None = None
    asset: SetText | None = None
    territory: SetText | None = None
    begins: When | None = Field(
        None, alias="from", description="Default: entry into force. Else a day, or a time after it."
    )
    ends: When | None = Field(None, alias="until", description="The last day, or a time after entry into force.")
    lasts: Span | None = Field(None, alias="for", description="How long, from its beginning.")
    baseline: BaselineEntry | None = None
    cap: Whole | None = None
    floor: Whole | None = None
    per: Annotated[tuple[Side, ...], AfterValidator(full)] | None = Field(
        None, description="A sum for each value of these: bearer, action, asset, territory."
    )
    counts: one_of("amount", "events") = "amount"  # type: ignore[valid-type]
    once: Flag = Field(False, description="A floor over all days together.")
    within: Span | None = Field(None, description="A deadline.")
    stay: Span | None = Field(None, description="The longest stay.")
    trigger: TriggerEntry | None = None
    status: FlagText | None = Field(None, description="A condition over statuses.")
    when: FlagText | None = Field(None, description="A condition over statuses and circumstances.")
    said: Text = Field("", description="Words of a condition that nothing defines.")
    exceptions: tuple[ExceptionEntry, ...] = ()
    overrides: Sources = Field((), description="Anchors of provisions that yield to this one.")
    repairs: Sources = Field((), description="Anchors of provisions of whose violation this is the repair.")
    binds: Flag = Field(True, description="false: it binds nobody to anything.")


class ReadingEntry(ContentEntry):
    """A rival interpretation: what it says otherwise, and who holds it."""

    id: Id
    title: Text = ""
    holder: Sources = Field((), description="Who holds it.")
    weight: Weight | None = None
    why: Text = ""
    source: Sources = ()


class ProvisionEntry(ContentEntry):
    """One norm, under its anchor in the text."""

    id: Anchor = Field(description="The anchor, an Akoma Ntoso eId.")
    kind: one_of(*KINDS)  # type: ignore[valid-type]
    title: Text = ""
    says: Text = Field("", description="A paraphrase.")
    precision: one_of(*PRECISIONS) = "definite"  # type: ignore[valid-type]
    readings: Annotated[tuple[ReadingEntry, ...], AfterValidator(full)] | None = Field(
        None, description="Rival interpretations."
    )
    source: Sources = ()
    locator: Text = ""
    confirmed: Flag = True
    judgement: Text = Field("", description="What here is the coder's judgement.")
    note: Text = ""


class EntryEntry(Entry):
    """When the treaty enters into force."""

    rule: rule_among("all", "more than half", "two thirds") = "all"  # type: ignore[valid-type]
    among: SetText | None = Field(None, description="Default: the signatories.")
    requires: SetText | None = Field(None, description="All of these in any case.")
    anchor: Ref = ""
    date: Day | None = Field(None, description="It entered, or enters, on this day.")


class WithdrawalEntry(Entry):
    """Who may leave, and after how long."""

    by: SetText | None = None
    notice: Span | None = None
    anchor: Ref = ""


class TreatyFile(Entry):
    """treaties/ID.yaml: one treaty, in force or a draft."""

    title: Text
    date: Day
    by: OneOrManyRefs | None = Field(None, description="Parties of the case that put it forward.")
    signatories: SetText | None = None
    main: SetText | None = Field(None, description="Without whom it would be hollow. Default: by.")
    proposal: Ref = Field("", description="The proposal of proposals.yaml that it belongs to.")
    source: Sources = ()
    entry_into_force: EntryEntry | None = None
    withdrawal: WithdrawalEntry | None = None
    terms: tuple[Annotated[TermEntry, Short("id")], ...] = ()
    provisions: tuple[ProvisionEntry, ...] = ()
    note: Text = ""


def content_fields(entry: ContentEntry) -> dict[str, Any]:
    """What of a provision's content an entry says itself, by the names of the model."""
    return {name: getattr(entry, name) for name in ContentEntry.model_fields if name in entry.model_fields_set}
