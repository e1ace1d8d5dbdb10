"""What MkDocs is handed: Markdown, lists, catalogue, report pages."""
