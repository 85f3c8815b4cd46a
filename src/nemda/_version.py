"""The version of nemda, alone in a file so that reading it imports nothing."""

__version__ = "0.1.0"

# Rises whenever the same input gives different numbers; stored with every result.
NUMERICS_VERSION = 1
