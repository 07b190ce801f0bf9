"""Reading domains of others: the numbers are theirs, what is wrong is said all at once, and known errors are caught."""

import json
from fractions import Fraction

import pytest

import detente
from detente.errors import FormatError
from detente.exchange.bargains.door import read_domain
from detente.exchange.bargains.numbers import decimal, exact, plain, ratio
from tests.exchange.genius.made import domain_xml, profile_xml

DOMAIN = {"name": "d", "issuesValues": {"Price": {"values": ["low", "high"]}, "Days": {"range": ["2", "4", "1"]}}}
SPACE = """name: d
issues:
- {name: Price, type: CategoricalIssue, values: [low, high]}
- {name: Days, type: ContiguousIssue, values: [2, 4]}
- {name: Share, type: ContinuousIssue, values: [0.0, 2.0]}
"""
SHEET = "issue,option,N,S\n,reservation,0.5,1/3\nPrice,,0.6,0.4\nPrice,low,0,1\nPrice,high,1,0\nTerm,x,1/3,0\n"


def web(name="N", **more):
    space = {
        "name": name,
        "domain": DOMAIN,
        "issueUtilities": {
            "Price": {"DiscreteValueSetUtilities": {"valueUtilities": {"low": 0.1, "high": 1}}},
            "Days": {"numberutils": {"lowValue": 2, "lowUtility": 0, "highValue": 4, "highUtility": 1}},
        },
        "issueWeights": {"Price": 0.6, "Days": 0.4},
    }
    return {"LinearAdditiveUtilitySpace": space | more}


def function(name="N", reserved="0.3"):
    return f"""name: {name}
type: negmas.preferences.LinearAdditiveUtilityFunction
reserved_value: {reserved}
weights: [0.5, 0.25, 0.25]
values:
- {{type: TableFun, mapping: {{low: 0.2, high: 1}}}}
- {{type: AffineFun, slope: 0.5, bias: -1}}
- {{type: TriangularFun, start: 0, middle: 1, end: 2}}
"""


def put(folder, **files):
    paths = []
    for name, data in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        paths.append(path)
    return paths


def worth(bargain, party, *package):
    return Fraction(bargain.domain.utility(party, package), bargain.domain.scales[party])


def reserved(bargain, party):
    return Fraction(bargain.domain.reservations[party], bargain.domain.scales[party])


def complaints(paths):
    with pytest.raises(FormatError) as raised:
        read_domain(paths)
    return [finding.message for finding in raised.value.findings]


def test_geniusweb_reservation_is_what_the_bid_is_worth(tmp_path):
    bid = {"issuevalues": {"Price": "high", "Days": "3"}}
    paths = put(tmp_path, a_json=web("N", reservationBid=bid), b_json=web("S"), d_json=DOMAIN)
    found = read_domain(paths)
    assert found.parties == ("N", "S")
    assert found.matters[1].options == ("2", "3", "4")
    assert worth(found, 0, 0, 1) == Fraction("0.06") + Fraction("0.2")
    assert (reserved(found, 0), reserved(found, 1)) == (Fraction("0.8"), 0)
    assert read_domain(paths[:2]).domain == found.domain  # the domain is inside the profiles, too


def test_geniusweb_says_everything_that_is_wrong(tmp_path):
    one = web("N", issueWeights={"Price": "a", "Dates": 1}, reservationBid={"issuevalues": {"Price": "middle"}})
    one["LinearAdditiveUtilitySpace"]["issueUtilities"]["Price"]["DiscreteValueSetUtilities"]["valueUtilities"].pop(
        "low"
    )
    found = complaints(put(tmp_path, a_json=one, b_json=web("S"), d_json=DOMAIN))
    for said in ("no such issue", "no number for low", "Days has no weight", "this is no number", "no such option"):
        assert any(said in message for message in found), said
    other = {"name": "e", "issuesValues": {"Price": {"values": ["low", "high", "free"]}, "Days": {"values": ["2"]}}}
    assert any("another domain" in one for one in complaints(put(tmp_path, a_json=web(), b_json=web(), d_json=other)))


