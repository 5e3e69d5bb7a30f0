"""Verification of signed PDFs that never lies: what cannot be proven is not green.

:mod:`~signing.verification.worker` is the way in for the program (a process with limits);
:func:`signing.verification.verdict.verify_pdf` is the same in the caller's own process.
"""
