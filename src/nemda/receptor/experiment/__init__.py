"""The experiments of a patch-clamp laboratory, each a pure function that returns its result as a value."""