def test_negmas_functions_are_reckoned_exactly(tmp_path):
    paths = put(tmp_path, d_yml=SPACE, a_yml=function(), b_yml=function("S", "-.inf"))
    found = read_domain(paths)
    assert worth(found, 0, 0, 2, 10) == Fraction("0.1") + Fraction("0.25") + Fraction("0.25")
    assert reserved(found, 0) == Fraction("0.3")
    assert found.gridded == ("Share",)
    assert any("No reservation value: S" in note for note in found.notes)
    assert reserved(found, 1) == min(
        worth(found, 1, *p) for p in [(a, b, c) for a in (0, 1) for b in (0, 1, 2) for c in (0, 9)]
    )
    assert read_domain([tmp_path]).domain.sizes == found.domain.sizes


def test_negmas_refuses_what_is_no_sum_or_no_rational_function(tmp_path):
    wrong = function().replace("TriangularFun, start: 0, middle: 1, end: 2", "CosFun, multiplier: 1")
    found = complaints(put(tmp_path, d_yml=SPACE, a_yml=wrong, b_yml="type: MappingUtilityFunction\ndefault: 0\n"))
    assert any("a function that is not read" in one for one in found)
    assert any("a utility function of a kind" in one for one in found)


def test_a_sheet_has_weights_fractions_and_reservations(tmp_path):
    found = read_domain(put(tmp_path, s_csv=SHEET))
    assert [reserved(found, party) for party in (0, 1)] == [Fraction(1, 2), Fraction(1, 3)]
    assert worth(found, 0, 1, 0) == Fraction(6, 10) + Fraction(1, 3)
    wrong = SHEET.replace("Price,high,1,0", "Price,low,nan,0\nPrice,high,1") + ",reservation,1,1\nGhost,,1,1\n"
    messages = complaints(put(tmp_path, s_csv=wrong))
    for said in (
        "is there twice",
        "no number",
        "too many or too few",
        "Ghost has weights",
        "reservation values are there",
    ):
        assert any(said in message for message in messages), said


def test_tables_say_where_they_are_wrong(tmp_path):
    tables = {
        "issues": [{"name": "a", "options": ["x", "y"]}, {"name": "b", "options": ["x", "y"]}],
        "parties": [
            {"name": "N", "contributions": [[0, 1], [1]]},
            {"name": "S", "contributions": [[0, "1/0"], [1, 0]]},
        ],
        "constraints": [
            {"type": "forbid", "issues": [0, 0], "a": []},
            {"type": "imp", "issues": [0, 1], "a": [2], "b": [0]},
            {"type": "xor", "issues": [0, 1], "a": 1},
        ],
    }
    found = complaints(put(tmp_path, t_json=tables))
    for said in (
        "parties.1.contributions.2 (N, b): this is not one number",
        "parties.2.contributions.1.2 (S, a, y): this is no number",
        "constraints.1",
        "constraints.2.a.1",
        "unknown kind",
    ):
        assert any(said in message for message in found), said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 200 + "1" + "}" * 200, "nested too deep"),
        ('{"issues": [], "issues": []}', "no JSON"),
        ('{"issues": [], "parties": [{"name": "a", "contributions": NaN}]}', "no issues"),
        ("a: &x [1]\nb: *x\n", "anchors are not read"),
        ("issues: !!python/object:os.system [ls]\n", "tags are not read"),
        ("hello", "no domain and no profile"),
        ("", "no domain and no profile"),
        ("{}", "no domain and no profile"),
        ('{"utilities": [[[]], [[]]]}', "one without options"),
        ("issue,option,a,b\n" * 200_000, "too large"),
        ("issues: [" + "1, " * 200_000 + "]", "too large"),
        ("issue,option\n", "the header is another"),
        ('issue,option,a,b\n"', "no CSV"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><utility_space/>", "document type"),
    ],
)
def test_what_is_no_domain_is_refused_with_a_word(tmp_path, text, said):
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    assert any(said in message for message in complaints([path]))


