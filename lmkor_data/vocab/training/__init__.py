"""From word counts to vocabulary entries: alphabet, sampling, merges."""
