"""GENIUS: domains and utility spaces of the negotiation environment, in XML."""