def test_bytes_that_are_no_text_and_files_of_two_formats_are_refused(tmp_path):
    (tmp_path / "raw.json").write_bytes(b'{"a": "\xff"}')
    assert "the file is not UTF-8" in complaints([tmp_path / "raw.json"])
    assert any("different formats" in one for one in complaints(put(tmp_path, s_csv=SHEET, d_json=DOMAIN)))
    assert any("cannot be read" in one for one in complaints([tmp_path / "none.json"]))


def scaled(folder, weight, reservation):
    issues = [("Price", {"low": 0, "high": 1})]
    profile = profile_xml(issues, [weight], reservation)
    return read_domain(put(folder, d_xml=domain_xml([("Price", ["low", "high"])]), a_xml=profile, b_xml=profile))


@pytest.mark.parametrize(
    ("weight", "reservation", "said"),
    [
        ("100", "0.8", "looks like a share of 1"),
        ("1", "80", "above all of its utilities"),
        ("1", "-5", "below all of its utilities"),
        ("1", "0.8", None),
        ("100", "80", None),
        ("1", "0", None),
    ],
)
def test_a_reservation_value_on_another_scale_is_noted_and_not_rescaled(tmp_path, weight, reservation, said):
    found = scaled(tmp_path, weight, reservation)
    assert reserved(found, 0) == Fraction(reservation)
    notes = [note for note in found.notes if "reservation" in note]
    assert any(said in note for note in notes) if said else not notes


def test_at_least_and_least_gain_not_least_spread(tmp_path):
    """A package worth exactly the reservation value is acceptable; maximin is not the smallest spread."""
    rows = "issue,option,N,S\n,reservation,0.1,0.1\nDeal,even,0.2,0.2\nDeal,uneven,0.3,0.9\nDeal,edge,0.1,1\n"
    found = detente.solutions(*put(tmp_path, s_csv=rows))
    assert found.agreement_zone == 3
    best = found.solutions["egalitarian"].points
    assert [point.packages for point in best] == [({"Deal": "uneven"},)]


def reciprocals(tmp_path, big):
    """A domain of two issues whose worths are 1/n for n just above a power of ten: what they have in common is long."""
    table = [[f"1/{n}" for n in (big + 7, big + 9)], [f"1/{n}" for n in (big + 21, big + 33)]]
    party = {"reservation_value": 0, "contributions": table}
    issues = [{"name": name, "options": ["x", "y"]} for name in "ab"]
    return put(tmp_path, t_json={"issues": issues, "parties": [{"name": "N", **party}, {"name": "S", **party}]})


def test_long_numbers_are_exact_all_the_same(tmp_path):
    paths = reciprocals(tmp_path, 10**40)
    assert not read_domain(paths).notes
    found = detente.solutions(*paths)
    assert found.exact
    assert [point.packages for point in found.solutions["nash"].points] == [({"a": "x", "b": "x"},)]


def test_numbers_too_long_to_add_up_are_shortened_aloud_and_not_called_exact(tmp_path):
    paths = reciprocals(tmp_path, 10**120)
    found = read_domain(paths)
    assert any("decimals" in note for note in found.notes)
    assert not detente.solutions(*paths).exact


def test_without_a_reservation_value_gains_are_from_the_worst_feasible_package(tmp_path):
    """Not from the least that worths add up to: here every package has the bonus, and the worst one is not allowed."""
    seven = {"issues": [0, 1], "allowed": [[0, 1], [0, 1]], "worth": 7}
    domain = {
        "issues": [{"name": "a", "options": ["x", "y"]}, {"name": "b", "options": ["x", "y"]}],
        "parties": [
            {
                "name": "N",
                "contributions": [[0, 1], [0, 5]],
                "bonuses": [seven],
            },
            {"name": "S", "contributions": [[1, 0], [5, 0]], "reservation_value": 0},
        ],
        "constraints": [{"type": "forbid", "issues": [0, 1], "a": [[0, 0]]}],
    }
    found = read_domain(put(tmp_path, t_json=domain))
    assert reserved(found, 0) == 8
    assert len(found.notes) == 1
    assert "No reservation value: N" in found.notes[0]


