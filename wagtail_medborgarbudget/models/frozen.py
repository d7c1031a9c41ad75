"""What decides a vote stays as it is from the fixing of the ballot until the result is decided.

The deciding fields of every model are listed here and nowhere else. They are kept by ``save()``,
by ``delete()`` and by the methods of a QuerySet that write, so that a form, a bulk action, an API
and a shell all meet the same no.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .vote_ballots import BALLOT
from .vote_counting import COUNTING

Facts = Mapping[str, Any]

# Model → the fields that decide who may vote, what can be voted on, and who gets money.
DECIDING: dict[str, tuple[str, ...]] = {
    "Vote": (
        "round",
        *BALLOT,
        *COUNTING,
        "ways",
        "voting_age",
        "residence_codes",
        "opened_at",
        "rehearsal_since",
        "sealed",
        "lot",
        "lot_seed",
        "key_fingerprint",
        "box_closed_at",
    ),
    "Round": ("common_pot", "common_running_cap"),
    "Area": ("round", "name", "pot", "running_cap"),
    "Period": ("round", "step", "first", "last"),
    "Proposal": ("round", "area", "cost", "running_cost", "exclusive_group", "ballot_number"),
}
# Empty until it happens, and then it stays.
WRITTEN_ONCE = frozenset({"box_closed_at"})

_past: ContextVar[bool] = ContextVar("past_the_freeze", default=False)


class BallotIsFixed(ValidationError):
    """Something that decides the vote would have changed while residents have a ballot."""

    def __init__(
        self, names: Iterable[str], what: str = "", *, rehearsal: bool = False, field: str = ""
    ) -> None:
        self.names = tuple(names)
        sentence = (
            _("A rehearsal goes on, so this cannot be changed: %(what)s. End the rehearsal first.")
            if rehearsal
            else _(
                "The ballot is fixed, so this cannot be changed: %(what)s. If it must be, "
                "use “Change with a decision” on the vote."
            )
        )
        code = "ballot_is_fixed"
        said = ValidationError(sentence, code=code, params={"what": what or ", ".join(self.names)})
        super().__init__({field: said} if field else said)
        self.code = code


@contextmanager
def past_the_freeze() -> Iterator[None]:
    """Let deciding facts be written: only for an act that has asked whether it may."""
    token = _past.set(True)
    try:
        yield
    finally:
        _past.reset(token)


def is_past_the_freeze() -> bool:
    return _past.get()


def in_transaction() -> AbstractContextManager:
    """What is asked and what is written hold together."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def hold_votes(rounds: Any) -> None:
    """Wait for whoever is fixing the ballot of the rounds, and let nobody begin. In a transaction.

    Otherwise a row that was read before the fixing could be written back after it. Whoever holds a
    row of a round takes its vote first. SQLite lets one write at a time by itself.
    """
    if connection.features.has_select_for_update and not _past.get():
        votes = apps.get_model("wagtail_medborgarbudget", "Vote").objects.filter(round__in=rounds)
        list(votes.order_by("pk").select_for_update(no_key=True).values_list("pk"))


# The round of a vote that holds it → whether the vote is only rehearsed.
Holding = Callable[[], dict[int, bool]]


def holding_rounds() -> dict[int, bool]:
    """The round of every vote that is fixed and not decided."""
    votes = apps.get_model("wagtail_medborgarbudget", "Vote").objects.holding()
    rows = votes.values_list("round_id", "rehearsal_since")
    return {round: since is not None for round, since in rows}


def keep(
    model: type["Frozen"],
    before: Facts | None,
    after: Facts | None,
    holding: Holding = holding_rounds,
) -> None:
    """Raise BallotIsFixed when a row would be added (no ``before``), changed or removed.

    Both hold the deciding fields by name, and "pk".
    """
    differing = [
        name
        for name in DECIDING[model.__name__]
        if before is None or after is None or differs(name, before[name], after[name])
    ]
    if not differing or _past.get():
        return
    rehearsal = model.held_in_rehearsal(before, after, holding)
    if rehearsal is not None:
        labels = (str(model._meta.get_field(name).verbose_name) for name in differing)
        what = f"{capfirst(model._meta.verbose_name)} ({', '.join(labels)})"
        raise BallotIsFixed(differing, what, rehearsal=rehearsal)


def differs(name: str, before: Any, after: Any) -> bool:
    return bool(before != after and not (name in WRITTEN_ONCE and before is None))


