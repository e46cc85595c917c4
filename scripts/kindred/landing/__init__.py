"""Bring files into a source's raw schema: read as text, checked, published as a whole."""
