"""REFI-QDA, the exchange format of tools for qualitative analysis: a codebook (.qdc) and a project (.qdpx)."""
