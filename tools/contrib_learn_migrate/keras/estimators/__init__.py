"""Estimators: where they are made, what they are given, and what is called on them."""
