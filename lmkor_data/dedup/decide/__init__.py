"""Decisions: which document of a cluster survives, and which one each other is removed for."""
