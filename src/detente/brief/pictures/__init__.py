"""Pictures of results: drawn once, good in light and dark, each with its words."""
