"""A count in sentences with exact figures: the rule, each proposal, and how it went."""

from .ballots import ballot_in_short, ballot_sentences
from .channels import channel_label, way_labels, weaknesses
from .lines import sentence
from .rules import Setting, sentences_of
from .telling import Telling
from .votes import rule_sentences

__all__ = [
    "Setting",
    "Telling",
    "ballot_in_short",
    "ballot_sentences",
    "channel_label",
    "rule_sentences",
    "sentence",
    "sentences_of",
    "way_labels",
    "weaknesses",
]
