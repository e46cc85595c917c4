"""Kindred: one trusted profile per person, in your own warehouse, with dbt and SQL."""

__version__ = "0.1.0"
