"""From raw documents to clean ones: one file a step, in the order of `pipeline.py`."""
