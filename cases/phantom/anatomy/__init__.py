"""Shapes of the spine and its surroundings, and how they are painted into tissue maps."""
