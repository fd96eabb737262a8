"""Why data cannot be made."""


class SeedingRefused(Exception):
    """The data cannot be made; the text says why and what to do."""
