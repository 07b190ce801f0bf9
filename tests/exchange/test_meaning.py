"""Names of other tools' files in a case: the one rule for holders, titles for matters, and what is asked."""

import csv
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from detente import api
from detente.case.reading import read_case
from detente.errors import WriteError
from detente.ledger.codings import read_codings

TEXT = "The envoy said that talks on the river would be held soon.\n" * 3
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()

CASE = """title: Names
required: [RUS, USA]
issues:
  - id: river
    title: The river
    options: [{id: open, title: Open to all}, {id: closed, title: Closed}]
    status_quo: open
topics:
  - id: tone
    title: Tone of the talks
    options: [{id: calm, title: Calm}, {id: harsh, title: Harsh}]
"""
PARTIES = """parties:
  - id: RUS
    name: Russia
    aliases: [Moscow, the Kremlin, Москва]
    speakers:
      - {name: Sergei Lavrov, role: foreign minister, from: 2004-03-09}
      - Maria Zakharova
  - id: USA
    name: United States
    aliases: [Washington, the Kremlin of the West, Joint Staff]
    speakers: [Maria Zakharova]
  - id: POST
    name: Washington Post
    kind: organisation
    aliases: [Joint Staff]
"""
SOURCES = f"sources:\n  - id: paper\n    citation: A paper\n    file: a.txt\n    sha256: {DIGEST}\n"


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    (folder / "parties.yaml").write_text(PARTIES, encoding="utf-8")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (folder / "statements.csv").write_text("id,holder,act,paraphrase\n", encoding="utf-8")
    return folder


def line(name, actor, behalf=None, **more):
    digest = hashlib.sha256(TEXT[4:9].encode()).hexdigest()[:16]
    row = {"id": name, "doc": "a.txt", "begin": 4, "end": 9, "span_sha256_16": digest, "actor": actor}
    row |= {"on_behalf_of": behalf, "issue": "The River", "option": "Closed", "position": "It must close"}
    return row | {"modality": "demand", "quote": "direct", "date_or_null": "2022-03-10"} | more


def coded(tmp_path, *rows):
    path = tmp_path / "in.codings.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(folder):
    with (folder / "statements.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("actor", "behalf", "holder", "speaker"),
    [
        ("Moscow", None, "RUS", ""),
        ("Kremlin", None, "RUS", ""),
        ("RUSSIA", None, "RUS", ""),
        ("МОСКВА", None, "RUS", ""),
        ("RUS", None, "RUS", ""),
        ("Washington", None, "USA", ""),
        ("The Washington Post", None, "POST", ""),
        ("Sergei Ryabkov", "Russia", "RUS", "Sergei Ryabkov"),
        ("a White House official", "United States", "USA", "a White House official"),
        ("Foreign minister Sergei Lavrov", None, "RUS", "Foreign minister Sergei Lavrov"),
    ],
)
def test_a_name_of_the_case_is_its_holder(actor, behalf, holder, speaker, case, tmp_path):
    result = api.import_coding(coded(tmp_path, line("g1", actor, behalf)), into=case)
    assert result.merged.questions == ()
    row = rows_of(case)["g1"]
    assert (row["holder"], row.get("speaker", ""), row["status"]) == (holder, speaker, "proposed")
    assert (row["issue"], row["option"], row["source"], row["begin"]) == ("river", "closed", "paper", "4")


@pytest.mark.parametrize(
    ("row", "kind", "what", "near"),
    [
        (line("g1", "Washington Times"), "holder", "Washington Times", "Washington Post"),
        (line("g1", "Великобритания"), "holder", "Великобритания", ""),
        (line("g1", "an official", "Rusia"), "holder", "Rusia", "Russia"),
        (line("g1", "an official", "Ruritania"), "holder", "Ruritania", ""),
        (line("g1", "Jan Berg", modality="assessment"), "judge", "Jan Berg", ""),
        (line("g1", "Sergei Lavrov", date_or_null="2001-01-01"), "office", "did not speak for RUS on 2001-01-01", ""),
        (line("g1", "Joint Staff"), "several", "is a name of POST and of USA", ""),
        (line("g1", "Maria Zakharova"), "several", "speaks for RUS and for USA", ""),
        (line("g1", "Moscow", issue="The rivers"), "issue", "The rivers", "The river"),
        (line("g1", "Moscow", option="закрыта"), "option", "river = закрыта", ""),
        (line("g1", "Moscow", doc="b.txt"), "source", "b.txt", ""),
    ],
)
def test_what_the_case_does_not_tell_is_asked_in_the_files_words(row, kind, what, near, case, tmp_path):
    before = (case / "statements.csv").read_bytes()
    (question,) = api.import_coding(coded(tmp_path, row), into=case).merged.questions
    assert (question.kind, question.nearest) == (kind, near)
    assert what in question.what
    assert (case / "statements.csv").read_bytes() == before


