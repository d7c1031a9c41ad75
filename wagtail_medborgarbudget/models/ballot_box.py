"""Who has voted (marks) and what was voted (ballots): they never meet in one row."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class VoteSalt(models.Model):
    """A vote's own secret, destroyed with the box."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="salt")
    value = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("vote salt")
        verbose_name_plural = _("vote salts")

    def __str__(self):
        return f"salt of vote {self.vote_id}"


class VoterMark(models.Model):
    """That somebody has voted: a keyed hash, a day and a way. Never what was voted."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="marks")
    voter_key = models.CharField(max_length=64)
    day = models.DateField()
    channel = models.CharField(max_length=30)
    receipt_hash = models.CharField(max_length=64)
    # Salted hashes that show when many votes come from one place; emptied after 14 days.
    network = models.CharField(max_length=16, blank=True)
    device = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("voter mark")
        verbose_name_plural = _("voter marks")
        constraints = [
            models.UniqueConstraint(fields=["vote", "voter_key"], name="one_mark_per_voter")
        ]

    def __str__(self):
        return f"mark in vote {self.vote_id}"


class Ballot(models.Model):
    """What somebody voted. No person, day or way. Nothing may hold a foreign key to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    # Lets a voter change their ballot while the box is open; emptied when it is closed.
    handle = models.CharField(max_length=64, null=True)
    # Ballot numbers in canonical form, such as "3 7 12". Never primary keys.
    choices = models.TextField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["vote", "handle"], name="one_ballot_per_voter")
        ]

    def __str__(self):
        return f"ballot in vote {self.vote_id}"


class CountedReceipt(models.Model):
    """The hash of a receipt that was in the box at the closing. Public, and paired with nothing.

    Written by the closing, sorted: neither keys nor rows follow the order of the votes.
    """

    # The two indexes begin with it.
    vote = models.ForeignKey(
        Vote, on_delete=models.CASCADE, db_index=False, related_name="counted_receipts"
    )
    way = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("counted receipt")
        verbose_name_plural = _("counted receipts")
        constraints = [
            models.UniqueConstraint(fields=["vote", "sha256"], name="receipt_counted_once")
        ]
        indexes = [models.Index(fields=["vote", "way", "sha256"], name="receipts_by_way")]
        default_permissions = ()

    def __str__(self):
        return f"receipt in vote {self.vote_id}"


class EmailChallenge(models.Model):
    """A code sent to an address that is not stored: only its keyed hash."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="challenges")
    voter_key = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    # The letter has a link too, for those who cannot copy six digits.
    link_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("e-mail code")
        verbose_name_plural = _("e-mail codes")
        constraints = [
            models.UniqueConstraint(fields=["vote", "voter_key"], name="one_code_per_voter")
        ]

    def __str__(self):
        return f"code in vote {self.vote_id}"
