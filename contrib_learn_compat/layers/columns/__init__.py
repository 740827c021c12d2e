"""The old feature columns: what a program says of its features, and the layers made from it."""
