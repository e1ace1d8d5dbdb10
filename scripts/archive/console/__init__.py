"""What commands say: help, wrong calls, progress, the counts at the end."""
