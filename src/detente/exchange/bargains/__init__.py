"""Negotiation domains of other tools and of ours: told apart, read into exact integers, and written again."""
