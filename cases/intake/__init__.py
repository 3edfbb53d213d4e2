"""Bringing in: from the browser's pieces to the one ingest service, and what became of it."""
