"""What the package tells a project. Signals tell, never decide."""

from django.dispatch import Signal

# A resident's ballot is stored, or changed. Not sent for a refused ballot, nor
# for one in a rehearsal.
# provides args: vote (never the ballot)
ballot_cast = Signal()
