"""The educators' queue of problems that readers report."""
