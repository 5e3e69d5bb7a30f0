"""From paper to a PDF that is fit to sign. Knows no dossier."""
