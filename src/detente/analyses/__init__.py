"""One question a module: from the space through the engines to a labelled, frozen result. They do not know one another."""
