"""Détente: from the documents to the deal, with evidence behind every line."""

__version__ = "0.1.0"
