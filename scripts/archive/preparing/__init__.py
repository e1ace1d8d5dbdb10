"""All work on one original, stage after stage, and the rules of all stages together."""
