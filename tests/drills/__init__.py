"""Drills: a site as in service, on this machine, to which bad things happen (`make drill`)."""