def test_keys_that_are_not_read_are_named(tmp_path):
    """A misspelt key must not silently be another domain."""
    party = {"name": "N", "contributions": [[0, 1]], "resevation_value": 1}
    tables = {
        "issues": [{"name": "a", "options": ["x", "y"]}],
        "parties": [party, {"name": "S", "contributions": [[1, 0]], "reservation_value": 0}],
        "constaints": [],
    }
    said = " ".join(read_domain(put(tmp_path, t_json=tables)).notes)
    assert (
        "t.json: parties.1.resevation_value is no key of the format, and is not read. Is reservation_value mean" in said
    )
    assert "constaints is no key of the format, and is not read. Is constraints meant?" in said
    misspelt = function().replace("weights:", "wheights:")
    notes = read_domain(put(tmp_path, d_yml=SPACE, a_yml=misspelt, b_yml=function("S"))).notes
    assert any("Is weights meant?" in note for note in notes)


def test_geniusweb_notes_what_it_would_not_take_itself(tmp_path):
    bid = {"issuevalues": {"Price": "low"}}
    odd = web("N", issueWeights={"Price": 2, "Days": 1}, reservationBid=bid, reserved_value=0.9, discount=1)
    found = read_domain(put(tmp_path, a_json=odd, b_json=web("S"), d_json=DOMAIN))
    assert reserved(found, 0) == Fraction("0.2")
    for said in ("the bid counts", "add up to 3", "discount is no key of the format"):
        assert any(said in note for note in found.notes), said
    twice = web("N")
    utilities = twice["LinearAdditiveUtilitySpace"]["issueUtilities"]["Price"]
    utilities["discreteutils"] = {"valueUtilities": {"low": 1, "high": 0}}
    assert any("utilities twice" in one for one in complaints(put(tmp_path, a_json=twice, b_json=web("S"))))
    wrong = web("N", issueWeights={"Price": 1.4, "Days": -0.4})
    assert any("a weight is below 0" in one for one in complaints(put(tmp_path, a_json=wrong, b_json=web("S"))))


def test_two_parties_of_one_name_in_one_file_are_refused(tmp_path):
    party = {"name": "N", "contributions": [[0, 1]]}
    tables = {"issues": [{"name": "a", "options": ["x", "y"]}], "parties": [party, party]}
    assert any("2 parties have the name N" in one for one in complaints(put(tmp_path, t_json=tables)))


def test_numbers_as_written():
    for text in ("0.1", "-2", "1/3", "12345678901234567890.125"):
        number = ratio(text)
        assert number is not None
        assert ratio(plain(number)) == number
    assert [exact(one) for one in ("nan", "inf", "1e99", "1_0", "0x1", "", "1/2", "9" * 300)] == [None] * 8
    for value in (Fraction(1, 3), Fraction(10**30, 7), Fraction(1, 3 * 10**30)):
        text, whole = decimal(value)
        assert not whole
        back = exact(text)
        assert back is not None
        assert abs(back - value) <= value / 10**38


@pytest.mark.parametrize(("r", "said"), [("0.3", None), ("0.30000000000000004", "by less than a millionth")])
def test_a_reservation_value_that_is_the_worst_or_best_but_for_rounding(tmp_path, r, said):
    worst = "0.3000000000000000000000000000000000000001"
    for low, high in ((worst, "0.9"), ("0.1", "0.3")):
        rows = f"issue,option,N,S\n,reservation,{r},0\nDeal,x,{low},0\nDeal,y,{high},1\n"
        notes = read_domain(put(tmp_path, s_csv=rows)).notes
        assert [said in note for note in notes] == ([True] if said and high == "0.3" else [])


