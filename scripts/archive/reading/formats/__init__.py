"""Readers of the formats that are not plain text, one module a format.

`detect` names the format by content; `readers` holds the reader of each name. Readers that a hostile file could send
astray run in a process of their own (`guard`).
"""
