"""The frozen nouns of a case and their files: what an analyst writes down about one dispute."""
