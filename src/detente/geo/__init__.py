"""Places: the states of the world with their outlines and regions, and distances between them."""
