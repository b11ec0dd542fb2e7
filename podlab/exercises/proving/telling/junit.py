"""A proof as JUnit's XML, which CI services read: a suite for each exercise, a test a case."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from podlab.exercises.proving.telling.cases import Case, Proof

# What XML 1.0 can't carry, though a container may well say it.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(proofs: Sequence[Proof]) -> str:
    """The whole document."""
    root = Element("testsuites", {"name": "podlab", **totals([c for p in proofs for c in p.cases])})
    for proof in proofs:
        suite = SubElement(root, "testsuite", {"name": proof.name, **totals(proof.cases)})
        for case in proof.cases:
            add_case(suite, proof, case)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def totals(cases: Sequence[Case]) -> dict[str, str]:
    errors = sum(is_error(case) for case in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(sum(not case.is_proved for case in cases) - errors),
        "errors": str(errors),
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }


def is_error(case: Case) -> bool:
    """Whether anything in it could not be judged at all."""
    return any(problem.is_error for problem in case.problems)


def add_case(suite: Element, proof: Proof, case: Case) -> None:
    element = SubElement(
        suite, "testcase", classname=proof.name, name=case.name, time=f"{case.seconds:.3f}"
    )
    if case.problems:
        kind = "error" if is_error(case) else "failure"
        told = "\n\n".join(f"{each.says}\n{each.detail}" for each in case.problems)
        message = clean(" ".join(each.says for each in case.problems))
        SubElement(element, kind, message=message).text = clean(told)


def clean(text: str) -> str:
    """The text without what XML can't carry."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
