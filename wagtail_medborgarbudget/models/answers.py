"""What voters answered when they had voted: sums, and nothing of each person."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class Question(models.TextChoices):
    AGE = "age", _("How old are you?")
    HEARD = "heard", _("How did you hear of the voting?")


class AgeBand(models.TextChoices):
    CHILD = "0-12", _("Under 13")
    TEENAGER = "13-17", _("13–17")
    YOUNG = "18-24", _("18–24")
    ADULT = "25-44", _("25–44")
    MIDDLE = "45-64", _("45–64")
    OLDER = "65-79", _("65–79")
    OLDEST = "80", _("80 or older")


class Heard(models.TextChoices):
    LETTER = "letter", _("A letter or leaflet")
    SOCIAL = "social", _("Social media")
    PAPER = "paper", _("The local paper or radio")
    SCHOOL = "school", _("School")
    FRIENDS = "friends", _("Friends, family or an association")
    SITE = "site", _("The municipality’s website")
    OTHER = "other", _("In another way")


ANSWERS: dict[Any, type[models.TextChoices]] = {Question.AGE: AgeBand, Question.HEARD: Heard}


class AnswerCount(models.Model):
    """How many gave one answer to one question. There is no row per person, nor a time."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="answer_counts")
    question = models.CharField(max_length=12, choices=Question)
    answer = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sum of answers")
        verbose_name_plural = _("sums of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "question", "answer"], name="one_sum_per_answer"
            )
        ]

    def __str__(self):
        return f"{self.question} {self.answer} in vote {self.vote_id}"
