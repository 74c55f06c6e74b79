"""Shows to people what a stage did."""
