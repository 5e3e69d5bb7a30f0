"""The stamp's picture, at the very pixels it covers on the screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage


class StampPicture:
    """Drawn once with pixels to spare; each size on the screen is worked out once.

    A painter that shrinks an image looks at four of its pixels only, and thin strokes get lost.
    """

    def __init__(self, image: QImage | None = None) -> None:
        self._image = image if image is not None else QImage()
        self._fitted = QImage()

    def fitted(self, size: QSize) -> QImage:
        """The whole picture in ``size`` device pixels."""
        if self._fitted.size() != size:
            self._fitted = self._image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._fitted
