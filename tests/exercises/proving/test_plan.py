"""What is played to prove an exercise."""

from podlab.exercises.proving.plan import Build, Measure, Perform, plays
from tests.exercises.proving.specs import exercise

SOLUTION = {"right/duo": "solution/duo.yaml"}
RIGHT = {"predict": "refused", "seen": "refused", "guess": 2, "name": "duo"}
WALK = (
    Perform("run"),
    Measure("seen"),
    Perform("again"),
    Measure("predict"),
    Measure("guess"),
    Build("build", SOLUTION, ("works",)),
    Perform("more"),
    Build("", {}, ("alone",)),
)


def test_a_solution_is_played_as_often_as_the_exercise_says() -> None:
    names = [play.name for play in plays(exercise())]

    assert names == [
        "starter",
        "solution 1 of 2",
        "solution 2 of 2",
        "wrong fixtures/port.yaml",
        "wrong name=solo",
    ]
    assert len(plays(exercise(), repeat=1)) == 4


def test_a_starter_is_judged_where_the_learner_meets_the_check() -> None:
    starter = plays(exercise())[0]

    assert starter.turns == (
        Build("", {}, ("alone",)),
        Perform("run"),
        Perform("again"),
        Build("build", {}, ("works",)),
        Build("build", SOLUTION, ()),
        Perform("more"),
    )


def test_a_prediction_is_measured_after_the_last_button_before_the_next_one() -> None:
    solution = plays(exercise())[1]

    assert solution.turns == WALK
    assert solution.answers == RIGHT


def test_a_wrong_manifest_is_put_in_where_its_check_is_judged() -> None:
    wrong = plays(exercise())[3]

    assert wrong.turns == (
        Perform("run"),
        Perform("again"),
        Build("build", {"right/duo": "fixtures/port.yaml"}, ("works",)),
    )
    assert wrong.fails == {"works": "connection_refused"}


def test_a_wrong_answer_stands_in_place_of_the_right_one() -> None:
    wrong = plays(exercise())[4]

    assert wrong.answers == RIGHT | {"name": "solo"}
    assert wrong.turns[-2:] == (Perform("more"), Build("", {}, ("alone",)))
    assert Build("build", SOLUTION, ("works",)) in wrong.turns
