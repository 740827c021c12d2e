"""From arrays, frames, iterators and files to what a model is fed."""
