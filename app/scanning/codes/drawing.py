"""QR codes for sheets that the program prints."""

import numpy as np
import zxingcpp

from app.scanning.pixels import Mask

_PIXELS = 8
"""A module; a printer makes of it what it can."""


def draw_qr(text: str) -> Mask:
    """The QR code of ``text`` with its quiet zone, black on white (ISO/IEC 18004)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return np.asarray(code.to_image(scale=_PIXELS), np.uint8)
