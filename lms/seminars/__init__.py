"""Editions of a seminar: who takes part, what is due when, who was there."""
