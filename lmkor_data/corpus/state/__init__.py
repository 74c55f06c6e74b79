"""What a corpus holds, and whether it is whole, up to date and as written."""
