"""What is not known, whom to ask, and how far the answer hangs on single codings: the fifth sentence."""

from __future__ import annotations

from collections import Counter

from detente.analyses.room import Best
from detente.brief.dossier import Dossier
from detente.brief.focus import AT
from detente.brief.markup import Html, joined, text
from detente.brief.names import Names
from detente.brief.words import capital, count, dated, listed, number, of, own, spelled
from detente.runs.sensitivity import Recoding


def unknown(dossier: Dossier, names: Names) -> tuple[Html, Html]:
    """The fifth sentence, and an example of what would turn the answer."""
    best = dossier.room.tables[0].best
    parts: list[Html] = []
    if best is None:
        parts.append(text("no package is possible at the first table, so none is best supported"))
    elif not best.supported.missing:
        parts.append(
            Html(f"all {spelled(best.supported.needed)} consents that the best supported package needs are on record")
        )
    else:
        parts.append(_missing(best, names))
    parts.append(_turning(dossier))
    return capital(joined(parts, "; ") + "."), Html(f"{_example(dossier, names)}{_silent(dossier, names)}")


def _missing(best: Best, names: Names) -> Html:
    """What is not on record: refused, or not known and so worth asking."""
    needed, refused = best.supported.needed, len(best.refused)
    unknown_ones = len(best.supported.missing) - refused
    if not unknown_ones:
        return Html(
            f"{of(refused, needed)} consents that the best supported package needs are refused; none is unknown"
        )
    who = listed([f"to {names.unit(one.unit)} ({count(len(one.options), 'issue')})" for one in best.questions])
    beside = f", and {spelled(refused)} are refused" if refused else ""
    return Html(
        f"{of(unknown_ones, needed)} consents that the best supported package needs are on record by nobody{beside}; "
        f"{count(len(best.questions), 'question')} would settle what is unknown, {who}"
    )


def _silent(dossier: Dossier, names: Names) -> str:
    """Who at the first table has not spoken at all."""
    silent = dossier.room.tables[0].silent
    if not silent:
        return ""
    who = capital(listed([names.unit(party) for party in silent]))
    return (
        f" {who} {'has' if len(silent) == 1 else 'have'} spoken on no issue of this table: nothing is known of "
        f"{'it' if len(silent) == 1 else 'them'}."
    )


def _turns(dossier: Dossier) -> list[Recoding]:
    """The changes of the coding that turn the answer at the first table."""
    table = dossier.room.tables[0].table
    recodings = dossier.sensitivity.recodings
    return [one for one in recodings if any(change.turns and change.table == table for change in one.changes)]


def _turning(dossier: Dossier) -> Html:
    turning = _turns(dossier)
    tried = sum(dossier.sensitivity.tried.values())
    if not tried:
        return text("there is no coding to change")
    if not turning:
        return Html(f"none of {number(tried)} single changes of the coding would turn the first table’s answer")
    kinds = Counter(_KIND.get(one.kind, "another change") for one in turning)
    which = (
        f"all by {next(iter(kinds))}"
        if len(kinds) == 1
        else listed([f"{spelled(times)} by {kind}" for kind, times in kinds.most_common()])
    )
    return Html(
        f"{of(len(turning), tried)} single changes of the coding would turn the first table’s answer at some level, "
        f"{which}"
    )


def _example(dossier: Dossier, names: Names) -> Html:
    """One change that turns the answer, in full."""
    for one in _turns(dossier):
        record = names.record(one.what)
        change = next(change for change in one.changes if change.turns)
        turned = "no room would be left" if change.before.room else "there would be room"
        if record is not None:
            said = f"{own(names.holder(record.holder))}, {dated(record.date)}: {own(record.paraphrase)}"
            how = _STEP.get(one.kind, "coded otherwise")
            return Html(
                f"For example, were {names.link(one.what)} ({said}) {how}, {turned}, taking {AT[change.level]} as "
                "binding."
            )
        return Html(f"For example, {turned} with {own(one.what)} left out, taking {AT[change.level]} as binding.")
    return text("")


_STEP = {"without_statement": "left out", "firmer": "coded a step firmer", "softer": "coded a step softer"}
_KIND = {
    "without_statement": "leaving out one statement",
    "firmer": "coding one statement a step firmer",
    "softer": "coding one statement a step softer",
    "without_source": "leaving out one source",
    "without_stale": "leaving out what is older than two years",
}
