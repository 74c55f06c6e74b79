"""Site recipes: their TOML files, what they may say, and the category vocabulary."""
