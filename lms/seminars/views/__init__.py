"""Views of seminars: load with permission, form, verb, answer."""
