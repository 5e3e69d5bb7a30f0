"""PAdES signatures: devices, stamps, signing, verification. Knows no dossier."""

import logging

# Their warnings hold certificate subjects, and those citizen numbers (domain §10). What matters of
# them is raised as an AppError; the null handler keeps the rest off stderr before a log is started.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.ERROR)
    logging.getLogger(_name).addHandler(logging.NullHandler())
