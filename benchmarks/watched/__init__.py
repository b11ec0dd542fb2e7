"""The parts of watch_latency: what viewers see, at several rates and beside a flood."""
