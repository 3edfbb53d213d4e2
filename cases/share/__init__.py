"""A case leaves as one zip and comes back elsewhere: the same images, texts, key and views."""
