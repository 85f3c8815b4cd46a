"""The command line: what people type, and how the terminal shows long work."""
