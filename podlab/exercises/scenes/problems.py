"""What keeps a scene from being there, each as a sentence for the learner.

SceneProblem
├── NameTaken     something of that name is in the learner's namespace already
├── NotAllowed    the cluster refused one of its objects
├── NotAble       the cluster lacks what the exercise requires
├── BrokenScene   the exercise is wrong: its author's, never the learner's
└── NoScene       nothing runs, and one must begin (again) before this can be done
"""


class SceneProblem(Exception):
    """Anything that keeps a scene from being there; the text says what to do."""


class NameTaken(SceneProblem):
    """Something of that name is in the learner's namespace already."""


class NotAllowed(SceneProblem):
    """The cluster refused one of its objects."""


class NotAble(SceneProblem):
    """The cluster lacks what the exercise requires."""


class BrokenScene(SceneProblem):
    """The exercise is wrong: its author's, never the learner's."""


class NoScene(SceneProblem):
    """Nothing runs."""
