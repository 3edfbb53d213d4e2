"""Tags of the quiz templates."""
