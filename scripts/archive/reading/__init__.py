"""From files to text: originals and their manifest, encodings, formats, limits."""
