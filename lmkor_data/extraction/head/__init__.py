"""What a page declares of itself: title, dates, address, rights."""
