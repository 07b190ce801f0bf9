"""The entries of a case's YAML files as pydantic models: which keys there are, and of what type.

They are frozen, forbid unknown keys, and hold text as it was written. What refers to what is checked by `crosscheck`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import PydanticCustomError, core_schema

from detente.case.dates import Interval
from detente.case.model import Firmness
from detente.case.names import ID_PATTERN, ID_RULE, id_problem


def refuse(expected: str, got: str = "") -> PydanticCustomError:
    """What a validator raises: what was expected, and what came where the value itself does not say it."""
    return PydanticCustomError("detente", "{expected}", {"expected": expected, "came": got})


class _OneOrMany:
    """A list, of which one entry may stand for itself: `a` for `[a]`. `wrap` turns the one into an entry."""

    def __init__(self, wrap: Callable[[Any], Any] = lambda one: one, one: dict[str, Any] | None = None) -> None:
        self.wrap, self.one = wrap, one

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def listed(value: Any) -> Any:
            return [self.wrap(value)] if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler(core)
        return {"anyOf": [self.one or many.get("items", {}), many]}


class _Short:
    """An entry that a bare text may stand for: `shared` for `{id: shared}`."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def whole(value: Any) -> Any:
            return {self.key: value} if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(whole, handler(source))

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [_ID_SCHEMA, handler(core)]}


class _Schema:
    """Shows editors this schema: in YAML, `1997` is a number to them and text to us."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        del core, handler
        return dict(self.schema)


_ID_SCHEMA: dict[str, Any] = {"type": ["string", "integer"], "pattern": f"^{ID_PATTERN}$"}
_DATE_SCHEMA: dict[str, Any] = {
    "type": ["string", "integer"],
    "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$",
    "description": "2022-03-29, 2022-03, 2022, or a range 2022-03-29/2022-04-02",
}


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise refuse("a text")
    if not value.strip():
        raise refuse("a text", "an empty one")
    return value


def _id(value: str) -> str:
    problem = id_problem(value)
    if problem:
        raise refuse(ID_RULE, f"{value}, {problem}" if value.strip() else "an empty one")
    return value


def _date(value: str) -> Interval:
    try:
        return Interval.parse(value)
    except ValueError as error:
        raise refuse("a date: 2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02", str(error)) from None


def _bool(value: Any) -> Any:
    if value not in ("true", "false"):
        raise refuse("true or false")
    return value == "true"


def _whole(value: Any) -> Any:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12):
        raise refuse("a whole number")
    return int(value)


def _firmness(value: Any) -> Any:
    words = {firmness.word: firmness for firmness in Firmness}
    if not isinstance(value, str) or value not in words:
        raise refuse("one of preference, firm, never")
    return words[value]


def one_of(*words: str) -> Any:
    """A text that is one of these words."""

    def check(value: Any) -> Any:
        if value not in words:
            raise refuse(f"one of {', '.join(words)}")
        return value

    return Annotated[str, BeforeValidator(check), _Schema({"enum": list(words)})]


def _digest(value: str) -> str:
    if len(value) != 64 or set(value.lower()) - set("0123456789abcdef"):
        raise refuse("64 hexadecimal digits", value)
    return value.lower()


def _span_digest(value: str) -> str:
    if not 16 <= len(value) <= 64 or set(value.lower()) - set("0123456789abcdef"):
        raise refuse("16 to 64 hexadecimal digits", value)
    return value.lower()


def _full(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise refuse("at least one entry", "an empty list")
    return values


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise refuse("each of them once", f"{value} twice")
        seen.add(value)
    return values


_SCALAR = {"type": ["string", "number", "boolean"]}
Text = Annotated[str, BeforeValidator(_text), _Schema(_SCALAR)]
Id = Annotated[str, BeforeValidator(_text), AfterValidator(_id), _Schema(_ID_SCHEMA)]
Ref = Annotated[str, BeforeValidator(_text), _Schema(_ID_SCHEMA)]
Date = Annotated[Any, BeforeValidator(_text), AfterValidator(_date), _Schema(_DATE_SCHEMA)]
Flag = Annotated[bool, BeforeValidator(_bool), _Schema({"type": "boolean"})]
Whole = Annotated[int, BeforeValidator(_whole), _Schema({"type": "integer", "minimum": 0})]
Firm = Annotated[Firmness, BeforeValidator(_firmness), _Schema({"enum": [firmness.word for firmness in Firmness]})]
Digest = Annotated[
    str, BeforeValidator(_text), AfterValidator(_digest), _Schema({"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"})
]
SpanDigest = Annotated[
    str,
    BeforeValidator(_text),
    AfterValidator(_span_digest),
    _Schema({"type": "string", "pattern": "^[0-9A-Fa-f]{16,64}$"}),
]
ConditionText = Annotated[str, BeforeValidator(_text), _Schema({"type": "string"})]
Refs = Annotated[tuple[Ref, ...], AfterValidator(_distinct)]
SomeRefs = Annotated[tuple[Ref, ...], AfterValidator(_full), AfterValidator(_distinct)]
OneOrManyRefs = Annotated[tuple[Ref, ...], AfterValidator(_full), AfterValidator(_distinct), _OneOrMany()]
Sources = Annotated[tuple[Ref, ...], AfterValidator(_distinct), _OneOrMany()]


class Entry(BaseModel):
    """What all entries have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --------------------------------------------------------------------------------------------------------- case.yaml


class OptionEntry(Entry):
    """One way to settle the issue. An id alone will do."""

    id: Id
    title: Text = Field("", description="What a reader sees; the id where there is none.")
    needs: Refs | None = Field(None, description="Parties or blocs whose consent this option needs. []: nobody's.")


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
    options: Annotated[tuple[Annotated[OptionEntry, _Short("id")], ...], AfterValidator(_full)]
    status_quo: Annotated[
        tuple[StatusQuoEntry, ...], AfterValidator(_full), _OneOrMany(lambda one: {"option": one}, _ID_SCHEMA)
    ] = Field(description="The option that holds where nothing is agreed, or a dated list of them.")
    needs: Refs | None = Field(None, description="Whose consent its options need, except for the status quo.")
    controlled_by: Refs = Field((), description="Conduct only: who can change it alone.")
    since: Date | None = Field(None, alias="from", description="When it became a matter to be settled.")
    until: Date | None = Field(None, description="When it ceased to be one.")
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
    conditions: tuple[ConditionEntry, ...] = ()
    linkages: tuple[LinkageEntry, ...] = ()
    tables: tuple[TableEntry, ...] | None = Field(None, description="Default: one table of the required parties.")
    window: WindowEntry = WindowEntry()


# ------------------------------------------------------------------------------------------------------ parties.yaml


class PartyEntry(Entry):
    """An actor whose consent counts somewhere."""

    id: Id
    name: Text = Field("", description="The plain name; the id where there is none.")
    kind: one_of("state", "organisation", "group", "person") = "state"  # type: ignore[valid-type]
    aliases: tuple[Text, ...] = Field((), description="Other names that documents use.")
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
    of: Annotated[tuple[BranchEntry, ...], AfterValidator(_full)] | None = Field(
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
