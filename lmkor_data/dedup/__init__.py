"""From clean documents to unique ones: repeated sentences, exact and near duplicates."""
