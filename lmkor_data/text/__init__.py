"""Text as kernels see it: Arrow buffers, UTF-8, letters, hashes, dates. Imports no other room."""
