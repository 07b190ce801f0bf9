"""GeniusWeb: domains and linear additive profiles in JSON.

U(x) = Σ weight · utility, as the numbers stand. The reservation value is the utility of `reservationBid`, which may
leave issues open (they add nothing); without it every agreement is better than none, so it is 0. `reserved_value`
beside it is NegMAS's: a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from detente.case.names import shorten
from detente.exchange.bargains.bids import worth_exactly
from detente.exchange.bargains.fitting import (
    UNIT,
    Fitted,
    Rounding,
    fitted,
    note_losses,
    scale_losses,
    structure_losses,
    unreserved_losses,
)
from detente.exchange.bargains.numbers import decimal, ratio
from detente.exchange.bargains.shape import Place, by_option, check_names, options_of, parted, unread
from detente.exchange.bargains.stated import MOST_OPTIONS, Complaints, Stated, compose, shown
from detente.exchange.bargains.trees import Number, Tree, laid_out, long_notes
from detente.exchange.coding import Loss
from detente.space.bargaining import Bargain, Matter

PROFILE = "LinearAdditiveUtilitySpace"
DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
CLOSE = Fraction(1, 10**6)
NUMERIC = ("NumberValueSetUtilities", "numberutils")
KEYS = ("name", "domain", "issueUtilities", "issueWeights", "reservationBid", "reserved_value", "discount_factor")


def is_domain(data: Any) -> bool:
    """Whether a tree is a GeniusWeb domain."""
    return isinstance(data, dict) and ("issuesValues" in data or "issueValues" in data)


def is_profile(data: Any) -> bool:
    """Whether a tree is a GeniusWeb profile, also of a kind that is not read."""
    return (
        isinstance(data, dict) and len(data) == 1 and next(iter(data)).endswith(("UtilitySpace", "Ordering", "Utils"))
    )


def read(trees: Sequence[Tree]) -> Bargain:
    """The domain of these files; each profile is a party. The domain's own file may be left out.

    Raises FormatError with everything that is wrong in any of the files.
    """
    complaints = Complaints()
    two = "there are two domains", "one domain and the profiles of its parties"
    domains, profiles = parted(trees, complaints, is_profile, two)
    if len(profiles) < 2:
        complaints.say(trees[0].file, 0, "there are too few profiles", "at least two", str(len(profiles)))
    complaints.end()
    inside = [_inside(profile) for profile in profiles]
    complaints.end()
    top = domains[0] if domains else inside[0].at("domain")
    matters, values = _issues(top)
    complaints.end()
    fitting = [profile for profile in inside if _fits(profile, matters)]
    parties = [_party(profile, matters, values) for profile in fitting]
    complaints.end()
    name = top.at("name").name(trees[0].stem)
    return compose(name, matters, parties, notes=[*_notes(inside, parties), *long_notes(trees)])


def _inside(profile: Place) -> Place:
    kind = next(iter(profile.data))
    if kind != PROFILE:
        profile.wrong("a profile of a kind that is not read", PROFILE, kind)
    inner = profile.at(kind)
    inner.mapping()
    return inner


def _issues(domain: Place) -> tuple[list[Matter], dict[str, tuple[Fraction, ...]]]:
    """The issues, and the numbers of those that have numbers."""
    key = "issuesValues" if domain.has("issuesValues") else "issueValues"
    matters, values = [], {}
    for name, place in domain.at(key).mapping().items():
        if place.has("range"):
            values[name] = _range(place.at("range"))
            matters.append(Matter(name, tuple(decimal(value)[0] for value in values[name])))
        else:
            matters.append(Matter(name, options_of(place.at("values").items(), place)))
    check_names(matters, domain)
    return matters, values


def _range(place: Place) -> tuple[Fraction, ...]:
    """low, low + step, … up to high: `[low, high, step]`, or keys of these names."""
    keys: tuple[Any, ...] = ("low", "high", "step") if isinstance(place.data, dict) else (0, 1, 2)
    before = len(place.complaints.found)
    low, high, step = (place.at(key).number() for key in keys)
    if len(place.complaints.found) > before:
        return (Fraction(0),)
    if step <= 0 or high < low or (high - low) / step >= MOST_OPTIONS:
        expected = "a step above 0" if step <= 0 else f"at most {MOST_OPTIONS:,} values"
        expected = "the lower bound first" if high < low else expected
        place.wrong("this is no usable range", expected, place.data)
        return (low,)
    return tuple(low + step * number for number in range(int((high - low) / step) + 1))


def _fits(profile: Place, matters: Sequence[Matter]) -> bool:
    """Whether the domain inside of a profile, if there is one, is this one; complains where it is not."""
    if not profile.has("domain"):
        return True
    found, _ = _issues(Place(profile.tree, profile.at("domain").data, Complaints()))
    mine, theirs = ({one.name: one.options for one in some} for some in (matters, found))
    if {name: set(options) for name, options in mine.items()} == {n: set(options) for n, options in theirs.items()}:
        return True
    name = next((one for one, options in mine.items() if one in theirs and set(options) != set(theirs[one])), "")
    expected, got = (
        f"{name}: {', '.join(some[name])}" if name else f"the issues {', '.join(some)}" for some in (mine, theirs)
    )
    profile.at("domain").wrong("the profile is of another domain", shorten(expected), got)
    return False


def _party(profile: Place, matters: Sequence[Matter], values: Mapping[str, tuple[Fraction, ...]]) -> Stated:
    utilities, weights = profile.at("issueUtilities").mapping(), profile.at("issueWeights").mapping()
    names = {matter.name for matter in matters}
    for given in (utilities, weights):
        for name, place in given.items():
            if name not in names:
                place.wrong("the domain has no such issue", "an issue of the domain", name)
    table = []
    for matter in matters:
        if matter.name not in utilities or matter.name not in weights:
            what = "utilities" if matter.name not in utilities else "weight"
            profile.wrong(f"{matter.name} has no {what}", "utilities and a weight for each issue")
            table.append([Fraction(0)] * len(matter.options))
            continue
        worth = _utilities(utilities[matter.name], matter, values)
        weight = weights[matter.name].number()
        if weight < 0:
            weights[matter.name].wrong("a weight is below 0", "0 or more", weights[matter.name].data)
        table.append([weight * one for one in worth])
    return Stated(profile.at("name").name(profile.tree.stem), table, _reservation(profile, matters, table))


def _utilities(place: Place, matter: Matter, values: Mapping[str, tuple[Fraction, ...]]) -> list[Fraction]:
    kind = next((key for key in (*DISCRETE, *NUMERIC) if place.has(key)), None)
    wanted = NUMERIC if matter.name in values else DISCRETE
    if kind not in wanted:
        place.wrong(f"{matter.name} has no utilities of its kind", wanted[0], list(place.mapping()) or None)
        return [Fraction(0)] * len(matter.options)
    if len([key for key in (*DISCRETE, *NUMERIC) if place.has(key)]) > 1:
        place.wrong(f"{matter.name} has utilities twice", "one kind of them", list(place.mapping()))
    inner = place.at(kind)
    if kind in DISCRETE:
        return by_option(inner.at("valueUtilities").mapping(), matter, inner)
    low, least, high, most = (inner.at(key).number() for key in ("lowValue", "lowUtility", "highValue", "highUtility"))
    if high <= low:
        inner.wrong("highValue is not above lowValue", "lowValue < highValue")
        return [least] * len(matter.options)
    return [
        least + (most - least) * (value - low) / (high - low) if low <= value <= high else Fraction(0)
        for value in values[matter.name]
    ]


def _reservation(profile: Place, matters: Sequence[Matter], table: Sequence[Sequence[Fraction]]) -> Fraction:
    if profile.has("reservationBid"):
        bid = profile.at("reservationBid")
        places = {matter.name: at for at, matter in enumerate(matters)}
        total = Fraction(0)
        inner = bid.at("issuevalues") if bid.has("issuevalues") else bid.at("issueValues")
        for name, place in inner.mapping().items():
            option = place.text()
            if name not in places:
                place.wrong("the domain has no such issue", "an issue of the domain", name)
            elif option not in matters[places[name]].options:
                place.wrong(f"{name} has no such option", "an option of the domain", option)
            else:
                total += table[places[name]][matters[places[name]].options.index(option)]
        return total
    return profile.at("reserved_value").number(Fraction(0))


def _notes(profiles: Sequence[Place], parties: Sequence[Stated]) -> Iterator[str]:
    for profile, party in zip(profiles, parties, strict=True):
        yield from unread(profile, KEYS)
        yield from _beyond(profile, party.name)
        if profile.has("reservationBid") and profile.has("reserved_value"):
            yield f"{party.name} has a reservation bid and a reserved value; the bid counts."
        total = sum((place.number() for place in profile.at("issueWeights").mapping().values()), Fraction(0))
        if abs(total - 1) > CLOSE:
            yield f"The weights of {party.name} add up to {shown(total)}; GeniusWeb takes those that add up to 1."
    discounted = [
        party.name
        for profile, party in zip(profiles, parties, strict=True)
        if profile.at("discount_factor").number(Fraction(1)) not in (0, 1)
    ]
    if discounted:
        yield f"Discount factors bear on time, not on packages, and are left out: {', '.join(discounted)}."


def _beyond(profile: Place, party: str) -> Iterator[str]:
    """A note on each issue with utilities that are none of GeniusWeb's."""
    for name, place in profile.at("issueUtilities").mapping().items():
        kind = next(key for key in (*DISCRETE, *NUMERIC) if place.has(key))
        inner = place.at(kind)
        given = list(inner.at("valueUtilities").mapping().values()) if kind in DISCRETE else []
        given = given or [inner.at("lowUtility"), inner.at("highUtility")]
        low, high = (end(one.number() for one in given) for end in (min, max))
        if low < 0 or high > 1:
            yield (
                f"The utilities of {name} for {party} run from {shown(low)} to {shown(high)}: they count as they "
                "stand; GeniusWeb itself takes those from 0 to 1."
            )


