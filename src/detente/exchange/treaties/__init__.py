"""Treaties in and out of other tools' formats. Each says what it cannot carry, or did not understand: nothing silent.

`plain` is what all of them go through: a treaty as the mapping that its YAML file would hold.
"""
