"""Which rules a text is asked about at all: what a pattern needs, and which signs and pairs stand in a line."""
