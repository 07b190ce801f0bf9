"""From other tools' names to ids of the case format: readable, unique, and the same each time."""

from __future__ import annotations

import re
import unicodedata

from detente.case.names import id_problem

_MOST = 64


def id_of(name: str) -> str:
    """The id that a name suggests: itself, where it can be one.

    >>> id_of("Sergei Ryabkov (MFA)"), id_of("Łódź & Co."), id_of("is"), id_of("東京")
    ('Sergei_Ryabkov_MFA', 'Lodz_Co', 'is_', 'x')
    """
    if not id_problem(name):
        return name
    apart = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    found = re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_-")[:_MOST].rstrip("_-") or "x"
    return found if not id_problem(found) else f"{found}_"[-_MOST:]


_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae"})


class Ids:
    """Gives each name one id, no two names the same; keeps what is an id already."""

    def __init__(self, taken: dict[str, str] | None = None) -> None:
        self._of = dict(taken or {})
        self._taken = set(self._of.values())

    def __getitem__(self, name: str) -> str:
        """The id of a name."""
        if name not in self._of:
            base = found = id_of(name)
            count = 1
            while found in self._taken:
                count += 1
                ending = f"_{count}"
                found = base[: _MOST - len(ending)] + ending
            self._of[name] = found
            self._taken.add(found)
        return self._of[name]

    def items(self) -> list[tuple[str, str]]:
        """Names and their ids, in the order in which they came."""
        return list(self._of.items())
