"""Packages that meet formulas and reach numeric floors: found, proved absent by two routes, and explained."""
