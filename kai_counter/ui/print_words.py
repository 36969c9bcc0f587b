"""Print states and reasons in words, with the glyph and colour that go with them."""

from __future__ import annotations

from kai_counter.devices.journal import PrintJob
from kai_counter.devices.printer import PrinterStatus
from kai_counter.ui.words import T

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
            return T("print", "waits for its new number from the database")
        return T("print", "not complete: the next issue is being made")
    if job.state == "blocked":
        return T("print", "waits: {reason}").format(reason=reason_text(job.reason))
    texts = {
        "queued": T("print", "waits its turn"),
        "preflight": T("print", "printing …"),
        "sending": T("print", "printing …"),
        "await_ack": T("print", "printing …"),
        "confirmed": T("print", "printed"),
        "confirmed_by_operator": T("print", "printed, as you confirmed"),
        "suspect": T("print", "perhaps not complete"),
        "unconfirmed": T("print", "sent; this printer cannot say more"),
        "voided": T("print", "void"),
    }
    if job.state == "unconfirmed" and job.is_trusted:
        return T("print", "sent to the printer")
    return texts.get(job.state, job.state)


def reason_text(reason: str) -> str:
    texts = {
        "paper_end": T("print", "the paper roll has ended"),
        "cover_open": T("print", "the cover is open"),
        "cutter": T("print", "the knife is stuck"),
        "fault": T("print", "the printer reports a fault"),
        "offline": T("print", "the printer is switched offline"),
        "no_answer": T("print", "the printer does not answer"),
        "no_connection": T("print", "the printer cannot be reached"),
        "link_lost": T("print", "the connection broke off"),
        "stalled": T("print", "the printer stopped taking data"),
        "no_acknowledgement": T("print", "the printer did not confirm"),
        "restarted": T("print", "the program was restarted meanwhile"),
        "waiting_for_issue": T("print", "the database must give a new number"),
        "reprinted": T("print", "a newer issue was printed"),
        "too_late": T("print", "too late"),
    }
    return texts.get(reason, reason)


def status_text(status: PrinterStatus) -> tuple[str, str]:
    """Kind of pill (success, warning, danger, neutral) and words."""
    if status.state == "asking":
        return "danger", T("print", "Printer asks")
    if status.state == "not_ready":
        return "danger", T("print", "Printer: {reason}").format(reason=reason_text(status.reason))
    if status.near_end:
        return "warning", T("print", "Printer paper is nearly used up")
    if status.state == "printing":
        return "success", T("print", "Printing")
    if status.state == "ready":
        return "success", T("print", "Printer ready")
    return "neutral", T("print", "Printer not checked yet")


def kind_text(job: PrintJob) -> str:
    texts = {
        "ticket": T("print", "Ticket"),
        "receipt": T("print", "Receipt"),
        "test": T("print", "Test ticket"),
        "report": T("print", "Report"),
        "drawer": T("print", "Cash drawer"),
    }
    return texts.get(job.kind, job.kind)


def question() -> str:
    return T("print", "Did a complete ticket come out?")
