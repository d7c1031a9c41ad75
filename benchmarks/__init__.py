"""What the docs promise, measured: ``make bench``."""
