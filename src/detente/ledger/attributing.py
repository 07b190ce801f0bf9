"""Whose words a line of evidence is: its holder's, or those of somebody else about the holder."""

from __future__ import annotations

from detente.case.actors import Actors
from detente.case.model import Case

JUDGING = ("assessment", "prediction", "report")
"""Acts in which a speaker may tell of somebody else."""


def spoken_of(case: Case, holder: str, speaker: str, act: str, quotation: str = "") -> bool:
    """Whether the speaker tells of the holder and does not speak for it, as far as the case names its speakers.

    Only a judging act and what is inferred can be about somebody else. `holder` may be several, joined by `+`.
    """
    if not speaker or (act not in JUDGING and quotation != "inferred"):
        return False
    holders = holder.split("+")
    meant = Actors(case).meant(speaker).holder
    return meant not in {*holders, *case.members(tuple(holders))}
