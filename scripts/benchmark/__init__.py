"""Kindred and Splink 5 on the same records: time, peak memory and accuracy side by side."""
