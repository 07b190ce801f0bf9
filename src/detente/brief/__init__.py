"""Results as sentences, pictures and one HTML page; renders, never computes."""
