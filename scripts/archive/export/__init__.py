"""What leaves the archive for other programs: Word, text, Markdown, catalogues, a bag of the originals."""