def test_a_made_id_is_never_taken_for_one_of_the_case(case, tmp_path):
    with (case / "parties.yaml").open("a", encoding="utf-8") as file:
        file.write("  - id: x\n    name: Somebody\n")
    (question,) = api.import_coding(coded(tmp_path, line("g1", "東京")), into=case).merged.questions
    assert (question.kind, question.what) == ("holder", "東京")


def test_judges_are_asked_about_at_once_and_answered(case, tmp_path):
    judged = {"modality": "assessment"}
    path = coded(
        tmp_path,
        line("g1", "Jan Berg", **judged),
        line("g2", "Jan Berg", **judged),
        line("g3", "Eva Dahl", **judged),
        line("g4", "Moscow"),
    )
    asked = api.import_coding(path, into=case).merged.questions
    assert [(one.kind, one.name, one.count) for one in asked] == [("judge", "Jan Berg", 2), ("judge", "Eva Dahl", 1)]
    told = api.import_coding(path, into=case, holders={"Jan Berg": "Moscow", "Eva Dahl": "USA"})
    assert told.merged.questions == ()
    found = {name: (row["holder"], row["speaker"], row["act"]) for name, row in rows_of(case).items()}
    assert found == {
        "g1": ("RUS", "Jan Berg", "assessment"),
        "g2": ("RUS", "Jan Berg", "assessment"),
        "g3": ("USA", "Eva Dahl", "assessment"),
        "g4": ("RUS", "", "demand"),
    }


def test_an_answer_that_fits_nothing_is_refused(case, tmp_path):
    path = coded(tmp_path, line("g1", "Jan Berg"))
    with pytest.raises(WriteError, match="did you mean Jan Berg"):
        api.import_coding(path, into=case, holders={"Jan Borg": "RUS"})
    with pytest.raises(WriteError, match="no party or bloc Rusia; did you mean Russia"):
        api.import_coding(path, into=case, holders={"Jan Berg": "Rusia"})
    with pytest.raises(WriteError, match="new folder"):
        api.import_coding(path, out=tmp_path / "new", holders={"Jan Berg": "RUS"})


@pytest.mark.parametrize("kind", ["csv", "jsonl", "webannotation", "qdpx", "dna"])
def test_every_reader_has_the_same_names(kind, case, tmp_path):
    other = tmp_path / "other"
    rows = [line("g1", "Moscow"), line("g2", "Sergei Lavrov")]
    api.import_coding(coded(tmp_path, *rows), out=other, documents=None)
    suffix = {"csv": "csv", "jsonl": "jsonl", "webannotation": "jsonld", "qdpx": "qdpx", "dna": "dna"}[kind]
    out = tmp_path / f"out.{suffix}"
    api.export(read_case(other), out, kind)
    text = out.read_bytes()
    if kind == "csv":  # no codebook, so no titles and no file names
        text = (
            text.replace(b"The_River", b"river").replace(b"a_txt", b"paper").replace(b"Sergei_Lavrov", b"Sergei Lavrov")
        )
        text = text.replace(b"Closed", b"closed")
        out.write_bytes(text)
    result = api.import_coding(out, into=case)
    assert [str(one) for one in result.merged.questions] == []
    found = {name: (row["holder"], row.get("speaker", "")) for name, row in rows_of(case).items()}
    assert found == {"g1": ("RUS", ""), "g2": ("RUS", "Sergei Lavrov")}


def test_a_foreign_discourse_network_has_them_too(case, tmp_path):
    other = tmp_path / "out.dna"
    api.export(api.load("camp-david"), other, "dna")
    with closing(sqlite3.connect(other)) as database:
        database.execute("DELETE FROM SETTINGS WHERE Property = 'detente'")
        database.commit()
    asked = api.import_coding(other, into=case).merged.questions
    assert {"Egypt", "Israel"} <= {one.what for one in asked if one.kind == "holder"}
    same = tmp_path / "same"
    shutil.copytree(api.load("camp-david").folder, same)
    asked = api.import_coding(other, into=same).merged.questions
    assert "holder" not in {one.kind for one in asked}


# ----------------------------------------------------------------------------------------------------------- codebooks

QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another Tool"><Codes>
<Code guid="11111111-1111-4111-8111-111111111111" name="Trust" isCodable="true"/>
<Code guid="21111111-1111-4111-8111-111111111111" name="Tone of the talks" isCodable="true">
  <Code guid="31111111-1111-4111-8111-111111111111" name="Harsh" isCodable="true"/>
  <Code guid="41111111-1111-4111-8111-111111111111" name="Ironic" isCodable="true"/></Code>
