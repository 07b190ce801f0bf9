"""`detente solutions`: JSON as documented, words that fit, refusals in plain lines."""

import json
import re

import pytest

from detente.cli.views.judged import points
from detente.engines.bargaining import sampling
from tests.cli.shells import answered, document, refused
from tests.cli.test_answers import documented
from tests.exchange.genius.made import domain_xml, profile_xml, rectangles_xml, scattered
from tests.judged_made import write

ISSUES = [("Price", ["low", "middle", "high"]), ("Term", ["short", "long"])]


@pytest.fixture
def files(tmp_path):
    def write(reservation):
        (tmp_path / "domain.xml").write_text(domain_xml(ISSUES), encoding="utf-8")
        for name, price, term in (("north", (5, 3, 1), (1, 2)), ("south", (1, 4, 5), (3, 1))):
            issues = [
                (issue, dict(zip(options, worth, strict=True)))
                for (issue, options), worth in zip(ISSUES, (price, term), strict=True)
            ]
            text = profile_xml(issues, ["0.7", "0.3"], reservation)
            (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
        return [tmp_path / f"{name}.xml" for name in ("domain", "north", "south")]

    return write


@pytest.fixture
def river(tmp_path):
    return write(tmp_path / "river")


WORDS = (
    (r"^(nash|kalai_smorodinsky|egalitarian|utilitarian|closest)\b", "SOLUTION"),
    (r"^draws\.(nash|kalai_smorodinsky|egalitarian|utilitarian)\b", "draws.STANDARD"),
    (r"^draws\.STANDARD\.options\.\w+\.\w+\.", "SHARE."),
    (r"^draws\.STANDARD\.options\.\w+\.\w+", "draws.STANDARD.options.ISSUE.OPTION"),
    (r"^draws\.STANDARD\.options\.\w+", "draws.STANDARD.options.ISSUE"),
    (r"^draws\.(agreement_zone|better_off\[\]\.(every\[\]|some\[\]|together))\.", "SHARE."),
    (r"^draws\.STANDARD\.packages\[\]\.package\.\w+", "draws.STANDARD.packages[].package.ISSUE"),
    (r"^unjudged_issues\.\w+", "unjudged_issues.UNIT"),
    (r"^(status_quo|proposals\[\])\.", "PROPOSAL."),
    (r"^PROPOSAL\.nearest(_better)?\[\]\.", "SOLUTION.points[]."),
    (r"^(?!draws)(.*(packages|behind\[\])\[\])\.\w+", r"\1.ISSUE"),
    (r"\[\]\[\]", "[]"),
)
"""Names of issues, solutions and proposals as the reference writes them."""


def keys(found):
    """Every path, as the reference writes it."""

    def walk(value, path):
        if isinstance(value, list):
            for item in value:
                yield from walk(item, f"{path}[]")
        if isinstance(value, dict):
            for key, item in value.items():
                yield f"{path}.{key}".lstrip(".")
                yield from walk(item, f"{path}.{key}".lstrip("."))

    def shown(path):
        for pattern, word in WORDS:
            path = re.sub(pattern, word, path)
        return path

    return set(map(shown, walk(found, "")))


def test_every_key_is_documented_and_every_documented_key_is_there(files, river):
    found = keys(document("solutions", *files("0.4"))) | keys(document("solutions", *files("0.95")))
    case = keys(document("solutions", river)) | keys(document("solutions", river, "--draws", "20"))
    assert found | case | {"closest"} == documented("solutions")
    assert not found & {"case", "digest", "on", "known_by", "table", "proposals"}


def test_words_say_who_gains_what(files):
    text = answered("solutions", *files("0.4"))
    assert "packages are acceptable to all" in text
    assert "Nash: the product of gains is largest" in text
    assert "Price: middle" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_no_agreement_is_said_and_how_close_one_comes(files):
    text = answered("solutions", *files("0.95"))
    assert "None of the 6 packages is acceptable to all" in text
    assert "Closest to an agreement" in text


def test_files_that_cannot_be_read_are_refused_in_lines(files, tmp_path):
    paths = files("much")
    lines = refused("solutions", *paths)
    assert lines.count("value of <reservation> is no number") == 2
    assert "too few profiles" in refused("solutions", *paths[:2])
    assert "nowhere.xml" in refused("solutions", paths[0], tmp_path / "nowhere.xml", paths[1])


def test_what_is_beyond_every_method_is_called_sampled(tmp_path):
    count, span = 30, 10
    (tmp_path / "domain.xml").write_text(domain_xml([(f"i{at}", (0, 9)) for at in range(1, count + 1)]))
    for party in (1, 2):
        rectangles = scattered(count, span, 60, seed=party, hubs=count)
        most = sum(utility for utility, _ in rectangles)
        (tmp_path / f"p{party}.xml").write_text(rectangles_xml(count, span, rectangles, most, "0.2"))
    paths = [tmp_path / f"{name}.xml" for name in ("domain", "p1", "p2")]
    found = json.loads(answered("solutions", *paths, "--json", "--seconds", "0"))
    assert found["packages"] == str(10**30)
    assert not found["exact"]
    assert "sampled" in found["method"]
    assert found["agreement_zone"] is None
    low, high = map(int, found["agreement_zone_interval"])
    assert 0 <= low <= high <= 10**30
    assert found["nash"]["exact"] is False


def test_a_seed_below_zero_is_refused(river):
    assert "-1 is not in the range" in refused("solutions", str(river), "--draws", "2", "--seed", "-1")


def test_linkages_that_nothing_meets_are_no_matter_of_worth(tmp_path):
    parties = [{"name": name, "reservation_value": 0, "contributions": [[1, 2]]} for name in "AB"]
    forbid = {"type": "forbid", "issues": [0], "a": [[0], [1]]}
    made = {"issues": [{"name": "a", "options": ["x", "y"]}], "parties": parties, "constraints": [forbid]}
    (tmp_path / "d.json").write_text(json.dumps(made))
    text = answered("solutions", tmp_path / "d.json")
    assert "None of the 2 packages meets the linkages" in text
    assert "below what no agreement" not in text


def test_the_first_screen_says_where_the_standards_agree(river):
    text = answered("solutions", river, "--on", "2020-03-01")
    assert "standards settle" in text or "choose the same package" in text
    assert "no agreement" in text
    assert "to the frontier" in text
    assert max(map(len, text.splitlines())) <= 100
    narrow = " ".join(answered("solutions", river, "--table", "bilateral", "--on", "2020-03-01").split())
    assert "† either also asks for changes that this table does not deal with (Tolls on ships)" in narrow
    nothing = answered("solutions", "european-security", "--within", "refusals")
    assert "Nothing can be agreed" in nothing
    assert "On the table" not in nothing


def test_where_nobody_can_gain_there_is_no_share(tmp_path):
    """Everything acceptable is worth just what no agreement is worth."""
    parties = [
        {"name": "north", "contributions": [[0, 2]], "reservation_value": 2},
        {"name": "south", "contributions": [[5, 1]], "reservation_value": 1},
    ]
    domain = {"name": "t", "issues": [{"name": "x", "options": ["a", "b"]}], "parties": parties}
    path = tmp_path / "t.json"
    path.write_text(json.dumps(domain))
    found = document("solutions", path)
    assert found["kalai_smorodinsky"]["value"] is None
    assert [point["utilities"] for point in found["kalai_smorodinsky"]["points"]] == [[2, 1]]
    assert any("no shares" in note for note in found["notes"])
    assert "nobody can gain anything, so there are no shares" in " ".join(answered("solutions", path).split())


@pytest.mark.parametrize(
    ("value", "said"),
    [(17080.0, "17,080"), (-1234.5, "−1,234.5"), (999.96, "1,000"), (0.00001234, "0.00001234"), (0.61234567, "0.6123")],
)
def test_worths_of_files_have_all_their_digits(value, said):
    assert points(value) == said


def test_what_is_only_met_is_not_called_the_frontier(tmp_path, monkeypatch):
    """Rectangles that tie all issues, stopped at once: a sample."""
    count, span = 16, 10
    monkeypatch.setattr(sampling, "_DRAWN", 2_000)
    issues = [(f"i{at}", (0, span - 1)) for at in range(1, count + 1)]
    (tmp_path / "domain.xml").write_text(domain_xml(issues), encoding="utf-8")
    for party, name in enumerate(("north", "south")):
        rectangles = scattered(count, span, 80, seed=party, hubs=count)
        most = sum(utility for utility, _ in rectangles)
        (tmp_path / f"{name}.xml").write_text(rectangles_xml(count, span, rectangles, most), encoding="utf-8")
    asked = ("solutions", *(tmp_path / f"{name}.xml" for name in ("domain", "north", "south")), "--seconds", "0")
    found = document(*asked)
    assert not found["exact"]
    assert found["frontier"]["size"] is None
    assert found["frontier"]["points"]
    assert len(found["frontier"]["behind"]) == len(found["frontier"]["points"])
    assert [party["ideal"] for party in found["parties"]] == [None, None]
    assert found["kalai_smorodinsky"]["value"] is None
    said = " ".join(answered(*asked).split())
    assert "Which packages leave nothing on the table is not known." in said
    assert "leaves nothing on the table:" not in said
