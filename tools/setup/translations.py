"""The translations in locale/, compiled into what Django reads."""

from tools.paths import ROOT, VAR, VENV, fingerprint, is_stamped, write_stamp
from tools.progress.steps import Step

LOCALE = ROOT / "locale"


def compile_all(step: Step) -> None:
    """Compile every .po to the .mo beside it, unless it was made of this very .po."""
    stamp, sources = VAR / "translations.stamp", list(LOCALE.rglob("*.po"))
    value = fingerprint(sources)
    if is_stamped(stamp, value) and all(each.with_suffix(".mo").exists() for each in sources):
        step.note = "unchanged"
        return
    command = (VENV / "bin" / "pybabel", "compile", "--directory", LOCALE)
    step.run(*command, "--domain", "django djangojs")
    write_stamp(stamp, value)
