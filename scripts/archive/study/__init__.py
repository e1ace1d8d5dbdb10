"""What readers' tools are made from: parts across reports, set phrases, figures, fingerprints."""
