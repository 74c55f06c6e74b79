"""From dumps, archives and tables to raw documents."""
