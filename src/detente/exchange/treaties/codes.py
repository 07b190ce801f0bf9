"""Which norms make which variable of a coding sheet: a mapping that people can edit, and what it finds in a treaty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from detente.case.model import Case
from detente.case.treaties.expressions import Node, names_in
from detente.case.treaties.model import KINDS, VAGUE, Content, Entity, Expression, Provision, Treaty
from detente.case.yamlfile import YamlError, read_yaml, to_data
from detente.errors import Finding, FormatError, nearest
from detente.exchange.outside import read_text

ORDERS = ("obligation", "prohibition", "permission")


@dataclass(frozen=True)
class Rule:
    """A norm counts if its kind is one of these, its action and asset are of these (() is any), it has a number."""

    kinds: tuple[str, ...]
    actions: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    number: bool = False


Codes = Mapping[str, tuple[Rule, ...]]
"""Rules by variable; one that fits is enough."""


def codes_of(scheme: str, path: Path | None = None) -> Codes:
    """The mapping of a file, or the one that comes along (`atop`, `pax`). Raises FormatError with all that is wrong."""
    if path is None:
        text = (files("detente.exchange.treaties") / f"{scheme}.yaml").read_text(encoding="utf-8")
        return _read(f"{scheme}.yaml", text)
    return _read(str(path), read_text(path))


def _read(file: str, text: str) -> Codes:
    try:
        root = read_yaml(text, file)
    except YamlError as error:
        raise FormatError(error.findings) from None
    data = to_data(root) if root is not None else {}
    findings: list[Finding] = []
    found = dict(_rules(file, data, findings))
    if findings:
        raise FormatError(findings)
    return found


def _rules(file: str, data: Any, findings: list[Finding]) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    if not isinstance(data, dict) or not data:
        findings.append(Finding(file, 0, "error", "there are no variables", "VARIABLE: [{kind: […], action: […]}]"))
        return
    for variable, lines in data.items():
        rules = []
        for line in lines if isinstance(lines, list) else [lines]:
            wrong = _wrong(line)
            if wrong:
                findings.append(Finding(file, 0, "error", f"a line of {variable} is not as it must be", *wrong))
            else:
                rules.append(_rule(line))
        yield variable, tuple(rules)


def _wrong(line: Any) -> tuple[str, str, str] | None:
    keys = ("kind", "action", "asset", "number")
    if not isinstance(line, dict):
        return "{kind: […], action: […]}", str(line), ""
    for key, value in line.items():
        if key not in keys:
            return f"one of {', '.join(keys)}", key, nearest(key, keys)
        if key == "number" and value not in ("true", "false"):
            return "number: true or false", str(value), ""
        if key != "number" and not all(isinstance(one, str) for one in _list(value)):
            return f"{key}: a list of names", str(value), ""
    unknown = [kind for kind in _list(line.get("kind", [])) if kind not in KINDS]
    return (f"kinds: {', '.join(KINDS)}", unknown[0], nearest(unknown[0], KINDS)) if unknown else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _rule(line: Mapping[str, Any]) -> Rule:
    return Rule(
        tuple(_list(line.get("kind", list(ORDERS)))),
        tuple(_list(line.get("action", []))),
        tuple(_list(line.get("asset", []))),
        line.get("number") == "true",
    )


def coded(case: Case, treaty: Treaty, rules: Iterable[Rule]) -> tuple[Provision, ...]:
    """The provisions that one of the rules fits, as they are written."""
    chosen = tuple(rules)
    vocabulary = case.treaties.vocabulary
    actions, assets = _above(vocabulary.actions), _above(vocabulary.assets)
    return tuple(
        one
        for one in treaty.provisions
        if any(
            one.content.kind in rule.kinds
            and _of(one.content.action, rule.actions, actions)
            and _of(one.content.asset, rule.assets, assets)
            and (_has_number(one.content) or not rule.number)
            for rule in chosen
        )
    )


def _has_number(content: Content) -> bool:
    return content.cap is not None or content.floor is not None or content.baseline is not None


def _above(entities: Iterable[Entity]) -> Mapping[str, str]:
    return {one.id: one.under for one in entities}


def _of(expression: Expression | None, wanted: tuple[str, ...], above: Mapping[str, str]) -> bool:
    if not wanted:
        return True
    names = names_in(cast(Node, expression.tree)) if expression else ()
    return any(set(wanted) & set(_line(name, above)) for name in names)


def _line(name: str, above: Mapping[str, str]) -> Iterator[str]:
    """A class and those that it is of."""
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        name = above.get(name, "")


def binding(provisions: Iterable[Provision]) -> bool:
    """Whether any of them orders conduct in words that bind."""
    return any(one.content.kind in ORDERS and one.precision not in VAGUE and one.content.binds for one in provisions)
