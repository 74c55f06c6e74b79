"""Terminal output: progress and closing tables of stages."""
