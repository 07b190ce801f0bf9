"""On what it turns: the fewest issues by which packages of one proposal are told apart."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from detente.brief.turning import example, turning

ISSUES = "abcd"
PACKAGES = [dict(zip(ISSUES, options, strict=True)) for options in itertools.product("xyz", "xy", "xy", "x")]


def told_apart(packages, stand, issues):
    """Whether these issues' options alone tell how each package stands."""
    return all(
        how == other
        for (one, how), (two, other) in itertools.combinations(list(zip(packages, stand, strict=True)), 2)
        if all(one[issue] == two[issue] for issue in issues)
    )


@given(
    st.lists(st.sampled_from(PACKAGES), min_size=1, max_size=12, unique_by=lambda one: tuple(one.values())), st.data()
)
def test_the_fewest_issues_that_tell_packages_apart(packages, data):
    stand = data.draw(st.lists(st.sampled_from("pqr"), min_size=len(packages), max_size=len(packages)))
    found = turning(packages, stand)
    fewest = next(
        (some for many in (1, 2) for some in itertools.combinations(ISSUES, many) if told_apart(packages, stand, some)),
        None,
    )
    if len(set(stand)) == 1:
        assert found is None
    elif found is None:
        assert fewest is None
    else:
        assert found.issues == fewest
        for how in set(stand):
            where = found.where(how)
            here = [one for one, other in zip(packages, stand, strict=True) if other == how]
            if where is not None:
                met = [one for one in packages if all(one[issue] in options for issue, options in where.items())]
                assert met == here, "what is said to be settled is so in these packages, and in no others"


def test_what_depends_on_one_another_is_not_said_issue_by_issue():
    packages = [{"a": one, "b": two} for one in "xy" for two in "xy"]
    found = turning(packages, [one["a"] == one["b"] for one in packages])
    assert found is not None
    assert found.issues == ("a", "b")
    assert found.where(True) is None


@given(
    st.lists(st.sampled_from(PACKAGES), min_size=1, max_size=12, unique_by=lambda one: tuple(one.values())), st.data()
)
def test_an_example_occurs_among_these_packages_alone(packages, data):
    among = data.draw(st.lists(st.booleans(), min_size=len(packages), max_size=len(packages)))
    found = example(packages, among)
    if all(among) or not any(among):
        assert found is None
        return
    assert found is not None, "the packages differ, so that each has a settlement of its own"
    met = [inside for one, inside in zip(packages, among, strict=True) if found.settled.items() <= one.items()]
    assert all(met)
    assert len(met) == found.covers > 0


def test_an_example_of_many_issues_names_none_that_could_be_left_out():
    packages = [dict(zip("abcde", options, strict=True)) for options in itertools.product("xy", repeat=5)]
    among = [sum(option == "y" for option in list(one.values())[:4]) == 4 for one in packages]
    found = example(packages, among)
    assert found is not None
    assert (found.settled, found.covers) == (dict.fromkeys("abcd", "y"), 2)
