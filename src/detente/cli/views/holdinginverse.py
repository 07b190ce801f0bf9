"""What would have to be preferred for a state to hold: who would have to hold what at least as good as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from detente.analyses.inverse import JOINT, Asked, Change, Inverse, PartyInverse, Wanted
from detente.brief.standing import CALLED
from detente.brief.words import pronouns, verb
from detente.cli.paper import Paper
from detente.cli.views.holdingtalk import FILE, Label, Talk
from detente.cli.words import capital, count, listing

MEANT = (
    "A change here is a comparison with this {noun} that would turn: a {noun} that is better today would be no better "
    "(or, where it says so, worse). Such a {noun} moves in the ranking, and nothing else does."
)


def show(paper: Paper, result: Inverse, label: Label, talk: Talk = FILE) -> None:
    """What would make the state an equilibrium, concept by concept."""
    paper.gap()
    paper.say(f"What would make {label(result.state)} an equilibrium:")
    told: dict[tuple[str, ...], list[str]] = {}
    for one in result.concepts:
        told.setdefault(tuple(_wanted(result, one, label, talk)), []).append(CALLED[one.concept])
    for (first, *rest), concepts in told.items():
        paper.item(f"{listing(concepts)}: {first}")
        for sentence in rest:
            paper.say(sentence, 6, 2)
    paper.gap()
    paper.say(MEANT.format(noun=talk.noun))
    if any(one.concept in JOINT for one in result.concepts):
        paper.say(
            "Under SEQ and SSEQ a party's share is given with what the others prefer today; for all together no share "
            "is given, because there what one party prefers bears on what deters another."
        )
    _shares(paper, result, talk)
    _rises(paper, result, label, talk)


def _wanted(result: Inverse, one: Wanted, label: Label, talk: Talk) -> list[str]:
    """The answer under one concept, and each change in a sentence of its own."""
    if one.holds:
        return ["it is one today; nothing is asked of anybody."]
    if one.change is None:
        return [f"what would do it is not known ({one.unmade})."]
    change = one.change
    names = {party.party: talk.who(party.party) for party in one.parties}
    wanted = label(result.state)
    if not change.exact:
        text = f"at least {count(change.least, 'comparison')} would have to turn"
        text += "; whether fewer would do than this change, the search was given up:"
        return [text, *(_asked(way, names, label, wanted) for way in change.ways)]
    alike = {(asked.party, asked.better) for way in change.ways for asked in way}
    if len(alike) == 1 and change.least == 1 and change.number == len(change.ways) > 1:
        asked = [label(way[0].state) for way in change.ways]
        return [
            f"one comparison would have to turn, any of {len(asked)}:",
            _asked(change.ways[0], names, (_several(asked, "or"), "each of them"), wanted),
        ]
    return [_size(change), *(_asked(way, names, label, wanted) for way in change.ways)]


def _size(change: Change) -> str:
    turns = count(change.least, "comparison")
    if change.number is None:
        how = f"there are at least {count(len(change.ways), 'way')}"
    elif change.number == 1:
        how = "there is one way"
    else:
        how = f"there are {_number(change.number)} ways"
        if change.number > len(change.ways):
            how += f", of which {count(len(change.ways), 'is', 'are')} shown"
    return f"{turns} would have to turn, no fewer would do; {how}:"


def _asked(way: Sequence[Asked], parties: Mapping[str, str], label: Label | tuple[str, str], wanted: str) -> str:
    """What one change asks of whom. `label` may be what is said of the one state asked about, and of all of them."""
    sentences = []
    for party, who in parties.items():
        own = [one for one in way if one.party == party]
        name = label if callable(label) else lambda _: label[0]
        level = [name(one.state) for one in own if not one.better]
        below = [name(one.state) for one in own if one.better]
        held = [f"at least as good as {_several(level)}"] if level else []
        held += [f"better than {_several(below)}"] if below else []
        if held:
            them = label[1] if isinstance(label, tuple) else "that one" if len(own) == 1 else "each of these"
            today = f"today {pronouns(who).it} {verb('prefers', who)}"
            sentences.append(f"{capital(who)} would have to hold {wanted} {' and '.join(held)}; {today} {them}.")
    free = [who for party, who in parties.items() if party not in {one.party for one in way}]
    if free:
        sentences.append(f"Nothing is asked of {listing(free)}.")
    return " ".join(sentences)


def _several(states: Sequence[str], word: str = "and") -> str:
    """States in a row; with semicolons where what one is called is itself a list."""
    if len(states) > 1 and any(" and " in one or ", " in one for one in states):
        return f"{'; '.join(states[:-1])}; {word} {states[-1]}"
    return listing(states, word)


def _number(value: int) -> str:
    return f"{value:,}" if value < 10**15 else f"more than 10^{(value.bit_length() - 1) * 30103 // 100000}"


def _shares(paper: Paper, result: Inverse, talk: Talk) -> None:
    parties = [one.party for one in result.concepts[0].parties] if result.concepts else []
    paper.say(
        f"Of all rankings without ties that there are, so many make the {talk.noun} stable, exactly counted and here "
        "rounded (were nothing known of preferences; this is no likelihood):"
    )
    rows = []
    for one in result.concepts:
        together = "not counted" if one.concept in JOINT or one.share is None else _percent(one.share)
        rows.append([CALLED[one.concept], *(_share(party) for party in one.parties), together])
    paper.table(
        [("concept", "left"), *((talk.column(party), "right") for party in parties), ("everybody", "right")], rows
    )
    for one in result.concepts:
        for party in one.parties:
            if "count" in party.unmade:
                paper.item(f"{CALLED[one.concept]}, {talk.who(party.party)}: {party.unmade['count']}.")


def _share(party: PartyInverse) -> str:
    return "not counted" if party.counted is None else _percent(party.counted.share)


def _percent(share: Fraction) -> str:
    if share in (0, 1):
        return "all" if share else "none"
    if share.denominator <= 1000:
        return f"{share.numerator} of {share.denominator}"
    value = float(share)
    return f"{100 * value:.3f} %" if 0.00001 < value < 0.99999 else "nearly all" if value > 0.5 else f"{value:.2g}"


def _rises(paper: Paper, result: Inverse, label: Label, talk: Talk) -> None:
    paper.say("How far it would have to rise in a party's ranking for that party alone, everything else in its order:")
    told: dict[str, list[str]] = {}
    for one in result.concepts:
        for party in one.parties:
            told.setdefault(_rise(party, talk.who(party.party), label), []).append(CALLED[one.concept])
    for sentence, concepts in told.items():
        paper.item(f"{listing(concepts)}: {sentence}")


def _rise(party: PartyInverse, who: str, label: Label) -> str:
    if party.rise is None:
        return f"{who}: not assessable, {party.unmade.get('change', '')}."
    if not party.rise.to:
        return f"{who}: not at all."
    places = "" if party.rise.places is None else f"{count(party.rise.places, 'place')}, "
    shown = _several([*map(label, party.rise.to[:3]), *(["others"] if len(party.rise.to) > 3 else [])])
    return f"{who}: {places}to stand level with {shown}."
