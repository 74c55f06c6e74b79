"""What every test runs under."""

from hypothesis import settings

# The first call of a kernel compiles it, and the machine may be busy: slow is no fault here.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
