"""Personal data and links: found by rules, masked by a token or removed."""
