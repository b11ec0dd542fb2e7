"""What leads out of a Pod that has `eth0`: which other Pods it talks to, and which way."""

from podlab.sandbox.picture.outside.drawing import outside_markup
from podlab.sandbox.picture.outside.placing import Outside, place_outside
from podlab.sandbox.picture.outside.words import outside_in_words

__all__ = ["Outside", "outside_in_words", "outside_markup", "place_outside"]
