"""SavedModels: those that a program exports, and those that it loads."""
