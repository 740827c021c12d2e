"""Feature columns, as layers on the inputs of their names."""
