"""Databases of Discourse Network Analyzer (DNA): version 3 in and out, version 2 in. Untrusted files: only read."""
