"""The entries of a case's YAML files as pydantic models: which keys there are, and of what type.

They are frozen, forbid unknown keys, and hold text as it was written. What refers to what is checked elsewhere.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from detente.case.fields import (
    ID_SCHEMA,
    ConditionText,
    Date,
    Digest,
    Firm,
    Flag,
    Id,
    Moves,
    OneOrMany,
    OneOrManyRefs,
    Ref,
    Refs,
    Short,
    SomeRefs,
    Sources,
    SpanDigest,
    Text,
    Whole,
    full,
    one_of,
)


class Entry(BaseModel):
    """What all entries have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --------------------------------------------------------------------------------------------------------- case.yaml


class OptionEntry(Entry):
    """One way to settle the issue. An id alone will do."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    needs: Refs | None = Field(None, description="Parties or blocs whose consent this option needs. []: nobody's.")
    realised_by: Sources = Field((), description="Provisions that would bring it about, as treaty#anchor.")


class StatusQuoEntry(Entry):
    """What holds where nothing is agreed, from a day on."""

    option: Ref = Field(description="An option of this issue.")
    since: Date | None = Field(None, alias="from", description="The day from which it holds; the first entry has none.")


class IssueEntry(Entry):
    """A matter to be settled, with mutually exclusive options."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    kind: one_of("terms", "conduct") = Field(  # type: ignore[valid-type]
        "terms", description="terms: what an agreement says (default). conduct: what somebody does."
    )
    ordered: Flag = Field(False, description="The options run from one end to the other; allows at least, at most.")
    options: Annotated[tuple[Annotated[OptionEntry, Short("id")], ...], AfterValidator(full)]
    status_quo: Annotated[
        tuple[StatusQuoEntry, ...], AfterValidator(full), OneOrMany(lambda one: {"option": one}, ID_SCHEMA)
    ] = Field(description="The option that holds where nothing is agreed, or a dated list of them.")
    needs: Refs | None = Field(None, description="Whose consent its options need, except for the status quo.")
    controlled_by: Refs = Field((), description="Conduct only: who can change it alone.")
    once_agreed: Id | None = Field(
        None, description="Conduct on no agenda: what is done once a package is signed; default: as without agreement."
    )
    moves: Moves = Field(
        "both",
        description="Conduct only: which changes whoever controls it can make: both ways, forward or back in the order "
        "of options, none, or a list of [from, to].",
    )
    since: Date | None = Field(None, alias="from", description="When it became a matter to be settled.")
    until: Date | None = Field(None, description="When it ceased to be one.")
    note: Text = ""


class TopicOptionEntry(Entry):
    """One thing that may be said of the topic. An id alone will do."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")


class TopicEntry(Entry):
    """A matter that statements are about but that no package settles."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    options: Annotated[tuple[Annotated[TopicOptionEntry, Short("id")], ...], AfterValidator(full)] | None = Field(
        None, description="What may be said of it. Default: any id will do, and a row may leave its option blank."
    )
    exclusive: Flag = Field(True, description="No two of its options can hold together.")
    note: Text = ""


class ConditionEntry(Entry):
    """A name for a condition."""

    id: Id
    means: ConditionText = Field(description="A condition, such as `river is open and not patrols is night`.")
    title: Text = ""


class LinkageEntry(Entry):
    """A condition that every package must meet; nobody can concede it."""

    id: Id
    require: ConditionText = Field(description="A condition, such as `if river is open then patrols is none`.")
    title: Text = ""
    why: Text = Field("", description="The logic, law or physics behind it.")
    breakable: Flag = Field(False, description="What is agreed must meet it; what is done afterwards can break it.")
    since: Date | None = Field(None, alias="from", description="The day from which it holds.")
    until: Date | None = Field(None, description="The last day on which it holds.")


class TableEntry(Entry):
    """Parties that would sign together."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    parties: SomeRefs = Field(description="Parties or blocs at the table.")
    agenda: OneOrManyRefs | None = Field(None, description="Issues, or `all`. Default: those whose consent sits here.")


class EventEntry(Entry):
    """A dated tick on the chart."""

    date: Date
    title: Text


class WindowEntry(Entry):
    """What the agreement window is drawn over."""

    issues: SomeRefs | None = Field(None, description="The fixed set of issues; default: each table's agenda.")
    events: tuple[EventEntry, ...] = ()


class CaseFile(Entry):
    """case.yaml: the title, the question, and what there is to settle."""

    title: Text = Field(description="The case's name in a few words.")
    question: Text = Field("", description="What the analyst wants to know.")
    required: SomeRefs | None = Field(
        None, description="Whose consent an option needs by default. Default: every party."
    )
    issues: tuple[IssueEntry, ...]
    topics: tuple[TopicEntry, ...] = Field((), description="What statements are about but no package settles.")
    conditions: tuple[ConditionEntry, ...] = ()
    linkages: tuple[LinkageEntry, ...] = ()
    tables: tuple[TableEntry, ...] | None = Field(None, description="Default: one table of the required parties.")
    window: WindowEntry = WindowEntry()


# ------------------------------------------------------------------------------------------------------ parties.yaml


class SpeakerEntry(Entry):
    """Somebody whose words are the party's. A name alone will do."""

    name: Text
    role: Text = ""
    since: Date | None = Field(None, alias="from", description="The first day on which they speak for it.")
    until: Date | None = Field(None, description="The last day on which they speak for it.")


