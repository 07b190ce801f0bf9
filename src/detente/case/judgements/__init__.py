"""Preferences: what an analyst judges that packages are worth to parties, and why."""
