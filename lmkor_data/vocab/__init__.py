"""From unique documents to a WordPiece vocabulary and tokenizer folder."""
