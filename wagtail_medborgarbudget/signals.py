"""What the package tells a project. Signals tell, never decide."""

from django.dispatch import Signal

# A resident's ballot is stored, or changed. Not sent for a refused ballot, nor
# for one in a rehearsal.
# provides args: vote (never the ballot)
ballot_cast = Signal()

# Something rare is not rare any more, such as wrong codes. At most once an hour for each kind.
# provides args: vote, kind, count (within ten minutes)
vote_alarmed = Signal()
