"""GENIUS files: the numbers are exactly those written, and what is wrong is said, all of it, with its line."""

from fractions import Fraction

import pytest

from detente.engines.bargaining.model import Domain
from detente.errors import FormatError
from detente.exchange.bargains.door import read_domain
from detente.exchange.genius.reading import read_genius
from tests.exchange.genius.made import domain_xml, profile_xml, rectangles_xml

ISSUES = [("Price", ["low", "high"]), ("Days", (2, 5))]


def written(folder, domain, *profiles):
    (folder / "domain.xml").write_text(domain, encoding="utf-8")
    paths = []
    for number, text in enumerate(profiles, 1):
        paths.append(folder / f"party{number}.xml")
        paths[-1].write_text(text, encoding="utf-8")
    return read_genius(folder / "domain.xml", paths)


def party(low=1, high=4, reservation="0.3", weights=("0.6", "0.4"), slope="0.5", offset="0.2"):
    return profile_xml(
        [("Price", {"low": low, "high": high}), ("Days", (2, 5, slope, offset))], weights, reservation, "0.9"
    )


def utilities(domain: Domain, party, package):
    return Fraction(domain.utility(party, package), domain.scales[party])


def test_utilities_are_as_genius_computes_them(tmp_path):
    bargain = written(tmp_path, domain_xml(ISSUES), party(), party(3, 3))
    assert [matter.options for matter in bargain.matters] == [("low", "high"), ("2", "3", "4", "5")]
    assert bargain.parties == ("party1", "party2")
    assert utilities(bargain.domain, 0, (0, 0)) == Fraction(6, 10) * Fraction(1, 4) + Fraction(4, 10) * Fraction(2, 10)
    assert utilities(bargain.domain, 0, (1, 1)) == Fraction(6, 10) + Fraction(4, 10) * Fraction(7, 10)
    assert utilities(bargain.domain, 0, (1, 3)) == Fraction(6, 10) + Fraction(4, 10)  # kept at 1
    assert utilities(bargain.domain, 1, (0, 0)) == Fraction(6, 10) + Fraction(4, 10) * Fraction(2, 10)
    assert Fraction(bargain.domain.reservations[0], bargain.domain.scales[0]) == Fraction(3, 10)
    assert any("Discount" in note for note in bargain.notes)


def test_decimals_are_not_rounded(tmp_path):
    weight = "0.3031462333758278123456"
    bargain = written(tmp_path, domain_xml(ISSUES), party(weights=(weight, "0")), party())
    assert utilities(bargain.domain, 0, (1, 0)) == Fraction(weight)


def test_rectangles_add_up_divided_by_maxutility_and_capped(tmp_path):
    text = rectangles_xml(2, 4, [(30, {1: (0, 1)}), (50, {1: (1, 3), 2: (2, 3)}), (40, {})], 100, "0.5")
    domain = domain_xml([("i1", (0, 3)), ("i2", (0, 3))])
    bargain = written(tmp_path, domain, text, text)
    found = {package: utilities(bargain.domain, 0, package) for package in [(0, 0), (1, 0), (1, 2), (2, 3), (3, 0)]}
    tenths = {(0, 0): 7, (1, 0): 7, (1, 2): 10, (2, 3): 9, (3, 0): 4}
    assert found == {package: Fraction(number, 10) for package, number in tenths.items()}


def test_rectangles_that_exclude(tmp_path):
    text = rectangles_xml(1, 4, [(10, {1: (1, 2)})], 10).replace("INCLUDES", "EXCLUDES")
    bargain = written(tmp_path, domain_xml([("i1", (0, 3))]), text, text)
    assert [utilities(bargain.domain, 0, (one,)) for one in range(4)] == [1, 0, 0, 1]


def test_real_issues_stand_on_a_grid(tmp_path):
    real = '<issue index="1" name="Share" type="real" vtype="real">{}<range lowerbound="0" upperbound="2"/></issue>'
    evaluator = '<evaluator ftype="linear" parameter0="0.5" parameter1="0.25"/>'
    domain = domain_xml([]).replace("\n\n</objective>", f"\n{real.format('')}\n</objective>")
    profile = profile_xml([], ["1"]).replace('<weight index="1"', real.format(evaluator) + '<weight index="1"')
    bargain = written(tmp_path, domain, profile, profile)
    assert bargain.gridded == ("Share",)
    assert bargain.domain.sizes == (21,)
    assert utilities(bargain.domain, 0, (0,)) == Fraction(1, 2)
    assert utilities(bargain.domain, 0, (20,)) == 1


def findings(folder, domain, *profiles):
    with pytest.raises(FormatError) as raised:
        written(folder, domain, *profiles)
    return raised.value.findings


