"""Reading a case's treaties and inventory: everything in them, or everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.case.folder import read_text
from detente.case.known import Known
from detente.case.names import Problems
from detente.case.shape import Document, read_document
from detente.case.treaties.entries import TreatyFile, VocabularyFile
from detente.case.treaties.files import HOLDINGS, MEMBERSHIPS, VOCABULARY, present
from detente.case.treaties.inventory import read_holdings, read_memberships
from detente.case.treaties.model import Inventory, Treaties, Vocabulary
from detente.case.treaties.nouns import treaty_of, vocabulary_of


def read_treaties(folder: Path, known: Known, hashes: dict[str, str]) -> Treaties:
    """What do the subfolders `treaties` and `inventory` say? Adds to `hashes` the digest of every file read."""
    problems = known.problems
    texts = {name: read_text(folder, name, problems, hashes) for name in present(folder, problems)}
    sound = {name: text for name, text in texts.items() if text is not None}
    documents = _documents(sound, problems)
    vocabulary = vocabulary_of(documents[VOCABULARY]) if VOCABULARY in documents else Vocabulary()
    treaties = tuple(treaty_of(document, Path(name).stem) for name, document in documents.items() if name != VOCABULARY)
    return Treaties(vocabulary, treaties, _inventory(sound, problems))


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
