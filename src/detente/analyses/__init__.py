"""One question a module.

From the space through the engines to a labelled, frozen result. They do not know one another.
"""
