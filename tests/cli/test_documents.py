"""`ingest` and `documents` as people use them."""

import json

import pytest

from tests.cli.shells import answered, process, refused, run
from tests.ledger.documents import makers, seeds


@pytest.fixture
def case(tmp_path):
    answered("new", tmp_path / "river", "--title", "The river")
    return tmp_path / "river"


@pytest.fixture
def saved(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    wire = makers.prose(1, 8)
    head = "<meta property='og:site_name' content='The Gazette'><meta name='dc.date' content='2022-03-29'>"
    (folder / "a.html").write_text(makers.page(1, head=head), encoding="utf-8")
    (folder / "b.txt").write_text(f"Wire story of the day\n\n28 March 2022\n\n{wire}\n", encoding="utf-8")
    (folder / "c.txt").write_text(f"A paper prints the story\n\n30 March 2022\n\n{wire}\n", encoding="utf-8")
    return folder


def as_json(*words):
    result = run(*words, "--json")
    return json.loads(result.stdout), result.exit_code


def test_documents_in_and_listed(case, saved):
    found, status = as_json("ingest", case, saved, "--sources")
    assert status == 0
    assert (found["added"], found["there"], found["failed"], found["complete"]) == (3, 0, 0, True)
    assert (found["documents"], found["independent"]) == (3, 2)
    assert found["sources"][0]["id"] == "the-gazette-2022-03-29"
    again, status = as_json("ingest", case, saved, "--sources")
    assert (status, again["added"], again["there"], again["sources"]) == (0, 0, 3, [])
    listed, _ = as_json("documents", case)
    by_name = {one["name"]: one for one in listed["documents"]}
    copy, wire = by_name["saved/c.txt"], by_name["saved/b.txt"]
    assert (copy["copy_of"], copy["copy_how"], copy["head"]) == (wire["digest"], "near", wire["digest"])
    assert wire["copy_of"] is None
    assert (wire["date"], wire["date_basis"], wire["url"]) == ("2022-03-28", "stated", None)
    assert {cut["reason"] for cut in by_name["saved/a.html"]["cuts"]} >= {"menu", "footer"}
    text = answered("documents", case)
    assert "two independent sources" in text
    assert "nearly the text of Wire story of the day" in " ".join(text.split())


def test_its_texts_are_found_by_check(case, saved):
    run("ingest", case, saved, "--sources")
    for folder in (case, case / ".detente", case / ".detente" / "objects"):
        assert "3 of 3 documents at hand and unchanged" in " ".join(
            run("check", case, "--documents", folder).output.split()
        )
    (text,) = (case / ".detente" / "objects").glob(
        "*/*" + json.loads(run("documents", case, "--json").stdout)["documents"][1]["digest"][2:]
    )
    text.write_bytes(b"other words")
    assert "has changed" in run("check", case, "--documents", case).output


def test_bad_files_are_named_the_rest_is_in_and_the_status_says_so(case, saved):
    (saved / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (saved / "empty.txt").write_bytes(b"")
    result = run("ingest", case, saved)
    assert result.exit_code == 1
    assert "3 taken in and 2 not taken in" in result.output
    assert "saved/empty.txt: it is empty" in result.output
    assert "Traceback" not in result.output


UNUSABLE = {
    "no such file or folder: nowhere, nope": ["nowhere", "nope"],
    "did you mean windows-1251": ["--charset", "windws-1251", "."],
    "max-mb": ["--max-mb", "0", "."],
    "Missing argument": [],
}


@pytest.mark.parametrize(("why", "words"), UNUSABLE.items())
def test_unusable_input(case, words, why):
    assert why in refused("ingest", case, *words)


def test_a_case_of_the_catalogue_is_not_written_to(saved, tmp_path):
    assert "copy its folder" in refused("ingest", "camp-david", saved)
    found, status = as_json("ingest", "camp-david", saved, "--store", tmp_path / "elsewhere.sqlite")
    assert (status, found["added"]) == (0, 3)


def test_a_charset_by_order(case, tmp_path):
    words = "Мост закрыт до весны. "
    (tmp_path / "a.txt").write_bytes(words.encode("koi8-r"))
    run("ingest", case, tmp_path / "a.txt", "--charset", "koi8-r")
    (one,) = as_json("documents", case)[0]["documents"]
    assert (one["charset"], one["length"]) == ("koi8-r", len(words))


def test_a_case_without_documents(case):
    assert "no documents" in answered("documents", case)
    assert as_json("documents", case)[0] == {"case": "river", "independent": 0, "documents": []}


def test_as_a_process(case, saved):
    done = process("ingest", case, saved)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"3 taken in" in done.stdout


@seeds.needed
def test_the_five_articles_and_the_anchors_of_the_flagship(tmp_path):
    """Ingested into a copy of the flagship, every anchor into them is verified from the store alone."""
    import shutil

    from detente.case.locate import find_case

    shutil.copytree(find_case("european-security"), tmp_path / "es")
    found, status = as_json("ingest", tmp_path / "es", seeds.FOLDER, "--sources")
    assert (status, found["added"], found["sources"]) == (0, 5, [])
    checked = json.loads(run("check", tmp_path / "es", "--documents", tmp_path / "es", "--json").stdout)
    assert checked["anchors"]["verified"] == checked["anchors"]["total"] > 20
    assert checked["documents"] == {"total": 5, "verified": 5}


def test_from_python(case, saved):
    import detente
    from detente.api.taking import By

    found = detente.ingest(case, [saved], by=By("tester", "2022-03-29T10:00:00Z"))
    assert len(found.report.of("added")) == 3
    assert detente.documents(case).independent == 2
