"""What in ratification.yaml that can be read deserves a second look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from detente.case.judgements.numbers import shown
from detente.case.ratification.model import Body, Member, Procedure, Ratification
from detente.errors import Finding

FILE = "ratification.yaml"


def second_look(found: Ratification, judged: Collection[str], lines: Mapping[str, int]) -> Iterator[Finding]:
    """What is never used, never applies or cannot be reached, and members of whom nothing is known.

    `judged`: parties and blocs that have preferences. `lines`: where bodies and circumstances are, as `body:ID`.
    """
    yield from _unused(found, lines)
    bodies = {body.id: body for body in found.bodies}
    for body in found.bodies:
        line = lines.get(f"body:{body.id}", 0)
        for member in body.members:
            yield from _member(body, member, line, judged)
    for procedure in found.procedures:
        yield from _procedure(procedure, bodies)


def _unused(found: Ratification, lines: Mapping[str, int]) -> Iterator[Finding]:
    barring = {name for procedure in found.procedures for name in procedure.barred_by}
    for one in found.circumstances:
        if one.id not in barring:
            message = f"the circumstance {one.id} bars nothing"
            yield Finding(FILE, lines.get(f"circumstance:{one.id}", 0), "note", message)
    deciding = {step.body for procedure in found.procedures for step in procedure.steps}
    for body in found.bodies:
        if body.id not in deciding:
            yield Finding(FILE, lines.get(f"body:{body.id}", 0), "note", f"the body {body.id} decides nothing")


def _member(body: Body, member: Member, line: int, judged: Collection[str]) -> Iterator[Finding]:
    grounded = body.rests_on.because or body.rests_on.source
    who = f"{member.id} of {body.id}"
    for place, vote in enumerate(member.votes):
        numbers = [number for number in (vote.yes, vote.abstain, vote.chance) if number is not None]
        if not grounded and any(not number.because for number in numbers):
            expected = "“because” at the vote, or “because” or “source” at the body"
            yield Finding(FILE, line, "warning", f"nothing says why {who} votes as it does", expected)
            break
        if vote.condition is None and place + 1 < len(member.votes):
            message = f"of {who} the votes after the one without a condition never apply"
            yield Finding(FILE, line, "warning", message, "the vote without “if” as the last")
    if member.prefers and member.prefers not in judged:
        message = f"{who} votes by the preferences of {member.prefers}, of whom there are none"
        yield Finding(FILE, line, "warning", message, f"preferences of {member.prefers}, or votes")


def _procedure(procedure: Procedure, bodies: Mapping[str, Body]) -> Iterator[Finding]:
    for step in procedure.steps:
        body = bodies.get(step.body)
        if body is None:
            continue
        silent = [member.id for member in body.members if not member.votes and not member.prefers]
        if silent:
            names = ", ".join(silent[:5]) + (f" and {len(silent) - 5} more" if len(silent) > 5 else "")
            message = f"{procedure.id}: nothing says how {names} of {body.id} would vote"
            yield Finding(FILE, procedure.line, "note", message, "votes, or “prefers”")
        seats = sum(member.seats for member in body.members)
        if step.rule.kind == "votes" and step.rule.threshold > seats:
            message = f"{procedure.id}: {body.id} has not as many seats as votes are needed"
            got = shown(step.rule.threshold)
            yield Finding(FILE, procedure.line, "warning", message, f"at most {seats}", got)
