"""Rows of CSV, TSV, JSON Lines and Parquet files as documents."""
