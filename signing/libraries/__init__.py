"""What a shared library is built for and what it exports, read without loading it.

Loading a file runs its code: a driver for another architecture, a text file or a stray program must
be told apart before.
"""
