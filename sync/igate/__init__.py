"""VNPT iGate 2 as far as it is known (docs/decisions/023)."""
