"""Files that are one document each: plain text, Markdown, saved web pages."""
