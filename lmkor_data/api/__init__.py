"""What `import lmkor_data` offers: the stages' own code on texts and tables in memory, and by path.

Nothing else in the package is public; see docs/api.md.
"""
