"""What training leaves behind: model directories, checkpoints, variables by name."""
