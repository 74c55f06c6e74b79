"""What sites can rely on: robots.txt, throttling, and the response policy."""