def test_everything_wrong_is_said_at_once_with_its_line(tmp_path):
    one = party().replace('value="low" evaluation="1"', 'value="lowest" evaluation="1"')
    other = party(reservation="a lot", weights=("0.6",))
    found = findings(tmp_path, domain_xml(ISSUES), one, other)
    messages = [f"{one.file.rsplit('/', 1)[-1]}: {one.message}" for one in found]
    assert "party1.xml: issue Price has no such option" in messages
    assert "party1.xml: issue Price has no evaluation of low" in messages
    assert "party2.xml: value of <reservation> is no number" in messages
    assert any(one.startswith("party2.xml: there is no weight with the index 2") for one in messages)
    assert next(one.line for one in found if "no such option" in one.message) == 4


@pytest.mark.parametrize(
    ("domain", "profile", "message"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + domain_xml(ISSUES), party(), "document type"),
        (domain_xml(ISSUES), '<!DOCTYPE a SYSTEM "/etc/passwd">' + party(), "document type"),
        ("<a", party(), "no XML"),
        ("<a/>", party(), "no issues"),
        (domain_xml([*ISSUES, ISSUES[0]]), party(), "two issues have the name Price"),
        (domain_xml([("Days", (5, 2))]), party(), "no usable range"),
        (domain_xml([("Days", (0, 10**9))]), party(), "no usable range"),
        (domain_xml(ISSUES), party(low=-1), "below 0"),
        (domain_xml(ISSUES), party(weights=("1e9999", "0")), "no number"),
        (domain_xml(ISSUES), party(weights=("nan", "0")), "no number"),
        (domain_xml(ISSUES), party(weights=("1/0", "0")), "no number"),
        (
            domain_xml(ISSUES),
            party(weights=("1", "0", "0")).replace('<issue index="2"', '<issue index="7"'),
            "no issue with",
        ),
        (domain_xml([("i1", (0, 3))]), rectangles_xml(1, 4, [(1, {2: (0, 1)})], 1), "a side of a rectangle"),
        (domain_xml([("i1", (0, 3))]), rectangles_xml(1, 4, [(1, {1: (0, 1)})], 0), "maxutility"),
        (domain_xml([("i1", (0, 3))]), rectangles_xml(1, 4, [], 1).replace('"sum"', '"min"'), "aggregation"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path, domain, profile, message):
    assert any(message in one.message for one in findings(tmp_path, domain, profile, profile))


def test_one_party_alone_does_not_bargain(tmp_path):
    assert "too few profiles" in findings(tmp_path, domain_xml(ISSUES), party())[0].message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<weight index="2"', '<weight index="1"', "two <weight> with the index 1"),
        (
            'index="2" name="Days" type="integer"',
            'index="1" name="Days" type="integer"',
            "two <issue> with the index 1",
        ),
        ('value="high" evaluation', 'value="low" evaluation', "two evaluations of low"),
        ('name="Days"', 'name="Price"', "issue 2 is another one in the domain"),
        ('value="high" evaluation="4"', 'value="high" evaluation="null"', "no number"),
        ('ftype="linear" slope="0.5" offset="0.2"', 'ftype="faratin"', "unknown kind"),
        ('ftype="linear" slope="0.5"', 'ftype="cubic" slope="0.5"', "unknown kind"),
        ('lowerbound="2" upperbound="5"', 'lowerbound="3" upperbound="5"', "leaves out values of the domain"),
        ('lowerbound="2" upperbound="5"', 'lowerbound="2" upperbound="4"', "leaves out values of the domain"),
        ('<reservation value="0.3"/>', '<reservation value="0.3"/><reservation value="0.4"/>', "there are 2 <reserv"),
        ("</issue>\n<weight", '<evaluator ftype="linear" slope="1" offset="0"/></issue>\n<weight', "2 <evaluator>"),
        ('<weight index="2" value="0.4"', '<weight index="2" value="-0.4"', "the weight of Days is below 0"),
    ],
)
def test_what_is_there_twice_or_elsewhere_is_refused(tmp_path, old, new, message):
    assert old in party()
    found = findings(tmp_path, domain_xml(ISSUES), party(), party().replace(old, new, 1))
    assert any(message in one.message for one in found)


def test_other_names_are_noted_and_bounds_may_lack(tmp_path):
    text = party().replace('name="Days"', 'name="Period"').replace(' lowerbound="2" upperbound="5"', "")
    bargain = written(tmp_path, domain_xml(ISSUES), party(), text)
    assert any("is called Period in the profile party2" in note for note in bargain.notes)
    assert bargain.domain.tables[0] == bargain.domain.tables[1]


