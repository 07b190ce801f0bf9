"""Norms over cells: which sets of them cannot be kept together, and which acts break them."""
