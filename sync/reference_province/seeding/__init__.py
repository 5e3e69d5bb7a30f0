"""A province full of realistic dossiers, the same for the same random seed and day."""

from sync.reference_province.seeding.bulk import Made, seed_dossiers

__all__ = ["Made", "seed_dossiers"]
