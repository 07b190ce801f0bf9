"""Questions asked of treaties: contradictions and gaps, differences in effect, impact, compliance."""