class PartyEntry(Entry):
    """An actor whose consent counts somewhere."""

    id: Id
    name: Text = Field("", description="The plain name; the id where there is none.")
    kind: one_of("state", "organisation", "group", "person") = "state"  # type: ignore[valid-type]
    aliases: tuple[Text, ...] = Field((), description="Other names that documents use.")
    speakers: tuple[Annotated[SpeakerEntry, Short("name")], ...] = Field((), description="Who speaks for it, and when.")
    note: Text = ""


class BlocEntry(Entry):
    """Parties that count once."""

    id: Id
    name: Text = Field("", description="The plain name; the id where there is none.")
    members: SomeRefs


class PartiesFile(Entry):
    """parties.yaml: parties and blocs."""

    parties: tuple[PartyEntry, ...]
    blocs: tuple[BlocEntry, ...] = ()


# ------------------------------------------------------------------------------------------------------ sources.yaml


class SourceEntry(Entry):
    """One document that statements rest on."""

    id: Id
    citation: Text = Field(description="The whole citation, as a footnote would have it.")
    title: Text = ""
    author: Text = ""
    outlet: Text = ""
    language: Text = ""
    url: Text = ""
    locator: Text = ""
    licence: Text = ""
    note: Text = ""
    date: Date | None = None
    copy_of: Ref = Field("", description="The source that it is a copy of: a copy is not a second source.")
    file: Text = Field("", description="Name of the document in the folder given to --documents.")
    sha256: Digest = Field("", description="SHA-256 of that file's bytes.")
    reliability: one_of(*"ABCDEF") = Field("", description="Admiralty code A to F.")  # type: ignore[valid-type]
    confirmed: Flag = Field(True, description="false: taken over without having been checked against the source.")


class SourcesFile(Entry):
    """sources.yaml: one entry a document."""

    sources: tuple[SourceEntry, ...]


# ---------------------------------------------------------------------------------------------------- proposals.yaml

STANCES = ("accept", "reject", "conditional", "cool", "study", "amend", "engage", "restate", "pressure", "other")


class ResponseEntry(Entry):
    """What somebody answered."""

    by: Ref = Field(description="A party or bloc.")
    date: Date | None = None
    known: Date | None = Field(None, description="When it became public.")
    until: Date | None = Field(None, description="The last day on which it holds.")
    stance: one_of(*STANCES)  # type: ignore[valid-type]
    firmness: Firm | None = Field(None, description="Of a rejection; default firm.")
    given: ConditionText | None = Field(None, description="The condition of a conditional acceptance.")
    on: SomeRefs | None = Field(None, description="Only these issues of the proposal.")
    paraphrase: Text = ""
    source: Sources = ()
    speaker: Text = ""
    locator: Text = ""
    begin: Whole | None = None
    end: Whole | None = None
    span_sha256: SpanDigest = ""
    confirmed: Flag = True
    judgement: Text = ""
    note: Text = ""


class TermsEntry(Entry):
    """What a proposal, or a branch of it, says."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    terms: dict[Ref, OneOrManyRefs] | None = Field(
        None, description="Issue: option, or a list of options any of which will do."
    )
    indivisible: Firm | None = Field(None, description="All or none, at this firmness.")
    choose: Whole | None = Field(None, description="At least this many of the branches under `of`.")
    of: Annotated[tuple[BranchEntry, ...], AfterValidator(full)] | None = Field(
        None, description="The branches of a menu."
    )


class BranchEntry(TermsEntry):
    """One branch of a menu."""


class ProposalEntry(TermsEntry):
    """A dated package, usually partial, with the responses to it."""

    date: Date
    known: Date | None = Field(None, description="When it became public.")
    until: Date | None = Field(None, description="The last day on which it stands.")
    by: Refs = Field(description="Parties or blocs that put it forward and hold to it; [] if none of them did.")
    author: Text = Field("", description="Who wrote it, if none of the parties.")
    source: Sources = ()
    responses: tuple[ResponseEntry, ...] = ()
    confirmed: Flag = True
    judgement: Text = ""
    note: Text = ""


class ProposalsFile(Entry):
    """proposals.yaml: proposals and the responses to them."""

    proposals: tuple[ProposalEntry, ...]


TermsEntry.model_rebuild()
BranchEntry.model_rebuild()
ProposalEntry.model_rebuild()
ProposalsFile.model_rebuild()
