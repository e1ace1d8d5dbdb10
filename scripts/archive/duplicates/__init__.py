"""Which originals hold the same text, and which reports are alike."""
