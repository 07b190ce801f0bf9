"""Documents: from the bytes somebody saved to text that statements can anchor into."""
