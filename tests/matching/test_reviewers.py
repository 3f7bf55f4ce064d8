"""Reviewers who decide, undo, disagree and search, in any order: what must hold at every moment."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from muster.matching.decisions import Answer, Standing, Undone
from muster.matching.review import Review, State, questions_of
from muster.matching.reviewed import Result, reviewed
from review_makers import LIKELY, SURE, matching_of, said

ROWS = 4
A, B = [f"a{i}" for i in range(ROWS)], [f"b{i}" for i in range(ROWS)]
REVIEWERS = ("one", "two", "three")
PAIRS = st.tuples(st.sampled_from(A), st.sampled_from(B))


class Reviewers(RuleBasedStateMachine):
    @initialize(
        odds=st.dictionaries(PAIRS, st.sampled_from([-6.0, -2.0, LIKELY, 4.0, SURE]), max_size=12)
    )
    def match(self, odds):
        self.matching = matching_of(odds, ROWS)
        self.questions = questions_of(self.matching, unmatched=True)
        self.said = []

    def review(self, only=None):
        wanted = [each for each in self.said if only is None or each.by == only]
        return Review.of(self.questions, wanted)

    def add(self, by, a, b, answer):
        self.said.append(said(len(self.said), by, a, b, answer))

    @rule(by=st.sampled_from(REVIEWERS), answer=st.sampled_from(list(Answer)))
    def answer_the_next_row(self, by, answer):
        review = self.review()
        task = review.next_task(by)
        if task is None:
            return
        assert review.state(task) is not State.SETTLED
        candidate = review.next_candidate(by, task)
        if candidate is None or answer is Answer.NOBODY:
            self.add(by, *task.pair(""), Answer.NOBODY)
        else:
            self.add(by, candidate.a, candidate.b, answer)

    @rule(by=st.sampled_from(REVIEWERS), pair=PAIRS, answer=st.sampled_from(list(Answer)[:3]))
    def decide_what_a_search_found(self, by, pair, answer):
        self.add(by, *pair, answer)

    @rule(by=st.sampled_from(REVIEWERS), row=st.sampled_from(A + B))
    def say_that_a_row_is_nobody(self, by, row):
        self.add(by, *((row, "") if row in A else ("", row)), Answer.NOBODY)

    @rule(by=st.sampled_from(REVIEWERS))
    def undo_the_last(self, by):
        last = self.review().last_of(by)
        if last is not None:
            self.said.append(Undone(f"e{len(self.said)}", by, last.event))

    @precondition(lambda self: self.said)
    @rule(by=st.sampled_from(REVIEWERS), which=st.integers(0, 99))
    def undo_what_another_decided(self, by, which):
        target = self.said[which % len(self.said)]
        if target.by == by:
            return
        before = reviewed(self.matching, self.review().judged)
        self.said.append(Undone(f"e{len(self.said)}", by, target.event))
        assert reviewed(self.matching, self.review().judged) == before

    @rule()
    def undo_everything(self):
        for by in REVIEWERS:
            while (last := self.review().last_of(by)) is not None:
                self.said.append(Undone(f"e{len(self.said)}", by, last.event))
        found = reviewed(self.matching, self.review().judged)
        assert {(r.a, r.b, r.result.value) for r in found} == {
            (m.a, m.b, m.decision.value) for m in self.matching.matches
        }

    def stands(self):
        """By reviewer what they say of each row and pair, told the slow way."""
        undone = {(e.by, e.decision) for e in self.said if isinstance(e, Undone)}
        found = {by: [] for by in REVIEWERS}
        for each in self.said:
            if isinstance(each, Undone) or (each.by, each.event) in undone:
                continue
            own = found[each.by]
            closes = each.answer in (Answer.SAME, Answer.NOBODY)
            own[:] = [
                other for other in own
                if (other.a, other.b) != (each.a, each.b) and not (
                    closes and other.answer in (Answer.SAME, Answer.NOBODY)
                    and ((each.a and other.a == each.a) or (each.b and other.b == each.b))
                )
            ]  # fmt: skip
            own.append(each)
        return found

    @invariant()
    def each_row_is_there_and_one_to_one(self):
        found = reviewed(self.matching, self.review().judged)
        assert Counter(r.a for r in found if r.a) == Counter(A)
        assert Counter(r.b for r in found if r.b) == Counter(B)

    @invariant()
    def what_enough_reviewers_say_is_kept_whatever_the_scores(self):
        review = self.review()
        found = {(r.a, r.b): r.result for r in reviewed(self.matching, review.judged)}
        stands = {(each.a, each.b): each.standing for each in review.judged}
        assert stands == {pair: self.expected(pair, votes) for pair, votes in self.votes().items()}
        for pair, standing in stands.items():
            by_hand = found.get(pair) in (Result.CONFIRMED, Result.NOBODY)
            assert by_hand is (standing is Standing.CONFIRMED)
            if all(pair) and standing is Standing.REFUSED:
                assert pair not in found

    def expected(self, pair, votes):
        needed = self.questions.needed(*pair)
        for number, standing in zip(
            votes, (Standing.CONFIRMED, Standing.REFUSED, Standing.UNCLEAR), strict=True
        ):
            if number >= needed and number > sum(votes) - number:
                return standing
        return Standing.SECOND if sum(votes) == 1 else Standing.DISAGREED

    def votes(self):
        """Of each pair said something of: who says same, different, unclear."""
        stands = self.stands()
        pairs = {(e.a, e.b) for own in stands.values() for e in own}
        return {pair: self.votes_of(pair, stands) for pair in pairs}

    @staticmethod
    def votes_of(pair, stands):
        same = different = unclear = 0
        for own in stands.values():
            words = {(e.a, e.b): e.answer for e in own}
            partner = [
                e for e in own
                if e.answer in (Answer.SAME, Answer.NOBODY)
                and ((pair[0] and e.a == pair[0]) or (pair[1] and e.b == pair[1]))
            ]  # fmt: skip
            answer = words.get(pair)
            same += answer in (Answer.SAME, Answer.NOBODY)
            unclear += answer is Answer.UNCLEAR
            different += answer is Answer.DIFFERENT or (answer is None and bool(partner))
        return same, different, unclear

    @invariant()
    def nobody_is_asked_again_and_nobody_sees_what_others_said(self):
        review = self.review()
        for by in REVIEWERS:
            alone = self.review(only=by)
            for task in self.questions.tasks:
                assert review.next_candidate(by, task) == alone.next_candidate(by, task)
            task = review.next_task(by)
            if task is not None:
                assert alone.is_for(by, task)
                assert review.progress(by).left > 0
            else:
                assert review.progress(by).left == 0

    @invariant()
    def two_who_disagree_leave_it_open(self):
        for each in self.review().judged:
            if each.standing is Standing.DISAGREED:
                assert len(each.by) >= 2


TestReviewers = Reviewers.TestCase
TestReviewers.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
