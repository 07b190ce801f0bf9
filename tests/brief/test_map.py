"""The treaty map: everything it is told is in it, in the drawing and in words, and readable."""

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.brief.markup import plain
from detente.brief.pictures.map import CONSEQUENCES, Flow, MapData, Shaded, Site, described, figure, picture
from detente.brief.pictures.mapdata import sized, streams
from detente.brief.pictures.maplayout import laid_out
from detente.geo import NOTE
from tests.brief.samples import Page

BALTIC = MapData(
    "Forces of five states would have to leave the Baltic states",
    tuple(
        Shaded(place, meaning)
        for place, meaning in {
            "EST": "leave",
            "LVA": "depends",
            "LTU": "unknown",
            "CZE": "closed",
            "MLT": "leave",
        }.items()
    ),
    (
        Flow("GBR", "EST", 1430, 2200),
        Flow("FRA", "EST", 0, 300),
        Flow("CAN", "LVA", 1887, 1887),
        Flow("DEU", "LTU", 1632, 1632),
        Flow("DEU", "LTU", 150, None, certain=False),
        Flow("USA", "LTU"),
        Flow("USA", "EST", 20, 30, unit="bombs"),
        Flow("RUS", "tn", 1500, 1500),
    ),
    (Site("tn", "Transnistria", (46.84, 29.63)),),
)


