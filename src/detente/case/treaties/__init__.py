"""Treaties as a case writes them down: vocabulary, provisions, readings, and the inventory that they bear upon."""
