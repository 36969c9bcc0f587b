"""KAI Counter: the desktop program behind the glass at an Indonesian railway station."""
