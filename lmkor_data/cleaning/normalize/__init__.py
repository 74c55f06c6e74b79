"""Text normalization: one step per module, run in order by `normalizer.Normalizer`."""