SEMICOLONS = "issue;option;N;S\n;reservation;0,5;1/3\nPrice;low;0;1,25\nPrice;high, or more;1;0\n"


def test_a_sheet_with_semicolons_and_decimal_commas_is_read_and_said(tmp_path):
    found = read_domain(put(tmp_path, s_csv=SEMICOLONS))
    assert (reserved(found, 0), worth(found, 1, 0)) == (Fraction(1, 2), Fraction(5, 4))
    assert found.matters[0].options == ("low", "high, or more")
    assert any("decimals have commas: 0,5 is 0.5" in note for note in found.notes)
    pointed = read_domain(put(tmp_path, s_csv=SEMICOLONS.replace("0,5", "0.5").replace("1,25", "1.25")))
    assert pointed.domain == found.domain
    assert not pointed.notes
    thousands = SEMICOLONS.replace("0,5", "1,000").replace("1,25", "1")
    for text, message in ((SEMICOLONS.replace("0,5", "0.5"), "others points"), (thousands, "number of thousands")):
        assert any(message in one for one in complaints(put(tmp_path, s_csv=text)))


def test_a_sheet_in_another_encoding_is_no_xml(tmp_path):
    (tmp_path / "s.csv").write_bytes(SHEET.encode("utf-16"))
    assert complaints([tmp_path / "s.csv"]) == ["the file is not UTF-8"]
    (tmp_path / "x.xml").write_text("<a", encoding="utf-8")
    with pytest.raises(FormatError) as raised:
        read_domain([tmp_path / "x.xml"])
    assert "<string>" not in raised.value.findings[0].got


def test_geniusweb_utilities_beyond_its_own_are_noted_and_other_domains_not_listed_option_by_option(tmp_path):
    odd = web("N")
    odd["LinearAdditiveUtilitySpace"]["issueUtilities"]["Price"]["DiscreteValueSetUtilities"]["valueUtilities"] = {
        "low": -0.5,
        "high": 1.5,
    }
    notes = read_domain(put(tmp_path, a_json=odd, b_json=web("S"), d_json=DOMAIN)).notes
    assert [note for note in notes if "The utilities of Price for N run from -0.5 to 1.5" in note]
    other = json.loads(json.dumps(web("S")).replace("Price", "Food").replace("low", "fish").replace("high", "meat"))
    found = complaints(put(tmp_path, a_json=web(), b_json=other, d_json=DOMAIN))
    assert [one for one in found if "another domain" in one] == found


def test_ranges_and_triangles_the_wrong_way_round_say_so(tmp_path):
    back = {"name": "d", "issuesValues": {"Days": {"range": ["4", "2", "1"]}}}
    wrong = SPACE.replace("[2, 4]", "[4, 2]"), json.dumps(back), SPACE.replace("[0.0, 2.0]", "[2.0, 0.0]")
    for space in wrong:
        files = put(tmp_path, d_yml=space, a_yml=function(), b_yml=function("S"))
        if space.startswith("{"):
            files = put(tmp_path, d_json=back, a_json=web(), b_json=web("S"))
        with pytest.raises(FormatError) as raised:
            read_domain(files)
        assert "the lower bound first" in [one.expected for one in raised.value.findings]
    turned = function().replace("start: 0, middle: 1, end: 2", "start: 2, middle: 1, end: 0")
    found = complaints(put(tmp_path, d_yml=SPACE, a_yml=turned, b_yml=function("S")))
    assert [one for one in found if "values.3 (Share): the triangle" in one] == found


def test_options_of_another_issue_are_one_complaint(tmp_path):
    other = function("S").replace("{low: 0.2, high: 1}", "{fish: 0.2, meat: 1}")
    found = complaints(put(tmp_path, d_yml=SPACE, a_yml=function(), b_yml=other))
    assert found == ["values.1 (Price): none of these is an option of Price"]
