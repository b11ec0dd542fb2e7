import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import time
from tools.progress.interrupts import end_in_order
end_in_order()
try:
    print("working", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("stopping", flush=True)
    time.sleep(0.5)
    print("stopped", flush=True)
"""


def test_second_signal_does_not_cut_the_stopping_short() -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "working\n"
        program.send_signal(signal.SIGTERM)
        assert program.stdout.readline() == "stopping\n"
        program.send_signal(signal.SIGINT)
        program.send_signal(signal.SIGTERM)
        assert program.stdout.readline() == "stopped\n"

    assert program.returncode == 0
