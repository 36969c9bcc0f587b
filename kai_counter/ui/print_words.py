"""Print states and reasons in words, with the glyph and colour that go with them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from kai_counter.devices.journal import PrintJob
from kai_counter.devices.printer import PrinterStatus

translate = QCoreApplication.translate

# icon, colour token
GLYPHS = {
    "queued": ("hourglass", "text_muted"),
    "preflight": ("printer", "accent"),
    "sending": ("printer", "accent"),
    "await_ack": ("printer", "accent"),
    "confirmed": ("circle-check", "success"),
    "confirmed_by_operator": ("circle-check", "success"),
    "blocked": ("triangle-alert", "warning"),
    "suspect": ("circle-question-mark", "danger"),
    "unconfirmed": ("circle-question-mark", "warning"),
    "voided": ("ban", "text_muted"),
}


def glyph(job: PrintJob) -> tuple[str, str]:
    if job.wants_next:
        return ("refresh-cw", "accent")
    if job.is_trusted and job.state == "unconfirmed":
        return ("circle-check", "success")
    return GLYPHS.get(job.state, ("circle", "text_muted"))


def state_text(job: PrintJob) -> str:
    """What became of a paper, in a few words."""
    if job.wants_next:
        if job.reason == "waiting_for_issue":
            return translate("print", "waits for its new number from the database")
        return translate("print", "not complete: the next issue is being made")
    if job.state == "blocked":
        return translate("print", "waits: {reason}").format(reason=reason_text(job.reason))
    texts = {
        "queued": translate("print", "waits its turn"),
        "preflight": translate("print", "printing …"),
        "sending": translate("print", "printing …"),
        "await_ack": translate("print", "printing …"),
        "confirmed": translate("print", "printed"),
        "confirmed_by_operator": translate("print", "printed, as you confirmed"),
        "suspect": translate("print", "perhaps not complete"),
        "unconfirmed": translate("print", "sent; this printer cannot say more"),
        "voided": translate("print", "void"),
    }
    if job.state == "unconfirmed" and job.is_trusted:
        return translate("print", "sent to the printer")
    return texts.get(job.state, job.state)


def reason_text(reason: str) -> str:
    texts = {
        "paper_end": translate("print", "the paper roll has ended"),
        "cover_open": translate("print", "the cover is open"),
        "cutter": translate("print", "the knife is stuck"),
        "fault": translate("print", "the printer reports a fault"),
        "offline": translate("print", "the printer is switched offline"),
        "no_answer": translate("print", "the printer does not answer"),
        "no_connection": translate("print", "the printer cannot be reached"),
        "link_lost": translate("print", "the connection broke off"),
        "stalled": translate("print", "the printer stopped taking data"),
        "no_acknowledgement": translate("print", "the printer did not confirm"),
        "restarted": translate("print", "the program was restarted meanwhile"),
        "waiting_for_issue": translate("print", "the database must give a new number"),
        "reprinted": translate("print", "a newer issue was printed"),
        "too_late": translate("print", "too late"),
        "journal": translate("print", "this machine's disk is full"),
        "wrong_issue": translate("print", "the database gave a wrong number"),
    }
    return texts.get(reason, reason)


def status_text(status: PrinterStatus) -> tuple[str, str]:
    """Kind of pill (success, warning, danger, neutral) and words."""
    if status.state == "asking":
        return "danger", translate("print", "Printer asks")
    if status.state == "not_ready":
        return "danger", translate("print", "Printer: {reason}").format(reason=reason_text(status.reason))
    if status.near_end:
        return "warning", translate("print", "Printer paper is nearly used up")
    if status.state == "printing":
        return "success", translate("print", "Printing")
    if status.state == "ready":
        return "success", translate("print", "Printer ready")
    return "neutral", translate("print", "Printer not checked yet")


def kind_text(job: PrintJob) -> str:
    texts = {
        "ticket": translate("print", "Ticket"),
        "receipt": translate("print", "Receipt"),
        "test": translate("print", "Test ticket"),
        "report": translate("print", "Report"),
        "drawer": translate("print", "Cash drawer"),
    }
    return texts.get(job.kind, job.kind)


def question() -> str:
    return translate("print", "Did a complete ticket come out?")
