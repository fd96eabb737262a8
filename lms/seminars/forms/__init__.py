"""Forms of seminars, each noun in a module of its own."""
