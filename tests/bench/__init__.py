"""What the program promises in figures, measured on the machine it runs on: ratios within one run, medians of
interleaved rounds. `kai-counter bench` runs it; no unit test times anything."""
