"""From tissue maps to slices: signal equations, acquisition, protocols."""
