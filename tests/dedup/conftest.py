"""Kernels compile when first called, which no deadline of a property test foresees."""

from hypothesis import settings

settings.register_profile("cold kernels", deadline=None)
settings.load_profile("cold kernels")
