"""Certificates in the CMS: the list, the verbs, the files, the templates."""
