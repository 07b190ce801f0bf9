"""Ratification: the bodies that a party's signature needs behind it, and the rules by which they vote."""
