"""A negotiation domain as the files of a case: issues, parties, what packages are worth, linkages as conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.case.judgements.numbers import PLACES, shown
from detente.case.yamltext import Value, block
from detente.engines.bargaining.model import Linkage
from detente.exchange.bargains.fitting import note_losses, rule_losses
from detente.exchange.bargains.points import Judged, fitted_points
from detente.exchange.coding import Loss
from detente.exchange.naming import Ids
from detente.space.bargaining import Bargain, Matter

MOST_CONDITION = 900_000
"""Characters of a condition; the grammar reads a little more."""
TABLE = "talks"


@dataclass(frozen=True)
class Named:
    """Ids for the names of a domain: of issues, of each issue's options, of parties."""

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    parties: tuple[str, ...]


def named(bargain: Bargain) -> Named:
    """The ids that a domain's names get: what is an id already stays."""
    issues, parties = Ids(), Ids()
    options = (Ids() for _ in bargain.matters)
    return Named(
        tuple(issues[one.name] for one in bargain.matters),
        tuple(tuple(ids[one] for one in matter.options) for ids, matter in zip(options, bargain.matters, strict=True)),
        tuple(parties[one] for one in bargain.parties),
    )


def files_of(bargain: Bargain) -> tuple[dict[str, str], tuple[Loss, ...]]:
    """The text of each file by its name, and everything that is not in them or had to be made up."""
    ids = named(bargain)
    linkages, lost = _linkages(bargain, ids)
    entries, changed = _preferences(bargain, ids)
    losses = [*lost, *rule_losses(bargain), *note_losses(bargain), *changed, *_renamed(bargain, ids)]
    why = "a domain has none, and a case must say what holds without agreement: the first option of each stands in"
    losses.insert(0, Loss("the status quo", len(bargain.matters), why))
    case: dict[str, Value] = {
        "title": _line(bargain.name) or "An imported domain",
        "issues": [_issue(*one) for one in zip(bargain.matters, ids.issues, ids.options, strict=True)],
        "tables": [{"id": TABLE, "parties": list(ids.parties), "agenda": list(ids.issues)}],
    }
    if linkages:
        case["linkages"] = linkages
    parties: list[Value] = [
        {"id": party, "name": _line(name), "kind": "group"}
        for party, name in zip(ids.parties, bargain.parties, strict=True)
    ]
    return {
        "case.yaml": _text(case),
        "parties.yaml": _text({"parties": parties}),
        "preferences.yaml": _text({"preferences": entries}),
    }, tuple(losses)


def _text(value: dict[str, Value]) -> str:
    return "\n".join(block(value)) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _issue(matter: Matter, issue: str, options: Sequence[str]) -> Value:
    found: list[Value] = [
        one if one == title else {"id": one, "title": _line(title)}
        for one, title in zip(options, matter.options, strict=True)
    ]
    return {"id": issue, "title": _line(matter.name), "options": found, "status_quo": options[0]}


def _renamed(bargain: Bargain, ids: Named) -> Iterator[Loss]:
    pairs = [(matter.name, issue) for matter, issue in zip(bargain.matters, ids.issues, strict=True)]
    pairs += [*zip(bargain.parties, ids.parties, strict=True)]
    for matter, options in zip(bargain.matters, ids.options, strict=True):
        pairs += [*zip(matter.options, options, strict=True)]
    if other := sum(name != one for name, one in pairs):
        yield Loss("names that are no ids", other, "they became titles, and ids were made of them")


# ------------------------------------------------------------------------------------------------------------ linkages


def _linkages(bargain: Bargain, ids: Named) -> tuple[list[Value], list[Loss]]:
    found: list[Value] = []
    losses = []
    for number, linkage in enumerate(bargain.domain.linkages, 1):
        forbidden = _either(linkage, ids)
        if len(forbidden) > MOST_CONDITION:
            why = f"its condition has more than {MOST_CONDITION:,} characters: packages that break it are possible"
            losses.append(Loss(f"linkage {number}", 1, why))
        else:
            found.append({"id": f"linkage_{number}", "require": f"not ({forbidden})", "why": "as the domain has it"})
    return found, losses


