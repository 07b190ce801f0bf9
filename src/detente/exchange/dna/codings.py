"""DNA databases as one of the formats that codings are exchanged in."""

from detente.exchange.dna.reading import read
from detente.exchange.dna.writing import write

__all__ = ["read", "write"]
