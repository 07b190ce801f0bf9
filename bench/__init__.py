"""Measurements of whole commands and of single questions; see README.md."""
