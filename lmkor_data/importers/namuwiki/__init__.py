"""Namuwiki's database dump, and its markup (namumark) as plain text."""
