"""The pages of editions, each noun in a module of its own."""
