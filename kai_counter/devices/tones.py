"""The gate's four sounds as WAV. They differ in count and pitch, so that nobody must hear well to tell them apart:
accepted is one high tone, refused two low ones, look three in the middle, and the same ticket again a short tick.

`python -m kai_counter.devices.tones FOLDER` writes the files of resources/sounds.
"""

from __future__ import annotations

import io
import math
import struct
import sys
import wave
from pathlib import Path

RATE = 22_050
# Pitch in Hz, how long, how often, the silence between, overtones (a small loudspeaker makes no 196 Hz).
TONES: dict[str, tuple[float, float, int, float, tuple[float, ...]]] = {
    "accepted": (1760.0, 0.17, 1, 0.0, (1.0,)),
    "refused": (196.0, 0.20, 2, 0.10, (0.6, 0.5, 0.4, 0.3)),
    "look": (660.0, 0.10, 3, 0.07, (1.0, 0.25)),
    "tick": (1100.0, 0.03, 1, 0.0, (1.0,)),
}
EDGE = 0.008  # seconds in which a tone swells and dies, so that it does not crack


def wav(name: str, volume: int = 100) -> bytes:
    """One sound, as loud as `volume` per cent."""
    pitch, length, times, pause, overtones = TONES[name]
    silence = [0.0] * round(pause * RATE)
    tone = _tone(pitch, length, overtones)
    samples = list(tone)
    for _ in range(times - 1):
        samples += [*silence, *tone]
    loud = 0.85 * 32767 * max(0, min(volume, 100)) / 100
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", round(sample * loud)) for sample in samples))
    return file.getvalue()


def _tone(pitch: float, length: float, overtones: tuple[float, ...]) -> list[float]:
    count, edge, whole = round(length * RATE), EDGE * RATE, sum(overtones)
    found = []
    for at in range(count):
        swell = min(1.0, at / edge, (count - 1 - at) / edge)
        turn = 2 * math.pi * pitch * at / RATE
        wave_ = sum(part * math.sin(turn * number) for number, part in enumerate(overtones, 1)) / whole
        found.append(swell * wave_)
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for tone_name in TONES:
        (folder / f"{tone_name}.wav").write_bytes(wav(tone_name))
