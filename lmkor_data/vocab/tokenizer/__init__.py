"""Tokenizer folders and encoding with them."""
