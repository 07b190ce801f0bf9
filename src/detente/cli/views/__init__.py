"""Answers as text for people: the answer in a sentence, the table, and what it must not claim."""