def write(bargain: Bargain) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    """The files of a domain: `domain.json` and one profile for each party."""
    domain = {
        "name": bargain.name,
        "issuesValues": {matter.name: {"values": list(matter.options)} for matter in bargain.matters},
    }
    parties = [fitted(bargain, party, UNIT, True) for party in range(len(bargain.parties))]
    rounding, losses = Rounding(), [*structure_losses(bargain, "GeniusWeb"), *note_losses(bargain)]
    losses += unreserved_losses(bargain, "GeniusWeb")
    files = {"domain.json": laid_out(domain)}
    for number, party in enumerate(parties, 1):
        files[f"profile{number}.json"] = laid_out({PROFILE: _profile(bargain, domain, party, (rounding, losses))})
    losses += [*scale_losses(parties), *rounding.losses()]
    return {name: f"{text}\n".encode() for name, text in files.items()}, tuple(losses)


def _profile(
    bargain: Bargain, domain: dict[str, Any], party: Fitted, held: tuple[Rounding, list[Loss]]
) -> dict[str, Any]:
    rounding, losses = held
    bid = worth_exactly(party.table, party.reservation) if party.reservation else None
    weights = _weights(party)
    total = sum((ratio(weight) or Fraction(0) for weight in weights), Fraction(0))
    if abs(total - 1) > CLOSE:
        why = f"they add up to {decimal(total, 20)[0]}, and GeniusWeb itself takes those that add up to 1"
        losses.append(Loss(f"weights of {party.name}", 1, why))
    utilities = {
        matter.name: {DISCRETE[0]: {"valueUtilities": _shares(matter, row, weight, (rounding, chosen))}}
        for matter, row, weight, chosen in zip(
            bargain.matters, party.table, weights, bid or [None] * len(weights), strict=True
        )
    }
    found: dict[str, Any] = {
        "name": party.name,
        "domain": domain,
        "issueUtilities": utilities,
        "issueWeights": {matter.name: Number(weight) for matter, weight in zip(bargain.matters, weights, strict=True)},
    }
    if party.reservation == 0:
        return found
    if bid is not None:
        named = {matter.name: matter.options[o] for matter, o in zip(bargain.matters, bid, strict=True)}
        return {**found, "reservationBid": {"issuevalues": named}}
    why = (
        f"no package was found that is worth exactly {decimal(party.reservation, 8)[0]}; it is written as "
        "“reserved_value”, which NegMAS reads and GeniusWeb does not"
    )
    losses.append(Loss(f"the reservation bid of {party.name}", 1, why))
    return {**found, "reserved_value": Number(rounding.down(party.reservation))}


