"""The whole page: one self-contained HTML file from a dossier."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from detente.brief.dossier import Dossier
from detente.brief.focus import Focus, focus_of
from detente.brief.fonts import faces
from detente.brief.markup import Html, el
from detente.brief.names import Names
from detente.brief.sections import (
    blocks,
    contradictions,
    evidence,
    history,
    method,
    positions,
    proposals,
    ratification,
    room,
    sensitivity,
    solutions,
    stability,
    treaties,
    ways,
)
from detente.brief.sentences import five
from detente.brief.words import day, own

CONTENTS = (
    ("positions", "Positions"),
    ("window", "The window over time"),
    ("blocks", "What blocks it"),
    ("ways", "Ways out"),
    ("room", "Room in numbers"),
    ("unknown", "Best supported package"),
    ("proposals", "Proposals"),
    ("solutions", "Efficient and fair"),
    ("ratification", "Would it pass at home"),
    ("stability", "Would it hold"),
    ("drafts", "The drafts"),
    ("sensitivity", "What would change the answer"),
    ("contradictions", "What reports contradict"),
    ("evidence", "Evidence"),
    ("method", "Method and limits"),
    ("reproduce", "Reproduce"),
)


def render(dossier: Dossier) -> str:
    """The brief of a case on a day as one HTML page that needs no network."""
    names = Names(dossier)
    focus = focus_of(dossier)
    body = el(
        "body",
        el("a", "Skip to the answer", href="#answer", class_="skip"),
        _header(dossier),
        _contents(dossier),
        el("main", _answer(dossier, focus, names), _sections(dossier, focus, names), id="main"),
        _footer(dossier),
        el("div", id="card", role="tooltip", hidden=True),
        el("script", Html(_file("script.js"))),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{_head(dossier)}{body}</html>\n'


def _sections(dossier: Dossier, focus: Focus | None, names: Names) -> list[Html | None]:
    return [
        positions.render(dossier, names),
        history.render(dossier, focus, names),
        blocks.render(focus, names),
        ways.render(focus, names),
        room.render(dossier, names),
        room.unknown(dossier, names),
        proposals.render(dossier, names),
        solutions.render(dossier, names),
        ratification.render(dossier, names),
        stability.render(dossier, names),
        treaties.render(dossier, names),
        sensitivity.render(dossier, names),
        contradictions.render(dossier, names),
        evidence.render(dossier, names),
        method.method(dossier, names),
        method.reproduce(dossier),
    ]


def _head(dossier: Dossier) -> Html:
    about = dossier.room.about
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="generator", content=f"Détente {dossier.version}"),
        el("meta", name="description", content=dossier.case.question),
        el("title", f"{about.title}, as of {day(about.day)} – Détente"),
        el("style", Html(faces() + _file("style.css"))),
    )


def _header(dossier: Dossier) -> Html:
    about = dossier.room.about
    known = f"known by {day(about.known_by)}" if about.known_by else "with all that is on record"
    return el(
        "header",
        el("p", "Détente brief", class_="kind"),
        el("h1", own(about.title)),
        el("p", own(dossier.case.question), class_="question") if dossier.case.question else None,
        el(
            "p",
            f"As of {day(about.day)}, {known}. Case ",
            el("code", about.slug),
            f", {len(dossier.positions.records):,} lines of evidence.",
            class_="meta",
        ),
    )


def _answer(dossier: Dossier, focus: Focus | None, names: Names) -> Html:
    items = [
        el(
            "li",
            el("a", el("span", one.lead, class_="ask"), href=f"#{one.section}"),
            el("p", one.says, class_="says"),
            el("p", one.note, class_="meta") if one.note else None,
        )
        for one in five(dossier, focus, names)
    ]
    words = "The answer in five sentences" if len(items) == 5 else "The answer"
    return el(
        "section",
        el("h2", words, id="answer-title"),
        el("ol", items, class_="five"),
        id="answer",
        aria_labelledby="answer-title",
        tabindex=-1,
    )


def _contents(dossier: Dossier) -> Html:
    there = {
        "drafts": dossier.drafts,
        "solutions": dossier.bargained,
        "ratification": dossier.ratification,
        "stability": dossier.holding or dossier.unheld or None,
    }
    shown = [one for one in CONTENTS if one[0] not in there or there[one[0]] is not None]
    links = [el("li", el("a", title, href=f"#{name}")) for name, title in (("answer", "The answer"), *shown)]
    return el("nav", el("ul", links), aria_label="Contents", class_="contents")


def _footer(dossier: Dossier) -> Html:
    about = dossier.room.about
    return el(
        "footer",
        el(
            "p",
            f"Détente {dossier.version}. {about.title}, as of {day(about.day)}. Counts are of stated positions "
            "and are no likelihoods. Détente takes no side.",
        ),
    )


@cache
def _file(name: str) -> str:
    return files("detente.brief").joinpath(name).read_text(encoding="utf-8")
