"""The knowledge as JSON for others to build on: read-only, versioned, cacheable, CC BY 4.0."""
