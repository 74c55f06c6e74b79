"""Runs lists of tasks: in this process or in a pool of workers that survives killed workers."""
