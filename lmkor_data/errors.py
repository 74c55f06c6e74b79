"""The one exception that users are meant to read."""


class LmkorError(Exception):
    """A fault that the user can mend. The message says what, where, and what to do."""
