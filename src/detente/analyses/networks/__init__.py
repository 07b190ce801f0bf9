"""Who stands with whom, and over what? Networks of coded statements, their windows in time, backbones and camps."""
