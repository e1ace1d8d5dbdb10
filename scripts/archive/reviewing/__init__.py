"""What a person decides: what is unsure is listed, decisions are written down and go on for later versions."""
