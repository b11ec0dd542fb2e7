"""The map of concepts for one learner: what is done, what is next, and what comes after it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.curriculum.contents.concepts import Map, concept_map
from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.library import LoadedPack
from podlab.exercises.overview.drawing import Drawing, drawn
from podlab.exercises.overview.standing import Standing, packs_of

Known = Literal["done", "next", "later", "given"]
MOST_NEXT = 3


@dataclass(frozen=True)
class Told:
    """One concept: how it stands, what it needs, and the exercises that teach it.

    Nothing teaches what is `given`: one is thought to know it.
    """

    name: str
    title: str
    state: Known
    needs: Sequence[str]
    taught_by: Sequence[Standing]


@require_safe
@never_cache
def concepts(request: HttpRequest) -> HttpResponse:
    """The map as a picture and in words, and the exercises that one could do next."""
    packs = packs_of(request)
    standings = [each for _title, _pack, lessons in packs for each in lessons]
    found = concept_map(pack.concepts for _title, pack, _lessons in packs)
    states = states_of(found, standings)
    titles = titles_of([pack for _title, pack, _lessons in packs])
    context = {
        "concepts": list(told(found, states, titles, standings)),
        "drawing": picture(found, states, titles),
        "next": list(next_of(states, standings)),
        "done": sum(state == "done" for state in states.values()),
        "taught": sum(state != "given" for state in states.values()),
    }
    return TemplateResponse(request, "overview/concepts.html", context)


def states_of(found: Map, standings: Iterable[Standing]) -> dict[str, Known]:
    """By concept: done with the first exercise on it, next when all before it is known."""
    taught = [(each.lesson.spec, each.state == "done") for each in standings]
    teaching = {name for spec, _done in taught for name in spec.concepts}
    done = {name for spec, is_done in taught if is_done for name in spec.concepts}
    states: dict[str, Known] = {}
    for name in (name for rank in found.ranks for name in rank):
        before = found.concepts[name].prerequisites
        known = all(states.get(each, "given") in {"done", "given"} for each in before)
        if name in done:
            states[name] = "done"
        elif name not in teaching:
            states[name] = "given"
        else:
            states[name] = "next" if known else "later"
    return states


def next_of(states: Mapping[str, Known], standings: Iterable[Standing]) -> Iterator[Standing]:
    """What one could do next, what was begun first, the easiest before the others."""
    open_ones = [
        each for each in standings if each.state != "done" and is_ready(each.lesson.spec, states)
    ]
    open_ones.sort(key=lambda each: (each.state != "begun", each.lesson.spec.level))
    yield from open_ones[:MOST_NEXT]


def is_ready(spec: Exercise, states: Mapping[str, Known]) -> bool:
    """Whether one has met what the exercise builds on; what it teaches itself does not count."""
    before = set(spec.prerequisites) - set(spec.concepts)
    return all(states.get(name, "given") in {"done", "given"} for name in before)


def titles_of(packs: Iterable[LoadedPack]) -> dict[str, str]:
    """Each concept's title in the page's language."""
    locale = get_language() or settings.LANGUAGE_CODE
    titles: dict[str, str] = {}
    for pack in packs:
        for name, concept in pack.concepts.items():
            titles.setdefault(name, pack.translations.of(concept, locale).title)
    return titles


def told(
    found: Map,
    states: Mapping[str, Known],
    titles: Mapping[str, str],
    standings: Sequence[Standing],
) -> Iterator[Told]:
    for name in (name for rank in found.ranks for name in rank):
        needs = [titles[e] for e in found.concepts[name].prerequisites if e in titles]
        teaching = [each for each in standings if name in each.lesson.spec.concepts]
        yield Told(name, titles[name], states[name], needs, teaching)


def picture(found: Map, states: Mapping[str, Known], titles: Mapping[str, str]) -> Drawing:
    labels = {name: (titles[name], states[name]) for name in found.concepts}
    return drawn(found.ranks, found.edges, labels)
