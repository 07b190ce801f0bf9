"""Reading a case's treaties and inventory: everything in them, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.case.folder import read_text
from detente.case.known import Known
from detente.case.names import Problems
from detente.case.shape import Document, read_document
from detente.case.treaties.entries import TreatyFile, VocabularyFile
from detente.case.treaties.files import HOLDINGS, MEMBERSHIPS, VOCABULARY, present
from detente.case.treaties.inventory import read_holdings, read_memberships
from detente.case.treaties.inventorycheck import check_inventory
from detente.case.treaties.model import Inventory, Treaties, Vocabulary
from detente.case.treaties.nouns import treaty_of, vocabulary_of, with_used_names
from detente.case.treaties.treatycheck import TreatyCheck
from detente.case.treaties.vocabularycheck import VocabularyCheck
from detente.case.treaties.words import Names, Words, gather_words, raw_ids


def read_treaties(folder: Path, known: Known, hashes: dict[str, str], proposals: Names | None = None) -> Treaties:
    """What do the subfolders `treaties` and `inventory` say, every reference checked?

    Adds to `hashes` the digest of every file read, and the anchors found to `known`. `proposals` None: the file that
    would declare them could not be read.
    """
    problems = known.problems
    files = present(folder, problems)
    texts = {name: read_text(folder, name, problems, hashes) for name in files}
    sound = {name: text for name, text in texts.items() if text is not None}
    documents = _documents(sound, problems)
    vocabulary = documents.pop(VOCABULARY, None)
    before = len(problems.findings)
    inventory = _inventory(sound, problems)
    sure = bool(inventory.memberships) or before == len(problems.findings)
    words = gather_words(
        vocabulary, inventory.groups, known, sure and (vocabulary is not None or VOCABULARY not in files)
    )
    known.anchors = {
        Path(name).stem: dict.fromkeys(anchor for anchor, _ in raw_ids(document, "provisions"))
        for name, document in documents.items()
    } | {Path(name).stem: None for name in files if name.endswith(".yaml") and name not in (*documents, VOCABULARY)}
    return _checked(vocabulary, documents, inventory, words, known, proposals)


def _checked(
    vocabulary: Document[VocabularyFile] | None,
    documents: Mapping[str, Document[TreatyFile]],
    inventory: Inventory,
    words: Words,
    known: Known,
    proposals: Names | None,
) -> Treaties:
    nouns = vocabulary_of(vocabulary) if vocabulary else Vocabulary()
    words = words.within({term.id: term for term in nouns.terms})
    if vocabulary is not None:
        VocabularyCheck(vocabulary, words, known).check()
    treaties = []
    for name, document in documents.items():
        treaty = treaty_of(document, Path(name).stem)
        TreatyCheck(document, treaty, words, known, proposals).check()
        treaties.append(treaty)
    check_inventory(inventory, words, known)
    found = Treaties(nouns, tuple(treaties), inventory)
    return replace(found, vocabulary=with_used_names(found))


def _documents(texts: dict[str, str], problems: Problems) -> dict[str, Document[Any]]:
    found: dict[str, Document[Any]] = {}
    for name, text in texts.items():
        if name.endswith(".yaml"):
            model: type[Any] = VocabularyFile if name == VOCABULARY else TreatyFile
            document = read_document(name, text, model, problems)
            if document is not None:
                found[name] = document
    return found


def _inventory(texts: dict[str, str], problems: Problems) -> Inventory:
    memberships = read_memberships(MEMBERSHIPS, texts[MEMBERSHIPS], problems) if MEMBERSHIPS in texts else ()
    holdings = (
        holding
        for file, action in HOLDINGS.items()
        if file in texts
        for holding in read_holdings(file, texts[file], action, problems)
    )
    return Inventory(memberships, tuple(holdings))
