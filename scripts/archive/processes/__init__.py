"""Where work runs: in this process, in others, on a cluster."""
