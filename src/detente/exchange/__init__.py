"""Other tools' formats, in and out. Each says what it cannot carry, or did not understand: nothing silent.

`coding` is the neutral bundle that every format reads into or writes from, `formats` the list of formats.
"""
