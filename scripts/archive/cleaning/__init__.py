"""Noise out, every cut recorded: the rules, the edits, what is mined for new rules."""