def test_a_wider_range_in_a_profile_is_noted_and_reckoned_from_its_own_end(tmp_path):
    text = party().replace('lowerbound="2"', 'lowerbound="1"')
    bargain = written(tmp_path, domain_xml(ISSUES), party(), text)
    assert any("runs from 1 to 5 in the profile party2 and from 2 to 5" in note for note in bargain.notes)
    assert utilities(bargain.domain, 1, (0, 0)) == Fraction(6, 10) * Fraction(1, 4) + Fraction(4, 10) * Fraction(7, 10)


def test_counts_and_kinds_that_do_not_fit_are_noted(tmp_path):
    domain = domain_xml(ISSUES).replace('number_of_issues="2"', 'number_of_issues="3"')
    assert 'number_of_issues="3"' in domain
    text = party().replace('name="Price" type="discrete" vtype="discrete"', 'name="Price" type="integer"')
    notes = written(tmp_path, domain, party(), text).notes
    assert "The domain says that it has 3 issues; there are 2." in notes
    assert any("Price is integer in the profile party2 and discrete in the domain" in note for note in notes)


def test_files_and_domains_that_are_given_twice_are_refused(tmp_path):
    written(tmp_path, domain_xml(ISSUES), party(), party(3, 3))
    (tmp_path / "again.xml").write_text(domain_xml(ISSUES), encoding="utf-8")
    names = [tmp_path / f"{name}.xml" for name in ("domain", "party1", "party2")]
    for paths, message in (
        ([*names, tmp_path / "sub" / ".." / "party1.xml"], "given twice"),
        ([*names, tmp_path / "again.xml"], "two domains"),
    ):
        with pytest.raises(FormatError) as raised:
            read_domain(paths)
        assert [message in one.message for one in raised.value.findings] == [True]


def test_two_parties_of_one_name_are_told_apart_aloud(tmp_path):
    written(tmp_path, domain_xml(ISSUES), party(), party(3, 3))
    other = tmp_path / "other" / "party1.xml"
    other.parent.mkdir()
    other.write_text(party(3, 3), encoding="utf-8")
    found = read_domain([tmp_path / "domain.xml", tmp_path / "party1.xml", other])
    assert found.parties == ("party1", "party1 (2)")
    assert any("Two parties are called party1" in note for note in found.notes)


def test_evaluations_of_next_to_nothing_count_as_nothing(tmp_path):
    bargain = written(tmp_path, domain_xml(ISSUES), party(), party(low="0.000001", high="0.000009"))
    assert bargain.domain.tables[1][0] == (0, 0)
    assert any("count as 0" in note for note in bargain.notes)


def test_other_encodings_that_xml_declares(tmp_path):
    domain = domain_xml([("Größe", ["klein", "groß"])])
    profile = profile_xml([("Größe", {"klein": 1, "groß": 2})], ["1"])
    paths = []
    for name, text, coding in (("d", domain, "utf-16"), ("a", profile, "iso-8859-1"), ("b", profile, "windows-1252")):
        paths.append(tmp_path / f"{name}.xml")
        paths[-1].write_bytes(f'<?xml version="1.0" encoding="{coding}"?>\n{text}'.encode(coding))
    assert read_domain(paths).matters[0].options == ("klein", "groß")


def test_the_domain_is_found_among_the_files_by_its_root(tmp_path):
    written(tmp_path, domain_xml(ISSUES), party(), party(3, 3))
    names = ("party1.xml", "domain.xml", "party2.xml")
    assert read_domain([tmp_path / name for name in names]).domain == read_domain([tmp_path]).domain


def profiles(folder, *texts):
    paths = []
    for name, text in zip("abc", texts, strict=False):
        paths.append(folder / f"{name}.xml")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def test_profiles_alone_are_all_parties_and_their_issues_the_domain(tmp_path):
    whole = written(tmp_path, domain_xml(ISSUES), party(), party(3, 3), party(4, 1))
    alone = read_domain(profiles(tmp_path, party(), party(3, 3), party(4, 1)))
    assert alone.parties == ("a", "b", "c")
    assert alone.domain == whole.domain
    assert alone.matters == whole.matters
    assert any("No file is the domain alone" in note and "3 files is a party" in note for note in alone.notes)
    assert read_domain(profiles(tmp_path, party(), party(3, 3))).parties == ("a", "b")


def test_profiles_alone_that_do_not_agree_are_refused(tmp_path):
    for other in (party().replace("high", "higher"), party().replace("Price", "Cost")):
        with pytest.raises(FormatError) as raised:
            read_domain(profiles(tmp_path, party(), other))
        (found,) = raised.value.findings
        assert "no file is the domain alone" in found.message
        assert "the domain's file too" in found.expected
    with pytest.raises(FormatError, match="1 and no domain"):
        read_domain(profiles(tmp_path, party()))


