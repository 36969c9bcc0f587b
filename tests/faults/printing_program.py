"""A program to be killed: prints one ticket and stops for ever at the wanted state, after it is on disk.

Arguments: journal folder, printer port, state to stop at, job id.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "devices"))
from printing import FAST, small_document

from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer import Printer, PrinterSettings, PrinterStatus


def main() -> None:
    folder, port, stop_at, job_id = sys.argv[1:]

    def observe(news: PrintJob | PrinterStatus) -> None:
        if isinstance(news, PrintJob):
            print(news.state, flush=True)
            if news.state == stop_at:
                threading.Event().wait()

    settings = PrinterSettings("tcp", f"127.0.0.1:{port}", name="loket", acknowledgement="process_id")
    printer = Printer(settings, Journal(Path(folder)), observe, timing=FAST)
    data = small_document("A cetakan 1", "A/1")
    printer.submit(PrintJob(UUID(job_id), "ticket", data, 1, {"ticket": "A"}))
    threading.Event().wait()


main()
