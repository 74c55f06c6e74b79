"""Filters: measures of texts, thresholds by profile, phrases from tables."""