<Code guid="51111111-1111-4111-8111-111111111111" name="Mediation" isCodable="true">
  <Code guid="61111111-1111-4111-8111-111111111111" name="By a state" isCodable="true"/></Code>
%s</Codes></CodeBook>
"""


def codebook(tmp_path, more=""):
    path = tmp_path / "codes.qdc"
    path.write_text(QDC % more, encoding="utf-8")
    return path


def test_another_tools_codebook_makes_a_case(tmp_path):
    result = api.import_coding(codebook(tmp_path), out=tmp_path / "new")
    assert result.merged.questions == ()
    assert "parties" in {loss.what for loss in result.merged.losses}
    case = read_case(tmp_path / "new")
    assert [(topic.title, topic.names) for topic in case.topics] == [
        ("Trust", ()),
        ("Tone of the talks", ("Harsh", "Ironic")),
        ("Mediation", ("By_a_state",)),
    ]
    assert len(case.statements) == 0


def test_another_tools_codebook_adds_what_is_missing(case, tmp_path):
    path = codebook(tmp_path)
    result = api.import_coding(path, into=case)
    assert (result.merged.questions, result.merged.topics) == ((), ("Trust", "Mediation", "tone"))
    text = (case / "case.yaml").read_text(encoding="utf-8")
    assert text.startswith(CASE.split("topics:", maxsplit=1)[0])
    topics = {topic.id: topic.names for topic in read_case(case).topics}
    assert topics == {"tone": ("calm", "harsh", "Ironic"), "Trust": (), "Mediation": ("By_a_state",)}
    again = api.import_coding(path, into=case)
    assert (again.merged.topics, again.merged.files) == ((), ())
    assert (case / "case.yaml").read_text(encoding="utf-8") == text


def test_a_case_without_topics_gets_them(case, tmp_path):
    (case / "case.yaml").write_text(CASE.split("topics:", maxsplit=1)[0], encoding="utf-8")
    api.import_coding(codebook(tmp_path), into=case)
    assert [topic.title for topic in read_case(case).topics] == ["Trust", "Tone of the talks", "Mediation"]


def test_options_of_an_issue_are_the_cases_to_decide(case, tmp_path):
    more = '<Code guid="71111111-1111-4111-8111-111111111111" name="The river" isCodable="true">'
    more += '<Code guid="81111111-1111-4111-8111-111111111111" name="By turns" isCodable="true"/></Code>'
    (question,) = api.import_coding(codebook(tmp_path, more), into=case).merged.questions
    assert (question.kind, question.what) == ("option", "river = By turns")
    assert (case / "case.yaml").read_text(encoding="utf-8") == CASE


# --------------------------------------------------------------------------------------------- anchors, and the uncoded


def test_anchors_of_a_csv_stay_where_the_documents_are(case, tmp_path):
    api.import_coding(coded(tmp_path, line("g1", "Moscow")), into=case)
    out = tmp_path / "out.csv"
    api.export(read_case(case), out)
    loose = api.import_coding(out, out=tmp_path / "without")
    assert "--documents DIR" in str(loose.merged.losses)
    folder = tmp_path / "documents"
    folder.mkdir()
    still = api.import_coding(out, out=tmp_path / "still", documents=folder)
    assert "no file of the folder is called like" in str(still.merged.losses)
    (folder / "paper.txt").write_text(TEXT, encoding="utf-8")
    api.import_coding(out, out=tmp_path / "with", documents=folder)
    assert rows_of(tmp_path / "with")["g1"]["begin"] == "4"
    assert "begin" not in rows_of(tmp_path / "without")["g1"]


def test_into_a_case_the_cases_digest_decides(case, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT + "more", encoding="utf-8")
    path = coded(tmp_path, line("g1", "Moscow"))
    (question,) = api.import_coding(path, into=case, documents=folder).merged.questions
    assert (question.kind, question.what) == ("digest", "paper")
    (case / "sources.yaml").write_text(SOURCES.replace(f"    sha256: {DIGEST}\n", ""), encoding="utf-8")
    result = api.import_coding(path, into=case, documents=folder)
    assert "sha256" in str(result.merged.losses)
    assert rows_of(case)["g1"]["locator"] == "characters 4 to 9"


def test_what_the_ledger_does_not_code_is_not_coded(case, tmp_path):
    first = coded(
        tmp_path, line("g1", "Moscow", tier=1, actor_kind="state", act="speech"), line("g2", "Washington", tier=2)
    )
    api.import_coding(first, into=case)
    out = tmp_path / "out.codings.jsonl"
    api.export(read_case(case), out)
    assert not {"tier", "act", "actor_kind"} & {key for row in read_codings(out).rows for key in row.values}
    (tier,) = (one for one in api.agree(first, out).fields if one.field == "tier")
    assert (tier.units, tier.missing, tier.alpha) == (0, 2, None)
