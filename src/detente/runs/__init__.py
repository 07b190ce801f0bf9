"""The same analysis over many draws or many codings."""
