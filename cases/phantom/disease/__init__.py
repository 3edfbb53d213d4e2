"""Disease models, one file per entity of the knowledge content. Start at `base`."""
