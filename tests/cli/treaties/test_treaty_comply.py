"""`detente treaty comply`: documented JSON, a CSV of everything, and refusals without a trace."""

import csv

from detente.case.locate import CATALOG
from tests.cli.shells import answered, document, edited, refused, run
from tests.cli.treaties.test_treaty_show import documented, paths

ASKED = ("treaty", "comply", "montreux", "--treaty", "montreux-1936", "--events", "events/transits.csv")
PEACE = ("--given", "turkey_at_war=no", "--given", "turkey_threatened=no", "--given", "fleet_grown=no")


def test_json_is_as_documented():
    assert set(paths(document(*ASKED))) <= documented("treaty comply")
    filled = {"violations[].under[].readings[].holder", "consents.unused_events", "violations[].circumstances[].name"}
    assert filled <= set(paths(document(*ASKED)))
    assert set(document(*ASKED)) == {key for key in documented("treaty comply") if key.isidentifier()}


def test_all_are_written_to_a_file_and_some_are_shown(tmp_path):
    out = tmp_path / "all.csv"
    said = answered(*ASKED, *PEACE, "--csv", out, "--limit", "3")
    assert "3 of 12 are shown" in said
    with out.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found = document(*ASKED, *PEACE)["violations"]
    assert [(row["event"], row["clause"], row["verdict"], row["from"]) for row in rows] == [
        (one["event"], one["clause"], one["verdict"], one["from"]) for one in found
    ]
    short = next(row for row in rows if row["event"] == "short-notice")
    assert short["readings"] == "montreux-1936#art_13__fifteen=wide"
    assert list(tmp_path.iterdir()) == [out]


def test_nothing_is_written_over_and_never_the_log(tmp_path):
    log, link, twin, out = (tmp_path / name for name in ("log.csv", "link.csv", "twin.csv", "out.csv"))
    log.write_text("date,actor,action\n2031-01-01,UKR,transit\n", encoding="utf-8")
    before = log.read_bytes()
    link.symlink_to(log)
    twin.hardlink_to(log)
    words = (*ASKED[:-1], log, "--csv")
    for path in (log, link, twin):
        assert "is the log itself" in refused(*words, path, "--replace")
        assert refused(*words, path)
    out.write_text("mine", encoding="utf-8")
    assert "is there already; --replace writes over it" in refused(*words, out)
    assert "is a directory" in refused(*words, tmp_path)
    assert "there is no folder" in refused(*words, tmp_path / "nowhere" / "out.csv")
    assert (log.read_bytes(), out.read_text(encoding="utf-8")) == (before, "mine")
    answered(*words, out, "--replace")
    assert out.read_text(encoding="utf-8").startswith("event,date,clause")
    named = tmp_path / "out2.csv.part"
    named.write_bytes(before)
    answered(*ASKED[:-1], named, "--csv", tmp_path / "out2.csv")
    assert named.read_bytes() == before


def test_the_limit_of_json_is_said():
    short = document(*ASKED, *PEACE, "--limit", "2")
    assert (short["shown"], short["total"], len(short["violations"])) == (2, 12, 2)


def test_a_log_that_is_wrong_leaves_no_file(tmp_path):
    log, out = tmp_path / "log.csv", tmp_path / "out.csv"
    log.write_text("date,actor,action\n2031-01-01,UKX,transit\n2031-13-01,UKR,transit\n", encoding="utf-8")
    words = (*ASKED[:-1], log, "--csv", out)
    said = refused(*words)
    assert "log.csv:2: no actor is called UKX" in said
    assert "log.csv:3: the date 2031-13-01 cannot be" in said
    assert not list(tmp_path.glob("out*"))


def test_what_is_not_there_is_named():
    assert "montreux-1936" in refused(*ASKED[:4], "montreux", "--events", "events/transits.csv")
    assert "turkey_at_war" in refused(*ASKED, "--given", "turkey_at_wars")
    assert "art_13__fifteen" in refused(*ASKED, "--reading", "art_13_fifteen=wide")
    assert "Q=ANSWER" in run(*ASKED, "--reading", "wide").output
    assert "cannot be read" in refused(*ASKED[:-1], "nowhere.csv")


def test_stocks_begin_with_what_the_inventory_has(tmp_path):
    folder = tmp_path / "straits"
    folder.mkdir()
    for path in (CATALOG / "montreux").rglob("*.*"):
        copy = folder / path.relative_to(CATALOG / "montreux")
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (folder / "inventory").mkdir()
    (folder / "inventory" / "deployments.csv").write_text(
        "id,senders,host,action,asset,title,low,high,unit,from,to,status,confirmed,source,note\n"
        "patrol,USA,black_sea,stay,light_surface,,15000,15000,tons,2030-01-01,,active,no,convention,\n",
        encoding="utf-8",
    )
    words = ("treaty", "comply", folder, *ASKED[3:], *PEACE)
    clauses = {one["event"]: one["over"] for one in document(*words)["violations"] if "art_18__a" in one["clause"]}
    assert clauses["summer-fra"] == 15_000
    assert "summer-fra" not in {one["event"] for one in document(*words, "--stocks", "none")["violations"]}
    edited(folder, "inventory/deployments.csv", ("15000,15000", ",15000"))
    assert document("treaty", "comply", f"{folder}/", *ASKED[3:], *PEACE)["unstocked"] == ["patrol"]


def test_a_long_list_is_folded_and_an_empty_log_says_so(tmp_path):
    log, head = tmp_path / "log.csv", "date,actor,action,asset,territory,amount\n"
    days = [f"2031-01-{day:02}/2031-01-{day:02}" for day in range(1, 21)]
    log.write_text(head + "".join(f"{day},GBR,transit_announced,carrier,straits,15000\n" for day in days), "utf-8")
    words = (*ASKED[:-1], log, *PEACE)
    said = answered(*words)
    assert "Article 10, carriers (montreux-1936#art_10__carriers): 20 violations." in said
    assert "- and 12 more." in said
    assert said.count("the United Kingdom: forbidden") == 8
    assert answered(*words, "--limit", "20").count("the United Kingdom: forbidden") == 20
    log.write_text(head, encoding="utf-8")
    assert "the log has no events" in answered(*words)
