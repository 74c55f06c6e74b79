"""Training sequences of token ids."""
