"""A case's conduct as a conflict: who could change what by itself, and what that would be worth to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mover:
    """Who changes conduct issues by itself: a party, a bloc, or several parties that act as one (`A+B`).

    `parties` are its members, `issues` what it controls. `judged`: whether what it prefers is known, of several that
    act as one where they agree.
    """

    id: str
    name: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    judged: bool
