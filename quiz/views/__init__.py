"""The quiz's pages, one file for each place."""
