"""What visitors get: load with permission, form, verb, answer. Rules live below, in actions."""