def _weights(party: Fitted) -> list[str]:
    """The largest worth of each issue, as GeniusWeb has it: utilities go up to 1, and weights add up to 1.

    Where they are far from that anyway, and only their shares would have no end in decimals, powers of ten: utilities
    are then the worths themselves.
    """
    most = [max(options) for options in party.table]
    shares = [worth / high for options, high in zip(party.table, most, strict=True) if high for worth in options]
    far = abs(sum(most, Fraction(0)) - 1) > UNIT - 1
    if far and _end(worth for options in party.table for worth in options) and not _end([*most, *shares]):
        return ["1" if one <= 1 else "10" for one in most]
    return [decimal(one, to=math.ceil)[0] for one in most]


def _end(numbers: Iterable[Fraction]) -> bool:
    """Whether all numbers have an end in decimals."""
    return all(decimal(one)[1] for one in numbers)


def _shares(
    matter: Matter, options: Sequence[Fraction], weight: str, held: tuple[Rounding, int | None]
) -> dict[str, Number]:
    """Shares of an issue's weight as it is written; those of the reservation bid are rounded down, all others up."""
    rounding, bid = held
    whole = ratio(weight) or Fraction(1)
    return {
        option: Number((rounding.down if o == bid else rounding.up)(worth / whole))
        for o, (option, worth) in enumerate(zip(matter.options, options, strict=True))
    }
