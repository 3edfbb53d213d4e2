"""What may be done to sessions and responses, and by which rules."""
