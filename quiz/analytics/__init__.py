"""What the reads of one person, or of many, add up to."""
