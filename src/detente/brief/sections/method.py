"""How it was made, what it must not be taken for, and how to make it again."""

from __future__ import annotations

from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el, folded
from detente.brief.names import Names
from detente.brief.sections import section
from detente.brief.wording import wording
from detente.brief.words import capital, count, day, number, own, quoted
from detente.errors import Finding

LIMITS = (
    (
        "The counts are of stated positions. Positions may bluff or hide, and what has been said does not show "
        "whether a deal existed."
    ),
    "“n of N packages” depends on how the issues were divided into options. It is no likelihood.",
    (
        "A concession is a condition: were a position dropped, n packages would no longer be excluded. Nothing "
        "follows about whether anybody would drop it, or sign what is left."
    ),
    "Dropping one position of a set resolves this set, perhaps not the impasse.",
    "What nobody has said is unknown. It is neither yes nor no, and asking is the only way to find out.",
    "“Best supported” counts consents on record. It weighs neither interests nor consequences.",
    "Silence supersedes nothing: an old position stands until it is taken back, so its date is printed with it.",
)
TERMS = (
    (
        "Issue, option, package",
        (
            "An issue is a matter to be settled, with options that exclude one another. A package takes one option "
            "on each issue of a table’s agenda; issues off the agenda stay as they are."
        ),
    ),
    ("Linkage", "A condition that every package must meet by logic, law or physics. Nobody can concede it."),
    (
        "Red line, refusal, demand",
        (
            "Three degrees of firmness: coded never, firm, or as a preference. At the level of red lines only these "
            "bind; at the next, refusals as well; at the last, demands too."
        ),
    ),
    ("Level", "The answer is given three times: no red line crossed; nor a refusal ignored; and every demand met."),
    (
        "Table",
        (
            "Parties that would sign together. A red line of anybody at the table binds on all of its agenda; other "
            "positions bind where their holder’s consent is needed."
        ),
    ),
    ("Side", "A party, or a declared group of parties that counts once."),
    (
        "Indivisible",
        (
            "Meant to be taken whole or not at all. Answers are given as if such proposals were menus, and as "
            "wholes; sentences and pictures take them as wholes."
        ),
    ),
    (
        "Disputed",
        (
            "Two reports or two voices differ and nothing says which is later. The number printed large lets "
            "disputed refusals stand."
        ),
    ),
    ("Smallest set (minimal conflict)", "Positions that no package can meet together, of which none can be left out."),
    (
        "Concession",
        (
            "A smallest set of positions to give up so that some package is no longer excluded. The gap is the "
            "number of positions in the smallest."
        ),
    ),
    (
        "Window",
        (
            "The same question on every date on which something changed, over the same issues throughout. Not "
            "assessable means that somebody at the table had not yet spoken."
        ),
    ),
)


def method(dossier: Dossier, names: Names) -> Html:
    """The section on method and limits."""
    return section(
        "method",
        "Method, and what this must not be taken for",
        el("h3", "What it must not be taken for"),
        el("ul", [el("li", line) for line in LIMITS], class_="spaced"),
        el("h3", "The words used here"),
        el("dl", [el("div", el("dt", term), el("dd", meaning)) for term, meaning in TERMS], class_="terms"),
        el("h3", "How it was computed"),
        el(
            "ul",
            el("li", f"Room: {dossier.room.method}."),
            el("li", f"Conflicts and concessions: {dossier.impasse.method}."),
            el(
                "li",
                "Window: every date on which something changed",
                "." if dossier.window.complete else "; not every gap could be worked out.",
            ),
            el(
                "li",
                "Other codings: every counted statement left out once and coded one step firmer and softer once, "
                "every source left out once, and all that is older than two years together.",
            ),
        ),
        _linkages(names),
        _check(dossier),
    )


def _linkages(names: Names) -> Content:
    if not names.case.linkages:
        return el("p", "The case names no linkages.", class_="meta")
    items = [
        el(
            "li",
            capital(wording(linkage.require, names)),
            ".",
            _why(linkage.why),
        )
        for linkage in names.case.linkages
    ]
    return folded(
        f"{capital(count(len(items), 'linkage'))} that every package must meet", el("ul", items, class_="spaced")
    )


def _why(why: str) -> Content:
    return el("span", " Because: ", own(why.rstrip(".")), ".", class_="meta") if why else None


def _check(dossier: Dossier) -> Content:
    findings = [finding for finding in dossier.check.findings if finding.severity != "note"]
    if not findings:
        notes = len(dossier.check.findings)
        but = f"nothing but {count(notes, 'note')}; `detente check` prints them" if notes else "nothing to look at"
        return el("p", f"A check of the case found {but}.", class_="meta")
    return folded(
        f"{capital(count(len(findings), 'point'))} that a check of the case says deserve a second look",
        el("ul", [_finding(one) for one in findings[:200]]),
    )


def _finding(finding: Finding) -> Html:
    where = f"{finding.file}, line {number(finding.line)}" if finding.line else finding.file
    return el("li", own(finding.message), " ", el("span", where, class_="meta"))


def reproduce(dossier: Dossier) -> Html:
    """The section on making the same page again."""
    about = dossier.room.about
    known = f"known by {day(about.known_by)}" if about.known_by else "everything on record, whenever it became known"
    facts: list[tuple[str, Content]] = [
        ("Case", [quoted(about.title), " (", el("code", about.slug), ")"]),
        ("As of", f"{day(about.day)}; {known}"),
        ("Digest of the case", el("code", about.digest or "none", class_="digest")),
        ("Program", f"Détente {dossier.version}"),
    ]
    return section(
        "reproduce",
        "Reproduce",
        el("p", "The same case and the same program give the same page:"),
        el("pre", el("code", dossier.command), tabindex=0, role="region", aria_label="Command"),
        el("dl", [el("div", el("dt", term), el("dd", value)) for term, value in facts], class_="terms"),
    )
