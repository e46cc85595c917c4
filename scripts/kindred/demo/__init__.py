"""The demo company at any size: people with lives, and their traces in eight sources."""

DEFAULT_SEED = 20250630
