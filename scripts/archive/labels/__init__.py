"""What the labels rest on: one module a label, each a pure function from cues to a Label."""
