"""Would it hold: the graph model for conflict resolution on arrays (docs/explanation/stability.md)."""
