"""What the pages of the self-study show, put together for their templates."""
