"""Treaties compiled to scopes: sets read day by day, provisions and their readings as norms over cells."""
