"""Decontamination: documents that contain examples of evaluation sets."""
