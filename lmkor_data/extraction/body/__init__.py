"""Where the main text of a page stands, and how it is written down."""
