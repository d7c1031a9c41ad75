from .assessments import ANSWER_LABELS, Assessment, CriterionAnswer
from .ballot_box import Ballot, EmailChallenge, VoterMark, VoteSalt
from .criteria import AnswerType, Criterion
from .decisions import Decision, DecisionKind
from .followers import VoteFollower
from .ideas import OPEN_STATES, Idea, IdeaContact, IdeaOriginal, IdeaState
from .invalidations import Invalidation, InvalidationSelection, InvalidationState
from .pages import (
    FollowUpPage,
    FollowUpPageMixin,
    ProposalPage,
    ProposalPageMixin,
    RoundPage,
    RoundPageMixin,
    VotingPage,
    VotingPageMixin,
)
from .progress import PROGRESS_LABELS, ProgressUpdate
from .proposals import STAGE_LABELS, Proposal
from .results import CountingStep, CountRun, CountState, Result
from .rounds import (
    STEP_LABELS,
    Area,
    Captcha,
    Category,
    Period,
    Round,
)
from .tasks import AssessmentReviewTask, CountReviewTask, DecisionTask, IdeaReviewTask
from .vote_ballots import BallotMethod
from .vote_counting import CountingRule, TieBreak
from .vote_states import VoteState
from .voting import Vote
from .watching import BallotFlow, SeenPatterns
from .wording import Wording, WordingField, Words, in_every_language

__all__ = [
    "ANSWER_LABELS",
    "OPEN_STATES",
    "PROGRESS_LABELS",
    "STAGE_LABELS",
    "STEP_LABELS",
    "AnswerType",
    "Area",
    "Assessment",
    "AssessmentReviewTask",
    "Ballot",
    "BallotFlow",
    "BallotMethod",
    "Captcha",
    "Category",
    "CountReviewTask",
    "CountRun",
    "CountState",
    "CountingRule",
    "CountingStep",
    "Criterion",
    "CriterionAnswer",
    "Decision",
    "DecisionKind",
    "DecisionTask",
    "EmailChallenge",
    "FollowUpPage",
    "FollowUpPageMixin",
    "Idea",
    "IdeaContact",
    "IdeaOriginal",
    "IdeaReviewTask",
    "IdeaState",
    "Invalidation",
    "InvalidationSelection",
    "InvalidationState",
    "Period",
    "ProgressUpdate",
    "Proposal",
    "ProposalPage",
    "ProposalPageMixin",
    "Result",
    "Round",
    "RoundPage",
    "RoundPageMixin",
    "SeenPatterns",
    "TieBreak",
    "Vote",
    "VoteFollower",
    "VoteSalt",
    "VoteState",
    "VoterMark",
    "VotingPage",
    "VotingPageMixin",
    "Wording",
    "WordingField",
    "Words",
    "in_every_language",
]
