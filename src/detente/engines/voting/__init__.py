"""Votes by rules, on exact fractions: verdicts over intervals, probabilities, the pivotal member, voting power."""
