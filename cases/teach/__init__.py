"""The educators' workbench: bringing images in, editing cases, publishing them."""
