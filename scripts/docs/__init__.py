"""Draws the picture of the flow and writes the generated parts of README.md."""
