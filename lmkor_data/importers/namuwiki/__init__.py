"""Namuwiki: its markup (namumark) as text, and its dump as documents."""
