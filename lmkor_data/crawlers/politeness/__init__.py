"""What a site may expect of us: robots.txt, throttling, and how its answers are understood."""