class FrozenQuerySet(models.QuerySet):
    """Its ``update()`` and ``bulk_update()`` keep what decides a vote. So do rows it adds."""

    def update(self, **values):
        if not deciding_in(self.model, values) or _past.get():
            return super().update(**values)
        with in_transaction():
            self.hold_votes()
            holding = cache(holding_rounds)
            for before in self.order_by().values("pk", *DECIDING[self.model.__name__]):
                keep(self.model, before, updated(self.model, before, values), holding)
            return super().update(**values)

    update.alters_data = True

    def bulk_update(self, objs, fields, batch_size=None):
        objs = tuple(objs)
        with in_transaction():
            if deciding_in(self.model, fields) and not _past.get():
                pks = [each.pk for each in objs]
                self.model.objects.filter(pk__in=pks).hold_votes()
                stored = self.model.objects.in_bulk(pks)
                holding = cache(holding_rounds)
                for each in objs:
                    before = facts_of(stored[each.pk]) if each.pk in stored else None
                    keep(self.model, before, facts_of(each, before, only=fields), holding)
            with past_the_freeze():
                return super().bulk_update(objs, fields, batch_size=batch_size)

    bulk_update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with in_transaction():
            hold_votes({each.round_pk for each in objs})
            holding = cache(holding_rounds)
            for each in objs:
                keep(self.model, None, facts_of(each), holding)
            return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True

    def delete(self):
        with in_transaction():
            self.hold_votes()
            for each in self.all():
                keep_deleted(self.model, each)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def hold_votes(self):
        hold_votes(self.order_by().values(self.model.ROUND))

    def get_held(self, pk):
        """One row for whoever will write it: nobody else can, nor fix its ballot, until then."""
        self.filter(pk=pk).hold_votes()
        return self.select_for_update().get(pk=pk)


class Frozen(models.Model):
    """A model some of whose fields decide a vote."""

    # The field that says which round's.
    ROUND = "round"

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with in_transaction():
            self.keep_what_decides(kwargs.get("update_fields"))
            super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        with in_transaction():
            # Asked before Django says that others point at the row: this is the reason that helps.
            keep_deleted(type(self), self)
            return super().delete(*args, **kwargs)

    @property
    def round_pk(self) -> int | None:
        return self.pk if self.ROUND == "pk" else self.round_id

    @classmethod
    def held_in_rehearsal(
        cls, before: Facts | None, after: Facts | None, holding: Holding
    ) -> bool | None:
        """Whether it is a rehearsal that keeps the row as it is. None when nothing does."""
        rounds = {facts[cls.ROUND] for facts in (before, after) if facts and cls.decides(facts)}
        if not rounds - {None}:
            return None
        held = holding()
        return next((held[round] for round in rounds if round in held), None)

    @classmethod
    def decides(cls, facts: Facts) -> bool:
        """Whether a row with these facts decides anything."""
        return True

    def keep_what_decides(self, only: Iterable[str] | None = None) -> None:
        model = type(self)
        if _past.get() or (only is not None and not deciding_in(model, only)):
            return
        hold_votes({self.round_pk})
        stored = None if self._state.adding else model.objects.filter(pk=self.pk).first()
        before = facts_of(stored) if stored else None
        keep(model, before, facts_of(self, before, only=only))


def keep_deleted(sender, instance, **kwargs):
    """Also for pre_delete, so that nothing goes along with what is deleted."""
    hold_votes({instance.round_pk})
    if stored := sender.objects.filter(pk=instance.pk).first():
        keep(sender, facts_of(stored), None)


def facts_of(
    row: models.Model, before: Facts | None = None, only: Iterable[str] | None = None
) -> dict[str, Any]:
    """The deciding fields of a row as they would be stored; those not written as ``before``."""
    facts, deferred = {}, row.get_deferred_fields()
    for name in DECIDING[type(row).__name__]:
        field = row._meta.get_field(name)
        left_out = only is not None and not {name, field.attname} & set(only)
        if before is not None and (left_out or field.attname in deferred):
            facts[name] = before[name]
        else:
            facts[name] = as_stored(field, getattr(row, field.attname))
    return facts | {"pk": row.pk}


def as_stored(field: models.Field, value: Any) -> Any:
    return value if hasattr(value, "resolve_expression") else field.to_python(value)


def updated(model: type[models.Model], before: Facts, values: Facts) -> dict[str, Any]:
    """What ``update(**values)`` would make of a row. An expression counts as a change."""
    after = dict(before)
    for name in deciding_in(model, values):
        field = model._meta.get_field(name)
        value = values.get(name, values.get(field.attname))
        if isinstance(value, models.Model):
            value = value.pk
        after[name] = as_stored(field, value)
    return after


def deciding_in(model: type[models.Model], names: Iterable[str]) -> list[str]:
    given = set(names)
    return [
        name
        for name in DECIDING[model.__name__]
        if {name, model._meta.get_field(name).attname} & given
    ]
