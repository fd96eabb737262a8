"""Pages of seminars: thin, one function each."""
