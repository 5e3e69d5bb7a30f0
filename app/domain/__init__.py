"""Dossiers, papers, people and deadlines: values and rules, standard library only."""
