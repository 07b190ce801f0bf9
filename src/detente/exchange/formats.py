"""Every format that can be read or written: what it is called, what it keeps and what it drops.

FORMATS are of codings (`detente export`, `import`), TREATIES of treaties (`detente treaty export`, `import`), DOMAINS
of negotiation domains (`detente export`, `convert`, `import`).

To add a format: a module with `read(path) -> Reading`, `write(coding, path, texts) -> tuple[Loss, ...]`, or both, and
an entry in FORMATS. The commands, the docs and the tests go through this list.

`read` raises FormatError with all that is wrong with the file at once; what it merely does not understand is in the
Reading's losses. `write` puts a whole file (or folder) in its place or none, returns what it dropped (beside
`coding.outside`), and writes documents' texts only where `texts` is true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from detente.errors import UnknownNameError
from detente.exchange.coding import Coding, Loss, Reading

Reader = Callable[[Path], Reading]
Writer = Callable[[Coding, Path, bool], tuple[Loss, ...]]


@dataclass(frozen=True)
class Format:
    """One format. `lossless`: what is written and read again is the same coding."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    keeps: str
    drops: tuple[str, ...] = ()
    reads: bool = True
    writes: bool = True
    lossless: bool = False
    caution: str = ""
    of: str = "coding"

    @property
    def reader(self) -> Reader:
        """Its `read`, loaded now."""
        return cast(Reader, import_module(self.module).read)

    @property
    def writer(self) -> Writer:
        """Its `write`, loaded now."""
        return cast(Writer, import_module(self.module).write)


_LISTED = (
    Format(
        "csv",
        "the ledger's own columns as CSV",
        (".csv",),
        "detente.exchange.table",
        keeps="every column of every statement",
        drops=("codebook", "sources", "texts"),
        caution="Cells that begin with =, +, - or @ are written as they are: let a spreadsheet import them as text.",
    ),
    Format(
        "jsonl",
        "JSON Lines, a whole coding",
        (".jsonl", ".ndjson"),
        "detente.exchange.jsonlines",
        keeps="statements, codebook, sources; texts where asked for",
        lossless=True,
    ),
    Format(
        "codings",
        "coded spans as JSON Lines, for comparing two coders",
        (".codings.jsonl",),
        "detente.exchange.codings",
        keeps="statements with an anchor: place, digest, who for whom, matter, stance, act, reporters, confidence",
        drops=("statements without an anchor", "columns that the form has no key for", "codebook", "sources", "texts"),
    ),
    Format(
        "webannotation",
        "W3C Web Annotation, JSON-LD",
        (".jsonld",),
        "detente.exchange.webannotation",
        keeps="statements, codebook, sources; quotations where asked for",
        drops=("texts",),
        lossless=True,
        caution="Positions count Unicode code points; some browser tools count UTF-16 units.",
    ),
    Format(
        "qdc",
        "REFI-QDA codebook",
        (".qdc",),
        "detente.exchange.refi.codebook",
        keeps="parties, blocs, issues and topics with their options, as a tree of codes",
        drops=("statements", "sources", "status quo, consent, control, order of options", "named conditions", "texts"),
    ),
    Format(
        "qdpx",
        "REFI-QDA project",
        (".qdpx",),
        "detente.exchange.refi.qdpx",
        keeps="statements as coded selections and notes, codebook, coders; sources; texts where asked for",
        drops=("status quo, consent, control, order of options", "named conditions", "what XML cannot hold"),
        caution="Without texts there are no selections. Positions count Unicode code points, line ends as they stand.",
    ),
    Format(
        "dna",
        "Discourse Network Analyzer, version 3 (reads version 2 too)",
        (".dna",),
        "detente.exchange.dna.codings",
        keeps="statements with every column as a variable, codebook, sources; texts where asked for",
        drops=("to DNA: dates of statements, acts, firmness, other than as variables", "origins and cuts of documents"),
        caution="DNA sees one statement an option, dated by its document. Every coder's password is “detente”.",
    ),
    Format(
        "sqlite",
        "a clean SQLite database for Datasette",
        (".sqlite", ".db"),
        "detente.exchange.sqlite",
        reads=False,
        keeps="statements, codebook, sources as tables with keys, views and full-text search; texts where asked for",
        drops=("speakers of parties", "status quo, consent, control"),
    ),
)

FORMATS: tuple[Format, ...] = _LISTED
"""All formats, in the order in which they are listed."""


