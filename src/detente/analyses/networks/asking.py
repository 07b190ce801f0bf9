"""What a network can be asked for, and which questions have no answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from detente.engines.networks import VALUES
from detente.errors import DetenteError, UnknownNameError
from detente.ledger.discourse import Discourse, Variable

KINDS = ("one-mode", "two-mode")
DUPLICATES = ("include", "document", "week", "month", "year", "range")
NORMALISATIONS = ("none", "average", "jaccard", "ruzicka", "cosine", "activity", "prominence")
ONE_MODE_ONLY = ("average", "jaccard", "ruzicka", "cosine")
TWO_MODE_ONLY = ("activity", "prominence")
DNA = "dna"


@dataclass(frozen=True)
class Asked:
    """A question for a network. Names that are "" stand for what is usual in the discourse.

    `value`: ignore, congruence, conflict or subtract; of two modes ignore, subtract or combine. `first` and `last` are
    the first and last day. `exclude` and `include` are pairs (variable, value): a statement with an excluded value is
    left out, and one that lacks all the included values of a variable. `compatible`: "dna" for DNA's numbers; then the
    qualifier (the usual one, where none is named) keeps its levels apart with ignore, too.
    """

    kind: str = "one-mode"
    value: str = ""
    rows: str = ""
    columns: str = ""
    qualifier: str = ""
    duplicates: str = "include"
    normalise: str = "none"
    first: date | None = None
    last: date | None = None
    exclude: tuple[tuple[str, str], ...] = ()
    include: tuple[tuple[str, str], ...] = ()
    isolates: bool = False
    compatible: str = ""

    @property
    def dna(self) -> bool:
        """Whether DNA's numbers are wanted."""
        return self.compatible == DNA

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that the question names."""
        filters = (name for name, _ in (*self.exclude, *self.include))
        return tuple(dict.fromkeys(name for name in (self.rows, self.columns, self.qualifier, *filters) if name))

    @property
    def uses_qualifier(self) -> bool:
        """Whether what was said matters, not only that something was."""
        return self.value != "ignore"


def settled(asked: Asked, discourse: Discourse) -> tuple[Asked, tuple[str, ...]]:
    """The question with every name filled in, and what was changed because DNA changes it.

    Raises UnknownNameError for a name that is nowhere, DetenteError for a question that has no answer.
    """
    if not asked.value:
        asked = replace(asked, value="congruence" if asked.kind == "one-mode" else "ignore")
    values = (*VALUES, "combine")
    for kind, name, known in (
        ("kind", asked.kind, KINDS),
        ("value", asked.value, values),
        ("way to count duplicates", asked.duplicates, DUPLICATES),
        ("normalisation", asked.normalise, NORMALISATIONS),
        ("compatibility", asked.compatible, ("", DNA)),
    ):
        if name not in known:
            raise UnknownNameError(kind, name, known)
    needed = asked.uses_qualifier
    usual = asked.dna and discourse.usual[2] not in ("", asked.rows, asked.columns)  # rDNA asks with it by itself
    names = [
        _name(discourse, name, default, option)
        for name, default, option in zip(
            (asked.rows, asked.columns, asked.qualifier or ("" if needed or usual else "-")),
            discourse.usual,
            ("--rows", "--columns", "--qualifier"),
            strict=True,
        )
    ]
    if names[2] and discourse[names[2]].kind == "long text":
        raise DetenteError(
            f"{names[2]} is a long text; a qualifier has values that recur: a boolean, an integer or a short text"
        )
    keeps = needed or asked.dna
    asked = replace(asked, rows=names[0], columns=names[1], qualifier=names[2] if keeps else "")
    if len({asked.rows, asked.columns, asked.qualifier}) < 3:
        raise DetenteError(
            f"rows ({asked.rows}), columns ({asked.columns}) and qualifier ({asked.qualifier}) must be three variables"
        )
    for name in (asked.rows, asked.columns):
        if discourse[name].ordered:
            raise DetenteError(f"{name} is a number ({discourse[name].kind}); rows and columns are texts")
    return _as_dna(asked) if asked.dna else (_possible(asked, discourse), ())


def _name(discourse: Discourse, asked: str, usual: str, option: str) -> str:
    if asked == "-":
        return ""
    if not (asked or usual):
        raise DetenteError(f"say which variable is meant with {option}: {', '.join(discourse.variables)}")
    return discourse[asked or usual].name


def _as_dna(asked: Asked) -> tuple[Asked, tuple[str, ...]]:
    """DNA answers another question where it does not know the one that was asked."""
    notes = []
    allowed = ("ignore", "subtract", "combine") if asked.kind == "two-mode" else VALUES
    if asked.value not in allowed:
        notes.append(f"DNA knows no {asked.value} for {asked.kind} networks and counts as in ignore; so does this")
        asked = replace(asked, value="ignore")
    wrong = ONE_MODE_ONLY if asked.kind == "two-mode" else TWO_MODE_ONLY
    if asked.normalise in wrong or asked.normalise == "ruzicka":
        notes.append(f"DNA knows no {asked.normalise} for {asked.kind} networks and does not normalise; so does this")
        asked = replace(asked, normalise="none")
    return asked, tuple(notes)


def _possible(asked: Asked, discourse: Discourse) -> Asked:
    """The same question; raises DetenteError where it has no answer."""
    if asked.kind == "two-mode":
        if asked.value in ("congruence", "conflict"):
            raise DetenteError(
                f"{asked.value} compares two rows, so it is for one-mode networks; "
                "a two-mode network has --value ignore, subtract or combine"
            )
        if asked.normalise in ONE_MODE_ONLY:
            raise DetenteError(
                f"{asked.normalise} compares two rows; a two-mode network has --normalise activity or prominence"
            )
    elif asked.value == "combine":
        raise DetenteError("combine lists what a row says of a column, so it is for two-mode networks")
    elif asked.normalise in TWO_MODE_ONLY:
        raise DetenteError(
            f"{asked.normalise} is a share of a row's or a column's statements; "
            "a one-mode network has --normalise average, jaccard, ruzicka or cosine"
        )
    if asked.value == "combine" and asked.normalise != "none":
        raise DetenteError("combined levels are names, not amounts, and cannot be normalised")
    if asked.uses_qualifier:
        _comparable(asked, discourse[asked.qualifier])
    return asked


def _comparable(asked: Asked, qualifier: Variable) -> None:
    if asked.kind == "two-mode" and asked.value == "subtract" and not qualifier.ordered:
        raise DetenteError(f"{qualifier.name} has no positive and negative values to subtract; use --value ignore")
    if asked.normalise not in ("jaccard", "ruzicka"):
        return
    used = {int(code) for code in set(qualifier.column.codes.tolist()) if qualifier.column.words[code] != ""}
    if asked.value in ("conflict", "subtract") and len(used) > 2:
        raise DetenteError(
            f"{qualifier.name} has {len(used)} values, so nothing has one opposite; "
            f"there is no {asked.normalise} coefficient of {asked.value}. Use --normalise average or cosine"
        )
    if asked.normalise == "ruzicka" and qualifier.ordered and asked.value == "congruence" and len(used) > 2:
        raise DetenteError(f"{qualifier.name} is a scale; there is no ruzicka coefficient of degrees. Use cosine")
