"""Exports for serving: what a client feeds, the signatures it gets, and how many are kept."""
