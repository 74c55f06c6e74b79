"""Site recipes: data model, TOML files, validation, and the category vocabulary."""
