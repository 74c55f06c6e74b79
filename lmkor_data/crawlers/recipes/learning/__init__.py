"""Wrapper induction: a recipe from what a user sees on one saved page (`sites learn`)."""
