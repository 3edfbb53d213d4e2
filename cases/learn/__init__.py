"""Self-study with images: exhibits beside the knowledge, their pictures, gray levels and pairs."""
