"""The form of curriculum files. An unknown or missing key is a fault with a file and a line."""
