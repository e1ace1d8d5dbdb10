"""How files that people write are read: YAML without surprises, corrections, the catalogue of finding codes."""
