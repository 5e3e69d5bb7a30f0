"""PAdES signatures: devices, stamps, signing, verification. Knows no dossier."""
