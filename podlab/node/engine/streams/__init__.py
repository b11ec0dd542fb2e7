"""Long talks with the engine: logs, processes, events, and the brake on floods of output."""
