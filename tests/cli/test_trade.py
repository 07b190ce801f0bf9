"""`detente trade`: JSON as documented, words that fit, refusals in plain lines."""

import re

import pytest

from tests.cli.shells import answered, document, refused
from tests.cli.test_answers import documented
from tests.exchange.genius.made import domain_xml, profile_xml
from tests.judged_made import write

ISSUES = [("Price", ["low", "high"]), ("Term", ["short", "long"])]


@pytest.fixture
def river(tmp_path):
    return write(tmp_path / "river")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "domain.xml").write_text(domain_xml(ISSUES), encoding="utf-8")
    for name, price, term in (("north", (5, 3), (1, 2)), ("south", (1, 5), (3, 1))):
        worth = [
            (issue, dict(zip(options, some, strict=True)))
            for (issue, options), some in zip(ISSUES, (price, term), strict=True)
        ]
        (tmp_path / f"{name}.xml").write_text(profile_xml(worth, ["0.7", "0.3"], "0.1"), encoding="utf-8")
    return [tmp_path / f"{name}.xml" for name in ("domain", "north", "south")]


def keys(found):
    """Every path, as the reference writes them."""

    def walk(value, path):
        if isinstance(value, list):
            for item in value:
                yield from walk(item, f"{path}[]")
        if isinstance(value, dict):
            for key, item in value.items():
                data = path == "package" or path.endswith("packages[]") or path == "CHANGE.changes"
                word = "UNIT" if path == "unjudged_issues" else "ISSUE" if data else key
                yield (here := shown(f"{path}.{word}".lstrip(".")))
                yield from walk(item, here)

    def shown(path):
        path = re.sub(r"^(free_improvements|swaps)\.", "FOUND.", path)
        path = re.sub(r"^(FOUND\.best|concessions\[\]\.most_promising)\[\]\.", "CHANGE.", path)
        return re.sub(r"^frontier\.nearest(_better)?\[\]\.", "POINT.", path)

    return set(walk(found, ""))


def test_every_key_is_documented_and_every_documented_key_is_there(river, files):
    case = keys(document("trade", river))
    domain = keys(document("trade", *files, "--package", "Price=low,Term=short"))
    assert case | domain == documented("trade")
    assert not domain & {"case", "digest", "on", "known_by"}


def test_words_say_who_gains_and_loses(river):
    text = answered("trade", river)
    assert "From the status quo" in text
    assert "Guards on the banks" in text
    assert "Worth trading" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_from_a_proposal_and_with_issues_settled(river):
    found = document("trade", river, "--from", "share")
    assert found["package"] == {"river": "both", "tolls": "high", "guards": "away"}
    found = document("trade", river, "--from", "either", "--package", "river=south,tolls=none")
    assert found["package"] == {"river": "south", "tolls": "none", "guards": "away"}
    found = document("trade", river, "--from", "split")  # by law a river of the south is free
    assert found["package"] == {"river": "south", "tolls": "none", "guards": "away"}
    assert [one["party"] for one in document("trade", river, "--party", "SOUTH")["concessions"]] == ["SOUTH"]


def test_what_cannot_be_asked_is_refused_in_lines(river, files):
    assert "leaves 3 packages" in refused("trade", river, "--from", "either")
    assert "No proposal is called shore" in refused("trade", river, "--from", "shore")
    assert "No option of river" in refused("trade", river, "--package", "river=west")
    assert "expected issue=option" in refused("trade", river, "--package", "river")
    assert "has to name every issue" in refused("trade", *files)
    assert "--table is for a case" in refused("trade", *files, "--table", "talks")
    assert "is a case" in refused("trade", river, files[1])
    assert "Nobody at the table alone is judged" in refused("trade", river, "--table", "alone")