def test_a_domain_with_weights_or_evaluations_is_no_party(tmp_path):
    weighted = domain_xml(ISSUES).replace("</objective>", '<weight index="1" value="0.5"/></objective>')
    whole = written(tmp_path, domain_xml(ISSUES), party(), party(3, 3))
    for domain in (weighted, weighted.replace("negotiation_template", "detail")):
        found = read_domain(profiles(tmp_path, party(), domain, party(3, 3)))
        assert found.parties == ("a", "c")
        assert found.domain == whole.domain
    template = f"<negotiation_template>{party()}</negotiation_template>"
    found = read_domain(profiles(tmp_path, party(), template, party(3, 3)))
    assert found.parties == ("a", "c")
    assert any("b.xml is the domain, by its <negotiation_template>" in note for note in found.notes)
    every = read_domain(profiles(tmp_path, template, template, template))
    assert every.parties == ("a", "b", "c")


def test_names_in_a_namespace_are_read_as_genius_does(tmp_path):
    text = party().replace("<utility_space", '<utility_space xmlns="urn:x"')
    bargain = written(tmp_path, domain_xml(ISSUES), text, party())
    assert bargain.domain.tables[0] == bargain.domain.tables[1]
    assert read_domain([tmp_path]).parties == ("party1", "party2")


def test_a_profile_of_another_domain_is_said_to_be_one(tmp_path):
    other = profile_xml([("Food", {"fish": 1, "meat": 2}), ("Wine", {"red": 1})], ("0.5", "0.5"))
    found = findings(tmp_path, domain_xml(ISSUES), party(), other)
    assert [one.message for one in found] == ["the profile is of another domain"]
    assert (found[0].expected, found[0].got) == ("the issues Price, Days", "Food, Wine")


def test_an_evaluator_without_slope_or_offset_is_told_what_it_lacks(tmp_path):
    for lack in ('slope="0.5"', 'offset="0.2"'):
        found = findings(tmp_path, domain_xml(ISSUES), party(), party().replace(lack, ""))
        assert [one.message for one in found] == [f"<evaluator> has no {lack.partition('=')[0]}"]


def test_triangles(tmp_path):
    def text(*numbers):
        parameters = " ".join(f'parameter{at}="{one}"' for at, one in enumerate(numbers))
        return party().replace('ftype="linear" slope="0.5" offset="0.2"', f'ftype="triangular" {parameters}')

    bargain = written(tmp_path, domain_xml(ISSUES), text(2, 5, 4), text(2, 5, 8))
    assert utilities(bargain.domain, 0, (0, 1)) == Fraction(6, 10) * Fraction(1, 4) + Fraction(4, 10) * Fraction(1, 2)
    assert any("has its top at 8, outside of its bounds 2 and 5" in note for note in bargain.notes)
    found = findings(tmp_path, domain_xml(ISSUES), party(), text(5, 2, 4))
    assert ["bounds the wrong way round" in one.message for one in found] == [True]


def test_a_rectangle_with_both_kinds_of_sides_is_refused(tmp_path):
    text = rectangles_xml(1, 4, [(10, {1: (1, 2)})], 10)
    both = text.replace("</hyperRectangle>", '<EXCLUDES index="1" min="0" max="0"/></hyperRectangle>')
    found = findings(tmp_path, domain_xml([("i1", (0, 3))]), text, both)
    assert ["INCLUDES and EXCLUDES" in one.message for one in found] == [True]


def test_weights_that_do_not_add_up_and_evaluations_of_nothing_are_noted(tmp_path):
    heavy = written(tmp_path, domain_xml(ISSUES), party(weights=("0.9", "0.4")), party()).notes
    assert "The weights of party1 add up to 1.3, and not to 1: they count as they stand." in heavy
    empty = written(tmp_path, domain_xml(ISSUES), party(low=0, high=0), party()).notes
    assert any("All evaluations of Price by party1 are 0" in n and "weight of 0.6 is lost" in n for n in empty)
    unweighted = written(tmp_path, domain_xml(ISSUES), party(low=0, high=0, weights=("0", "1")), party()).notes
    assert not any("evaluations" in note for note in unweighted)


def test_ranges_say_what_is_wrong_with_them(tmp_path):
    spans = ((5, 2), "the lower bound first"), ((0, 10**9), "at most 10,000 values"), ((0.5, 2), "whole numbers")
    for span, expected in spans:
        (found,) = findings(tmp_path, domain_xml([("Days", span)]), party(), party())
        assert expected in found.expected
