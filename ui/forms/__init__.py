"""Printed forms: templates of ``resources/forms`` filled in, laid out and printed."""
