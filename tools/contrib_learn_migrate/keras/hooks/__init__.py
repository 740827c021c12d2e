"""Hooks and monitors: the callbacks that they become."""
