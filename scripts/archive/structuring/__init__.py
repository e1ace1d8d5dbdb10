"""Titles, headings, parts and anchors of a cleaned text."""