def _either(linkage: Linkage, ids: Named) -> str:
    """The combinations as a condition: options after which the same may follow stand together."""

    def said(depth: int, rows: frozenset[tuple[int, ...]]) -> str:
        after: dict[int, set[tuple[int, ...]]] = {}
        for row in rows:
            after.setdefault(row[0], set()).add(row[1:])
        together: dict[frozenset[tuple[int, ...]], list[int]] = {}
        for option in sorted(after):
            together.setdefault(frozenset(after[option]), []).append(option)
        parts = []
        for rest, options in together.items():
            atom = _is(linkage.issues[depth], options, ids)
            below = said(depth + 1, rest) if len(linkage.issues) > depth + 1 else "true"
            some = [one for one in (atom, below) if one != "true"]
            parts.append(" and ".join(some) or "true")
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    return said(0, linkage.forbidden)


def _is(issue: int, options: Iterable[int], ids: Named) -> str:
    names = [ids.options[issue][option] for option in sorted(options)]
    if len(names) == len(ids.options[issue]):
        return "true"
    return f"{ids.issues[issue]} is {names[0]}" if len(names) == 1 else f"{ids.issues[issue]} in {{{', '.join(names)}}}"


# --------------------------------------------------------------------------------------------------------- preferences


def _preferences(bargain: Bargain, ids: Named) -> tuple[list[Value], list[Loss]]:
    judged, factor, rounded = fitted_points(bargain)
    losses = [*_ceilings(bargain)]
    if factor != 1:
        times = f"{factor.numerator:,}" if factor.denominator == 1 else shown(factor)
        why = f"utilities and reservation values are those of the domain times {times}, so that points are exact"
        losses.append(Loss("the scale of utilities", len(judged), why))
    if even := [name for name, one in zip(bargain.parties, judged, strict=True) if one.even and len(one.values) > 1]:
        why = f"their values carry the weights of issues, or they would have no end in decimals: {', '.join(even)}"
        losses.append(Loss("weights", len(even), why))
    if rounded:
        losses.append(Loss("numbers", rounded, f"rounded to {PLACES} digits behind the point: ties may be none here"))
    reason = f"as the negotiation domain {_line(bargain.name)} has it"
    return [_entry(bargain, ids, party, one, reason) for party, one in enumerate(judged)], losses


def _entry(bargain: Bargain, ids: Named, party: int, one: Judged, reason: str) -> Value:
    weights: dict[str, Value] = {i: shown(w) for i, w in zip(ids.issues, one.weights, strict=True)}
    values: dict[str, Value] = {
        issue: {option: shown(v) for option, v in zip(options, row, strict=True)}
        for issue, options, row, weight in zip(ids.issues, ids.options, one.values, one.weights, strict=True)
        if weight
    }
    found: dict[str, Value] = {"of": ids.parties[party], "because": reason, "weights": weights, "values": values}
    mine = [bonus for bonus in bargain.domain.bonuses if bonus.party == party]
    bonuses: list[Value] = []
    for bonus, worth in zip(mine, one.bonuses, strict=True):
        atoms = [_is(issue, allowed, ids) for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True)]
        if all(bonus.allowed):
            met = " and ".join(atom for atom in atoms if atom != "true") or "true"
            bonuses.append({"if": met, "worth": shown(worth)})
    held: dict[str, Value] = {} if one.reservation is None else {"reservation": shown(one.reservation)}
    return {**found, **({"bonuses": bonuses} if bonuses else {}), **held}


def _ceilings(bargain: Bargain) -> Iterator[Loss]:
    domain = bargain.domain
    for party, name in enumerate(bargain.parties):
        ceiling = domain.ceilings[party] if domain.ceilings else None
        if ceiling is None:
            continue
        most = sum(map(max, domain.tables[party])) + sum(max(b.worth, 0) for b in domain.bonuses if b.party == party)
        if most > ceiling:
            why = "a case has none: utilities above it count in full, and answers differ"
            yield Loss(f"the ceiling of {name}", 1, why)
