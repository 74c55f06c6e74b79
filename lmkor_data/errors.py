"""The errors that users are meant to read, and may want to tell apart.

    LmkorError                 a fault that the user can mend
    ├── MissingInputError      what a stage should read is not there, or holds nothing
    ├── UnfinishedInputError   the run that made the input was interrupted
    ├── DamagedFileError       a file of the corpus is not what was written
    ├── OtherParametersError   the output was made with other parameters
    └── BusyError              another run is writing the same folder

Everything else that a command can end with is a fault of the program. `OSError` comes through
where the disk is full or a folder must not be written.
"""


class LmkorError(Exception):
    """A fault that the user can mend. The message says what, where, and what to do."""


class MissingInputError(LmkorError):
    """What a stage should read is not there, or holds nothing."""


class UnfinishedInputError(LmkorError):
    """The run that made the input was interrupted: its documents are not all there."""


class DamagedFileError(LmkorError):
    """A file of the corpus is not what was written: bits flipped, cut off, edited."""


class OtherParametersError(LmkorError):
    """The output was made with other parameters; `overwrite` replaces it."""


class BusyError(LmkorError):
    """Another run is writing the same folder."""
