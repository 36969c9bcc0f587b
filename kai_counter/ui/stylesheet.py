"""The application's one stylesheet, made from the theme's tokens.

Roles are dynamic properties: labels carry `role` (title, heading, strong, small, muted, error, number,
total, label), frames carry `card` ("plain", "sunken", "accent", "warning", …), buttons carry
`kind`. Set them with `theme.mark`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kai_counter.ui.theme import Theme

_TEMPLATE = """
* { font-family: "Inter", "Noto Sans", "DejaVu Sans", sans-serif; outline: none; }
QWidget { color: @text; font-size: {body}px; }
QMainWindow, QDialog, QWidget[page="true"] { background: @window; }
QToolTip { background: @surface_raised; color: @text; border: 1px solid @border_strong; padding: 6px 8px; }

QFrame#header { background: @surface; border: none; border-bottom: 1px solid @border; }
QFrame#footer { background: @surface; border: none; border-top: 1px solid @border; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: {title}px; font-weight: 700; }
QLabel[role="front"] { font-size: 26px; font-weight: 700; }
QLabel[role="heading"] { font-size: {heading}px; font-weight: 600; }
QLabel[role="strong"] { font-size: {strong}px; font-weight: 600; }
QLabel[role="small"] { font-size: {small}px; color: @text_muted; }
QLabel[role="muted"] { color: @text_muted; }
QLabel[role="label"] { font-size: {small}px; font-weight: 500; color: @text_muted; }
QLabel[role="error"] { font-size: {small}px; font-weight: 500; color: @danger; }
QLabel[role="hint"] { font-size: {small}px; color: @text_muted; }
QLabel[role="warning"] { font-size: {small}px; font-weight: 500; color: @warning; }
QLabel[role="success"] { font-size: {small}px; font-weight: 500; color: @success; }
QLabel[role="number"] { font-size: {number}px; font-weight: 600; }
QLabel[role="total"] { font-size: {total}px; font-weight: 700; }
QLabel[role="huge"] { font-size: {huge}px; font-weight: 700; }
QLabel:disabled { color: @text_disabled; }

QFrame[card="plain"] { background: @surface; border: 1px solid @border; border-radius: 12px; }
QFrame[card="sunken"] { background: @surface_sunken; border: 1px solid @border; border-radius: 12px; }
QFrame[card="accent"] { background: @accent_soft; border: 2px solid @accent; border-radius: 12px; }
QFrame[card="success"] { background: @success_soft; border: 1px solid @success; border-radius: 12px; }
QFrame[card="warning"] { background: @warning_soft; border: 1px solid @warning; border-radius: 12px; }
QFrame[card="danger"] { background: @danger_soft; border: 1px solid @danger; border-radius: 12px; }
QFrame[training="frame"] { background: @training; border: none; }
QLabel[training="band"] { background: @training; color: @on_training; font-size: {body}px; font-weight: 700;
    padding: 3px 12px; }
QFrame[card="line"] { background: @border; border: none; max-height: 1px; min-height: 1px; }

QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit, QTextEdit {
  background: @surface; color: @text; border: 1px solid @border_strong; border-radius: 8px;
  padding: 0 12px; min-height: {inner}px; selection-background-color: @accent; selection-color: @on_accent; }
QPlainTextEdit, QTextEdit { padding: 8px 10px; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: @text_muted; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus {
  border: 2px solid @accent; padding: 0 11px; }
QLineEdit[invalid="true"] { border: 2px solid @danger; padding: 0 11px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { background: @surface_sunken; color: @text_disabled;
  border-color: @border; }
QLineEdit[readOnly="true"] { background: @surface_sunken; border-color: @border; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @text_muted; font-size: {small}px; font-weight: 600;
  border: none; border-bottom: 1px solid @border; padding: 6px 8px; }
QComboBox::drop-down { border: none; width: 32px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView, QAbstractItemView#completions { background: @surface_raised;
  border: 1px solid @border_strong;
  border-radius: 8px; padding: 4px; selection-background-color: @accent_soft; selection-color: @text; }
QAbstractItemView { background: @surface; border: 1px solid @border; border-radius: 8px;
  selection-background-color: @accent_soft; selection-color: @text; }
QAbstractItemView::item { min-height: {row}px; padding: 2px 8px; border-radius: 6px; }
QAbstractItemView::item:hover { background: @surface_sunken; }
QAbstractItemView::item:selected { background: @accent_soft; color: @accent_text; }

QPushButton { background: @surface; color: @text; border: 1px solid @border_strong; border-radius: 8px;
  padding: 0 14px; min-height: {inner}px; font-weight: 600; }
QPushButton:hover { background: @surface_sunken; }
QPushButton:pressed { background: @accent_soft; }
QPushButton:focus { border: 2px solid @focus; padding: 0 13px; }
QPushButton:disabled { color: @text_disabled; border-color: @border; background: @surface_sunken; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[kind="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="primary"]:pressed { background: @accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid @focus; }
QPushButton[kind="primary"]:disabled { background: @surface_sunken; color: @text_disabled;
  border: 1px solid @border; }
QPushButton[kind="danger"] { background: @surface; color: @danger; border: 1px solid @danger; }
QPushButton[kind="danger"]:hover { background: @danger_soft; }
QPushButton[kind="danger"]:focus { border: 2px solid @focus; }
QPushButton[kind="ghost"] { background: transparent; border: 1px solid transparent; color: @accent_text; }
QPushButton[kind="ghost"]:hover { background: @accent_soft; }
QPushButton[kind="ghost"]:focus { border: 2px solid @focus; }
QPushButton[kind="ghost"]:disabled { color: @text_disabled; background: transparent; }
QPushButton[kind="chip"] { background: @surface; border: 1px solid @border; border-radius: 16px; font-weight: 500;
  min-height: {chip}px; padding: 0 12px; color: @text; }
QPushButton[kind="chip"][tall="true"] { min-height: {inner}px; border-radius: 8px; }
QPushButton[kind="chip"]:hover { border-color: @border_strong; }
QPushButton[kind="chip"]:checked { background: @accent_soft; border: 1px solid @accent; color: @accent_text; }
QPushButton[kind="chip"]:focus { border: 2px solid @focus; padding: 0 11px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: {box}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 18px; height: 18px; border: 1px solid @border_strong;
  background: @surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 10px; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("{check}"); }
QRadioButton::indicator:checked { background: @on_accent; border: 6px solid @accent; width: 8px; height: 8px; }
QCheckBox:focus, QRadioButton:focus { color: @accent_text; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @focus; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @scroll; border-radius: 3px; min-height: 32px; margin: 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: @scroll; border-radius: 3px; min-width: 32px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @surface_raised; border: 1px solid @border_strong; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QProgressBar { background: @border; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
"""


def stylesheet(theme: Theme) -> str:
    from kai_counter.ui.palettes import PALETTES
    from kai_counter.ui.resources import resources
    from kai_counter.ui.theme import SIZES

    text = _TEMPLATE
    for role in SIZES:
        text = text.replace(f"{{{role}}}", str(theme.size(role)))
    text = text.replace("{inner}", str(theme.control_height - 2))
    for name, height in (("chip", 30), ("row", 32), ("box", 28)):
        text = text.replace(f"{{{name}}}", str(max(height, theme.fingertip)))
    tick = "check-on-dark" if theme.is_dark else "check-on-light"
    text = text.replace("{check}", (resources() / "icons" / f"{tick}.svg").as_posix())
    for token in sorted(PALETTES["light"], key=len, reverse=True):
        text = text.replace(f"@{token}", theme.hex(token))
    return text
