"""Lucide icons, tinted at run time: one SVG file serves every theme and state."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kai_counter.ui.resources import resources


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor, stroke: float = 2.0) -> None:
    """Draw an icon straight into a painter (crisp at every scale)."""
    _renderer(name, colour.name(), stroke).render(painter, rect)


@cache
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    text = (
        _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    )
    return QSvgRenderer(QByteArray(text.encode()))


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float, stroke: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QRectF(0, 0, size, size), QColor(colour), stroke)
    painter.end()
    return pixmap


def pixmap(name: str, colour: QColor, size: int = 20, ratio: float = 2.0, stroke: float = 2.0) -> QPixmap:
    return _pixmap(name, colour.name(), size, ratio, stroke)


def icon(name: str, colour: QColor, size: int = 20) -> QIcon:
    return QIcon(pixmap(name, colour, size))
