"""Paper on the screen: the roll as it comes out, scaled to the width it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import theme

if TYPE_CHECKING:
    from PIL.Image import Image


def to_qimage(picture: Image) -> QImage:
    """A copy that owns its bytes: the PIL image may go."""
    grey = picture.convert("L")
    data = grey.tobytes()
    return QImage(data, grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8).copy()


class TicketPreview(QWidget):
    """White paper with a soft edge in every theme: paper is white. Decorative, its facts stand beside it."""

    def __init__(self, object_name: str, width: int = 300, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._width = width
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def is_empty(self) -> bool:
        return self._pixmap.isNull()

    def show_picture(self, picture: Image | QImage | None) -> None:
        if picture is None:
            self._pixmap = QPixmap()
        else:
            image = picture if isinstance(picture, QImage) else to_qimage(picture)
            ratio = self.devicePixelRatioF() * 2  # sharper than the screen asks, the symbol stays readable
            wide = image.scaledToWidth(int((self._width - 16) * ratio), Qt.TransformationMode.SmoothTransformation)
            wide.setDevicePixelRatio(ratio)
            self._pixmap = QPixmap.fromImage(wide)
        self.updateGeometry()
        self.adjustSize()
        self.update()

    def sizeHint(self) -> QSize:
        height = 40 if self.is_empty else int(self._pixmap.height() / self._pixmap.devicePixelRatio())
        return QSize(self._width, height + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_empty:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(8, 6, self._width - 16, self.height() - 16)
        shadow = theme.current().color("shadow", 22)
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in (5, 3, 1):
            painter.setBrush(shadow)
            painter.drawRoundedRect(body.adjusted(-spread, -spread + 3, spread, spread + 3), 4, 4)
        painter.setBrush(QColor("white"))  # paper, not a surface of the theme
        painter.drawRect(body)
        painter.drawPixmap(body.topLeft(), self._pixmap)
