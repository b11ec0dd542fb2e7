"""What is above the budget is counted, and nothing is counted twice."""

from podlab.observation.traffic.budget import DetailBudget


def test_details_are_admitted_up_to_the_budget_of_a_window() -> None:
    budget: DetailBudget[str] = DetailBudget(details=3, window=0.25)

    assert [budget.admits("a", 10.0) for _ in range(5)] == [True, True, True, False, False]
    assert budget.due() == 10.25
    assert budget.fetch(10.2) == []
    assert budget.fetch(10.25) == [("a", 2)]
    assert budget.due() is None
    assert budget.admits("a", 10.26)


def test_details_and_counts_add_up_to_everything() -> None:
    budget: DetailBudget[str] = DetailBudget()
    told, folded = 0, 0
    for step in range(2000):
        now = step / 1000
        folded += sum(count for _, count in budget.fetch(now))
        told += budget.admits("ab"[step % 2], now)
    folded += sum(count for _, count in budget.fetch(10.0))

    assert told + folded == 2000
    assert told <= 60 * 9


def test_counts_are_kept_apart_by_key() -> None:
    budget: DetailBudget[str] = DetailBudget(details=0)
    for key in "abab":
        budget.admits(key, 1.0)
    budget.admits("b", 1.1)

    assert budget.fetch(2.0) == [("a", 2), ("b", 3)]
