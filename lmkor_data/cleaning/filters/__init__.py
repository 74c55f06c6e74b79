"""What is not worth keeping: measures of texts, limits by profile, phrases from tables."""
