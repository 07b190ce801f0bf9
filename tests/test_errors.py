"""Messages for names that are not there: the nearest one, or what there is."""

import pytest

from detente.errors import MOST_NAMED, UnknownNameError


@pytest.mark.parametrize(
    ("name", "known", "listed", "hint"),
    [
        ("rivr", ("river", "patrols"), (), "Did you mean river?"),
        ("zz", ("river", "patrols"), (), "There are river, patrols."),
        ("zz", ("river",), (), "There is river."),
        ("zz", (), (), "There is none."),
        ("zz", tuple(f"issue{number}" for number in range(MOST_NAMED + 1)), (), ""),
        ("zz", ("a",) * 50, [f"n{number}" for number in range(41)], "n39 and 1 more."),
    ],
)
def test_a_name_that_is_not_there_brings_what_is(name, known, listed, hint):
    said = str(UnknownNameError("table", name, iter(known), listed))
    assert said.startswith(f"No table is called {name}.")
    assert said.endswith(hint or f"No table is called {name}.")