def texts(svg):
    return [text.text or "" for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_amounts_are_added_up_by_sender_host_and_unit_and_unknown_stays_open():
    found = {(one.host, one.sender): one for one in streams(BALTIC)}
    assert found["LTU", "DEU"].amounts == (("", 1782, None),)
    assert not found["LTU", "DEU"].certain
    assert found["EST", "GBR"].amounts == (("", 1430, 2200),)
    both = MapData(
        "", flows=(Flow("USA", "POL", 1, 2), Flow("USA", "POL", 3, 4, unit="bombs"), Flow("USA", "POL", None, 5))
    )
    assert streams(both)[0].amounts == (("", 1, 7), ("bombs", 3, 4))
    assert not streams(MapData("", flows=(Flow("USA", "POL"),)))[0].known


@given(st.lists(st.tuples(st.none() | st.integers(0, 50), st.none() | st.integers(0, 50)), min_size=1, max_size=5))
def test_the_sum_of_intervals_holds_every_sum(bounds):
    """Whatever the true amounts are, between bounds where these are known, their sum lies within the stream's."""
    ordered = [(low, max(high, low or 0) if high is not None else None) for low, high in bounds]
    ((_, low, high),) = streams(MapData("", flows=tuple(Flow("USA", "POL", *one) for one in ordered)))[0].amounts
    assert (low or 0) == sum(one or 0 for one, _ in ordered)
    assert high == (None if any(most is None for _, most in ordered) else sum(most or 0 for _, most in ordered))


def test_every_figure_and_place_stands_in_the_drawing_and_in_words():
    said = texts(picture(BALTIC))
    for words in ("1,430–2,200", "up to 300", "1,887", "1,782 or more", "size not known", "20–30 bombs", "1,500"):
        assert words in said, words
    for name in ("Estonia", "Latvia", "Lithuania", "Czechia", "Malta", "Transnistria", "Germany", "France", "Russia"):
        assert name in said or {"Germany": "DEU", "France": "FRA"}.get(name) in said, name
    assert "to the United States" in said
    assert "to Canada" in said
    told = described(BALTIC)
    assert "From Estonia to the United Kingdom: 1,430–2,200 troops." in told
    assert "From Lithuania to Germany: 1,782 or more troops (not confirmed)." in told
    assert "From Lithuania to the United States: size not known." in told
    assert "From Estonia to the United States: 20–30 bombs." in told
    assert f"{CONSEQUENCES['closed'].capitalize()}: Czechia." in told
    assert sum(line.startswith("From") for line in told) == 7


def test_the_figure_says_which_borders_and_that_arrows_are_no_routes():
    page = Page.of(figure(BALTIC))
    assert not page.wrong
    words = plain(figure(BALTIC))
    assert NOTE in words
    assert "not routes" in words
    assert BALTIC.title in words
    assert all(line in words for line in described(BALTIC))


def test_a_file_says_title_and_borders_itself():
    alone, within = " ".join(texts(picture(BALTIC))), " ".join(texts(picture(BALTIC, alone=False)))
    assert NOTE in alone
    assert BALTIC.title in alone
    assert NOTE not in within
    assert "Estonia" in within


def test_arrows_that_are_not_certain_or_not_known_are_broken():
    lines = re.findall(r"<g class=\"arrow\"><title>(.*?)</title>(.*?)</g>", picture(BALTIC))
    assert len(lines) == 7
    broken = {said.split(":")[0] for said, marks in lines if "stroke-dasharray" in marks}
    assert broken == {"From Lithuania to Germany", "From Lithuania to the United States"}


def test_shades_differ_by_pattern_and_a_state_too_small_to_see_is_ringed():
    svg = picture(BALTIC, "east")
    for consequence in CONSEQUENCES:
        assert f'id="east-{consequence}"' in svg
        assert f'fill="url(#east-{consequence})"' in svg
    assert 'class="ringed"' in svg
    patterns = [ET.tostring(one) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}pattern")]
    assert len({re.sub(rb'id="[^"]*"', b"", one) for one in patterns}) == len(CONSEQUENCES)


def test_the_case_names_its_own_and_markup_is_text():
    data = MapData(
        "<b>", (Shaded("POL", "leave", "R&D <i>"),), (Flow("USA", "POL", 1, 1),), words={"leave": "must <go>"}
    )
    assert "R&amp;D &lt;i&gt;" in picture(data)
    assert "must &lt;go&gt;" in picture(data)
    ET.fromstring(picture(data))


def test_what_has_no_place_is_said():
    data = MapData("x", (Shaded("POL", "leave"),), (Flow("NATO", "POL", 5, 5), Flow("USA", "nowhere", 1, 1)))
    assert "not drawn, for want of a place: two arrows; the text has all" in texts(picture(data))
    assert "From Poland to NATO: 5 troops." in described(data)
    assert "From nowhere to the United States: 1 troops." in described(data)


def test_nothing_to_show_is_a_map_that_says_so():
    assert described(MapData("Nothing moves")) == ("Nothing would have to move.",)
    ET.fromstring(picture(MapData("Nothing moves")))
    own = MapData("x", (Shaded("RUS", "depends"),), (Flow("RUS", "RUS", 5, 6),))
    assert "Within Russia: 5–6 troops." in described(own)
    assert not laid_out(own).arrows
    assert laid_out(own).unplaced == 0


def test_the_drawing_is_the_same_every_time():
    assert picture(BALTIC) == picture(BALTIC)


def shared(one, other):
    (x1, y1), (w1, h1) = one.middle, one.size
    (x2, y2), (w2, h2) = other.middle, other.size
    across = min(x1 + w1 / 2, x2 + w2 / 2) - max(x1 - w1 / 2, x2 - w2 / 2)
    down = min(y1 + h1 / 2, y2 + h2 / 2) - max(y1 - h1 / 2, y2 - h2 / 2)
    return max(across, 0) * max(down, 0)


def crowded():
    """Eighteen flows from eleven hosts, as many as in the flagship."""
    hosts = ["EST", "LVA", "LTU", "POL", "BGR", "HUN", "ROU", "SVK", "DEU", "BEL", "ITA"]
    flows = [
        Flow(sender, host, 100 * place + 100, 200 * place + 300)
        for place, host in enumerate(hosts)
        for sender in _senders(host)
    ]
    return MapData("x", tuple(Shaded(host, "leave") for host in hosts), tuple(flows))


def _senders(host):
    return {"EST": ["GBR", "FRA"], "POL": ["USA", "GBR", "ROU"], "LVA": ["CAN"], "LTU": ["DEU"], "BGR": ["ITA"],
            "ROU": ["FRA", "USA"], "SVK": ["CZE", "DEU"], "HUN": ["USA", "ITA"]}.get(host, ["USA"])  # fmt: skip


@pytest.mark.parametrize("data", [BALTIC, crowded()], ids=["baltic", "crowded"])
def test_labels_do_not_cover_one_another_and_stay_in_the_frame(data):
    layout = laid_out(data)
    labels = layout.labels
    assert len(labels) >= len(data.flows)
    for place, one in enumerate(labels):
        assert one.size[0] / 2 <= one.middle[0] <= layout.frame.width - one.size[0] / 2
        assert one.size[1] / 2 <= one.middle[1] <= layout.frame.height - one.size[1] / 2
        for other in labels[:place]:
            assert shared(one, other) <= 0.1 * min(one.size[0] * one.size[1], other.size[0] * other.size[1]), (
                one,
                other,
            )


def test_figures_without_room_have_the_number_of_their_line():
    """Flows between neighbours on a wide map: each is labelled, by its figures or by its number in the words."""
    hosts = ["NLD", "BEL", "LUX", "DEU", "CHE", "AUT", "CZE"]
    flows = [Flow(one, host, 1000, 20000) for host in hosts for one in hosts if one != host]
    data = MapData("x", (Shaded("PRT", "leave"), Shaded("KGZ", "leave")), tuple(flows))
    labels = [label for label in laid_out(data).labels if label.kind in ("size", "number")]
    assert len(labels) == len(flows)
    numbers = [int(label.lines[0][1:-1]) for label in labels if label.kind == "number"]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(range(1, len(flows) + 1))
    assert "(1): the line of the text that has the figures" in texts(picture(data))
    assert "<ol><li>From the Netherlands to Belgium" in figure(data)


def test_arrows_run_from_host_to_home_and_leave_for_what_is_far():
    layout = laid_out(crowded())
    for arrow in layout.arrows:
        assert layout.frame.holds(arrow.start)
        assert layout.frame.holds(arrow.end, 11)
        assert arrow.leaves is (arrow.stream.sender in ("USA", "CAN"))
    heads = [arrow.end for arrow in layout.arrows if arrow.leaves]
    assert len(set(heads)) == len(heads)
    widths = sorted((arrow.stream.most, arrow.width) for arrow in layout.arrows)
    assert [width for _, width in widths] == sorted(width for _, width in widths)


PLACES = st.sampled_from(["POL", "RUS", "USA", "FJI", "TUV", "MLT", "JPN", "ATA", "CHL", "GRL", "tn", "NATO"])


@given(
    st.lists(
        st.builds(Shaded, PLACES, st.sampled_from(list(CONSEQUENCES))), max_size=3, unique_by=lambda one: one.place
    ),
    st.lists(
        st.builds(
            Flow, PLACES, PLACES, st.none() | st.integers(0, 9), st.none() | st.integers(9, 10**6), st.booleans()
        ),
        max_size=4,
    ),
)
@settings(max_examples=8, deadline=None)
def test_any_map_of_the_world_can_be_drawn(places, flows):
    data = MapData("x", tuple(places), tuple(flows), (Site("tn", "Transnistria", (46.84, 29.63)),))
    svg = picture(data)
    ET.fromstring(svg)
    assert "nan" not in svg.lower()
    layout = laid_out(data)
    abroad = [one for one in streams(data) if one.host != one.sender]
    assert len(layout.arrows) + layout.unplaced == len(abroad)
    assert layout.unplaced == sum("NATO" in (one.host, one.sender) for one in abroad)


def test_sizes_in_words():
    assert [sized(*one) for one in ((1, 1), (0, 5), (None, 5), (2, None), (0, None), (None, None), (0, 0), (2, 9))] == [
        "1", "up to 5", "up to 5", "2 or more", "size not known", "size not known", "none", "2–9",
    ]  # fmt: skip


def test_the_flagship_facts_fit_on_a_map():
    """Every deployment known with one host, each sender with an arrow."""
    facts = Path(__file__).parents[3] / "shared" / "facts" / "deployments.csv"
    if not facts.exists():
        pytest.skip("NOT TESTED HERE: the facts of the flagship are not beside this checkout")
    flows = []
    with facts.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            low, high = (int(row[name]) if row[name].isdigit() else None for name in ("size_low", "size_high"))
            senders = [one for one in row["sender"].replace("..", "").split("+") if one and one != "NATO"]
            flows += [Flow(one, host, low, high) for one in senders for host in row["host"].split(";")]
    data = MapData("x", tuple(Shaded(host, "leave") for host in {flow.host for flow in flows}), tuple(flows))
    layout = laid_out(data)
    assert layout.unplaced == 0
    assert len(layout.arrows) == len({(flow.sender, flow.host) for flow in flows if flow.sender != flow.host})
    assert len(picture(data)) < 200_000
