"""The phrase index: search form, codec, writer, reader, query language, word index."""
