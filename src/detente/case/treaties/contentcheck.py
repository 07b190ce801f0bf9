"""What can be wrong with what a provision orders, as written or under one reading."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from detente.case.shape import Document
from detente.case.treaties import expressions as ex
from detente.case.treaties.entries import ExceptionEntry, TreatyFile
from detente.case.treaties.model import Duration
from detente.case.treaties.usage import Place, Usage
from detente.case.treaties.words import ACTION, ACTOR, ASSET, TERRITORY, Names
from detente.case.yamlfile import Mapped

_SETS = {"bearer": ACTOR, "counterparty": ACTOR, "action": ACTION, "asset": ASSET, "territory": TERRITORY}
_KEYS = {"begins": "from", "ends": "until", "lasts": "for"}
_ORDERS = ("obligation", "prohibition", "permission")

Path = tuple[str | int, ...]
Content = Mapping[str, Any]


def later(day: date, duration: Duration) -> date:
    """The day so much later; the last of a month that has no such day, and of all days where the calendar ends."""
    months = day.month - 1 + duration.months + 12 * duration.years
    year, month = day.year + months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return date.fromordinal(min(moved.toordinal() + duration.days, date.max.toordinal()))


class ContentCheck:
    """Complains of all that is wrong with one content. `unsigned`: words that mean nobody in this treaty."""

    def __init__(
        self, document: Document[TreatyFile], usage: Usage, anchors: Names, unsigned: Mapping[type, str]
    ) -> None:
        self.document, self.usage, self.anchors, self.unsigned = document, usage, anchors, unsigned
        self.problems = usage.problems
        self.path: Path = ()
        self.where = ""

    def say(self, key: str, message: str, expected: str, got: str) -> None:
        """One complaint about a key of the content."""
        line = self.document.line(*self.path, _KEYS.get(key, key))
        self.problems.add(self.document.file, line, f"{self.where}: {message}", expected=expected, got=got)

    def check(self, path: Path, where: str, said: Content, merged: Content) -> None:
        """What is wrong with what is `said` at `path`; `merged` is the whole content that comes of it."""
        self.path, self.where = path, where
        self._sets(said, merged)
        self._conditions(said)
        self._anchors(said)
        self._numbers(said, merged)
        self._days(said, merged)
        self._order(said, merged)
        for position, exception in enumerate(said.get("exceptions") or ()):
            self._exception(position, exception, merged)

    # -------------------------------------------------------------------------------------------------- expressions

    def _place(self, keys: Path, kind: str, merged: Content) -> Place:
        barred = dict(self.unsigned)
        if merged.get("counterparty") is None:
            barred[ex.Counterparty] = "“counterparty” in the provision, or names"
        if keys[-1] == "counterparty" or (keys[-1] == "bearer" and self._owed_to_others(merged)):
            barred.setdefault(ex.Counterparty, "names")
        if keys[-1] == "bearer":
            barred[ex.Others] = "names: the bearer is said here"
        line = self.document.line(*self.path, *keys)
        where = ", ".join([self.where, *(str(key) for key in keys if isinstance(key, str))])
        return Place(self.document.file, line, kind, where, barred)

    def _owed_to_others(self, merged: Content) -> bool:
        """Whether the counterparty is said by the bearer, who then cannot be said by the counterparty."""
        owed = merged.get("counterparty")
        return owed is not None and ex.Others in self.usage.relative(owed.tree)

    def _sets(self, said: Content, merged: Content) -> None:
        for key, kind in _SETS.items():
            if said.get(key) is not None:
                self.usage.set(said[key], self._place((key,), kind, merged))
        trigger = said.get("trigger")
        for key in ("action", "asset", "territory") if trigger else ():
            if getattr(trigger, key) is not None:
                self.usage.set(getattr(trigger, key), self._place(("trigger", key), _SETS[key], merged))

    def _conditions(self, said: Content) -> None:
        for key in ("status", "when"):
            self.usage.condition(said.get(key), self._place((key,), ACTOR, said), statuses_only=key == "status")

    def _anchors(self, said: Content) -> None:
        for key in ("overrides", "repairs"):
            for position, name in enumerate(said.get(key) or ()):
                self._anchor((key, position), name)

    def _anchor(self, keys: Path, name: str) -> None:
        if name not in self.anchors:
            line = self.document.line(*self.path, *keys)
            where = f"{self.where}, {keys[0]}: "
            self.problems.unknown(self.document.file, line, "anchor of this treaty", name, self.anchors, where=where)

    # ------------------------------------------------------------------------------------------------------ numbers

    def _numbers(self, said: Content, merged: Content) -> None:
        cap, floor, kind = merged.get("cap"), merged.get("floor"), merged.get("kind")
        if {"cap", "floor"} & set(said) and cap is not None and floor is not None and floor > cap:
            key = "floor" if "floor" in said else "cap"
            self.say(key, "the floor is above the cap", f"a floor of at most {cap}", str(floor))
        if {"floor", "kind"} & set(said) and floor is not None and kind in {"prohibition", "permission"}:
            key = "floor" if "floor" in said else "kind"
            self.say(key, f"a {kind} has no floor", "“kind: obligation”, or no floor", f"a {kind} with floor {floor}")

    # --------------------------------------------------------------------------------------------------------- days

    def _days(self, said: Content, merged: Content) -> None:
        if not {"begins", "ends", "lasts"} & set(said):
            return
        if merged.get("ends") is not None and merged.get("lasts") is not None:
            self.say("lasts", "it ends twice", "“until” or “for”", "both")
            return
        begins, ends = merged.get("begins"), merged.get("ends")
        if ends is None:
            return
        entered = self._entered()
        first = entered or self.document.model.date  # a treaty enters into force on its own date at the earliest
        begun = begins if isinstance(begins, date) else later(first, begins) if begins else first
        if isinstance(ends, Duration):
            known = entered if isinstance(begins, date) else first
            ended = later(known, ends) if known else None
        else:
            ended = ends
        if ended is not None and ended < begun:
            key = "ends" if "ends" in said else "begins"
            self.say(key, "it ends before it begins", f"“until” not before {_shown(begins or begun)}", _shown(ends))

    def _entered(self) -> date | None:
        entry = self.document.model.entry_into_force
        return entry.date if entry else None

    # ------------------------------------------------------------------------------------------------------- orders

    def _order(self, said: Content, merged: Content) -> None:
        kind = merged.get("kind")
        orders = self._written() & {"action", "status"}  # also if what is written there is wrong, and said so
        if kind in _ORDERS and not orders and said is merged:
            message = f"the {kind} does not say of what"
            self.say("kind", message, "“action”, or “status” with a condition over statuses", "neither")

    def _written(self) -> set[str]:
        section, place = self.path[:2]
        node = self.document.raw(str(section))[int(place)]
        return set(node.entries) if isinstance(node, Mapped) else set()

    # --------------------------------------------------------------------------------------------------- exceptions

    def _exception(self, position: int, entry: ExceptionEntry, merged: Content) -> None:
        keys: Path = ("exceptions", position)
        for key in ("bearer", "action", "asset", "territory"):
            if getattr(entry, key) is not None:
                self.usage.set(getattr(entry, key), self._place((*keys, key), _SETS[key], merged))
        if entry.consent_of is not None:
            self.usage.set(entry.consent_of, self._place((*keys, "consent_of"), ACTOR, merged))
        self.usage.condition(entry.when, self._place((*keys, "when"), ACTOR, merged))
        line = self.document.line(*self.path, *keys)
        if entry.under:
            self._anchor((*keys, "under"), entry.under)
        if "rule" in entry.model_fields_set and entry.consent_of is None:
            message = f"{self.where}: the exception has a rule for a consent that it does not name"
            self.problems.add(self.document.file, line, message, expected="“consent_of”", got=f"rule {entry.rule}")
        if not entry.model_fields_set - {"id", "note", "rule"}:
            message = f"{self.where}: the exception says nothing, and would take out everything"
            expected = "a part of the scope, “when”, “said”, “consent_of” or “under”"
            self.problems.add(self.document.file, line, message, expected=expected, got="none of these")


def _shown(moment: date | Duration) -> str:
    return moment.isoformat() if isinstance(moment, date) else moment.text