TREATIES: tuple[Format, ...] = (
    Format(
        "akn",
        "Akoma Ntoso 3.0",
        (".akn", ".xml"),
        "detente.exchange.treaties.akomantoso",
        keeps="structure, anchors, headings, paraphrases, references; norms in meta/proprietary",
        drops=("from others: their words, unless asked for; headings of groups", "characters that XML cannot hold"),
        lossless=True,
        caution="A case has no words of treaties: the content is paraphrases, or sentences made from the coding.",
        of="treaty",
    ),
    Format(
        "legalruleml",
        "LegalRuleML 1.0, compact",
        (".lrml",),
        "detente.exchange.treaties.legalruleml",
        keeps="norms as statements, readings as alternatives, overrides, repairs, ties to the Akoma Ntoso eIds",
        drops=("weights, notes, judgements", "terms", "how amounts are counted", "entry into force, withdrawal"),
        reads=False,
        of="treaty",
    ),
    Format(
        "norms",
        "a sheet of norms, CSV",
        (".csv",),
        "detente.exchange.treaties.sheet",
        keeps="everything, one row a norm and one a reading",
        lossless=True,
        caution="Cells that begin with =, +, - or @ are written as they are: let a spreadsheet import them as text.",
        of="treaty",
    ),
    Format(
        "atop",
        "a coding sheet like ATOP's, CSV",
        (".atop.csv",),
        "detente.exchange.treaties.codesheet",
        keeps="one row a treaty: defense, offense, neutral, nonagg, consul by a mapping; other columns carried",
        drops=("what norms say beyond codes",),
        caution="What no norm says stays blank: that nobody coded it does not show that it is not there.",
        of="treaty",
    ),
    Format(
        "pax",
        "a coding sheet like PA-X's, CSV",
        (".pax.csv",),
        "detente.exchange.treaties.codesheet",
        keeps="one row a treaty: issue codes 1 and 2 by a mapping; other columns carried",
        drops=("what norms say beyond codes",),
        caution="What no norm says stays blank. A 3 (detail) is a judgement: it is carried and never computed.",
        of="treaty",
    ),
)
"""Formats of treaties; their modules are asked by `api.treaties.exchanging`."""

DOMAINS: tuple[Format, ...] = (
    Format(
        "genius",
        "GENIUS domain and profiles, a folder of XML",
        (".xml",),
        "detente.exchange.genius.writing",
        keeps="issues, options, utilities, reservation values; bonuses as rectangles",
        drops=(
            "linkages",
            "with bonuses: names of options",
            "scale, where utilities are above 1",
            "that there is no reservation value",
        ),
        of="domain",
    ),
    Format(
        "geniusweb",
        "GeniusWeb domain and profiles, a folder of JSON",
        (".json",),
        "detente.exchange.bargains.geniusweb",
        keeps="issues, options, utilities; reservation values as bids where a package is worth exactly that",
        drops=("linkages", "bonuses", "scale, where utilities are above 1", "that there is no reservation value"),
        caution="GeniusWeb itself takes only weights that add up to 1 and knows no reservation value that is no bid.",
        of="domain",
    ),
    Format(
        "negmas",
        "NegMAS scenario, a folder of YAML (reads JSON too)",
        (".yml", ".yaml", ".json"),
        "detente.exchange.bargains.negmas",
        keeps="issues, options, utilities, reservation values",
        drops=("linkages", "bonuses"),
        caution="NegMAS reads numbers as floats: ties that are exact here may not be there.",
        of="domain",
    ),
    Format(
        "sheet",
        "a sheet of utilities, CSV",
        (".csv",),
        "detente.exchange.bargains.sheet",
        keeps="issues, options, utilities, reservation values, exactly",
        drops=("linkages", "bonuses"),
        caution="Cells that begin with =, +, - or @ are written as they are: let a spreadsheet import them as text.",
        of="domain",
    ),
    Format(
        "tables",
        "tables, JSON",
        (".json",),
        "detente.exchange.bargains.tables",
        keeps="the whole domain, exactly: linkages, bonuses and ceilings too",
        lossless=True,
        of="domain",
    ),
)
"""Formats of negotiation domains; `exchange.bargains.door` tells them apart by what is in a file."""


def named(name: str, among: tuple[Format, ...] = FORMATS) -> Format:
    """The format of that name. Raises UnknownNameError."""
    for one in among:
        if one.name == name:
            return one
    raise UnknownNameError("format", name, (one.name for one in among))


def guessed(path: Path) -> Format:
    """The format that a file's name, and for JSON Lines its first line, suggest. Raises FormatError."""
    from detente.exchange.outside import refuse

    name = path.name.lower()
    fits = [one for one in FORMATS if any(name.endswith(suffix) for suffix in one.suffixes)]
    if fits and fits[0].name == "jsonl" and _first_line(path) and b'"detente"' not in _first_line(path):
        return named("codings")
    if not fits and name.endswith(".json"):
        return named("webannotation")
    if not fits:
        known = ", ".join(one.name for one in FORMATS)
        raise refuse(
            path, "the name does not say what format it is", f"--format, one of {known}", path.suffix or "none"
        )
    return max(fits, key=lambda one: max(len(suffix) for suffix in one.suffixes if name.endswith(suffix)))


def _first_line(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.readline(65_536)
    except OSError:
        return b""
