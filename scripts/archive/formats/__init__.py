"""Readers of the formats that are not plain text, one module a format."""
