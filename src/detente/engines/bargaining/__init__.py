"""Bargaining on finite domains: exact integer tables in, frontiers, counts and published solutions out."""
