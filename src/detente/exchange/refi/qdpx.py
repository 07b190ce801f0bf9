"""REFI-QDA projects, in and out."""

from detente.exchange.refi.opening import read
from detente.exchange.refi.project import write

__all__ = ["read", "write"]
