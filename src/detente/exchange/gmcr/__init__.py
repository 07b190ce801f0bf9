"""Conflicts of the graph model in files: GMCR+'s `.gmcr`, option form and explicit graphs in JSON, tables in CSV."""
