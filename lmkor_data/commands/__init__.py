"""The subcommands of `lmkor-data`, one file each: parse, call one function, show its report."""
