from .alarms import VoteAlarm
from .answers import ANSWERS, AgeBand, AnswerCount, Heard, Question
from .areas import Area, Category
from .assessments import ANSWER_LABELS, Assessment, CriterionAnswer
from .ballot_box import Ballot, CountedReceipt, EmailChallenge, VoterMark, VoteSalt
from .codes import CodeBatch, CodeKind, CodesState, VotingCode
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
from .paper import BatchState, InvalidReason, PaperBatch, PaperEntry, Reading
from .progress import PROGRESS_LABELS, ProgressUpdate
from .proposals import STAGE_LABELS, Proposal
from .results import CountingStep, CountRun, CountState, Result
from .rounds import STEP_LABELS, Captcha, Period, Round
from .sealed_texts import SealedText
from .stations import StartCode, Station
from .tasks import AssessmentReviewTask, CountReviewTask, DecisionTask, IdeaReviewTask
from .vote_ballots import BallotMethod
from .vote_changes import VoteChange
from .vote_counting import CountingRule, TieBreak
from .vote_states import VoteState
from .voting import Vote
from .watching import BallotFlow, SeenPatterns
from .wording import Wording, WordingField, Words, in_every_language

__all__ = [
    "ANSWERS",
    "ANSWER_LABELS",
    "OPEN_STATES",
    "PROGRESS_LABELS",
    "STAGE_LABELS",
    "STEP_LABELS",
    "AgeBand",
    "AnswerCount",
    "AnswerType",
    "Area",
    "Assessment",
    "AssessmentReviewTask",
    "Ballot",
    "BallotFlow",
    "BallotMethod",
    "BatchState",
    "Captcha",
    "Category",
    "CodeBatch",
    "CodeKind",
    "CodesState",
    "CountReviewTask",
    "CountRun",
    "CountState",
    "CountedReceipt",
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
    "Heard",
    "Idea",
    "IdeaContact",
    "IdeaOriginal",
    "IdeaReviewTask",
    "IdeaState",
    "InvalidReason",
    "Invalidation",
    "InvalidationSelection",
    "InvalidationState",
    "PaperBatch",
    "PaperEntry",
    "Period",
    "ProgressUpdate",
    "Proposal",
    "ProposalPage",
    "ProposalPageMixin",
    "Question",
    "Reading",
    "Result",
    "Round",
    "RoundPage",
    "RoundPageMixin",
    "SealedText",
    "SeenPatterns",
    "StartCode",
    "Station",
    "TieBreak",
    "Vote",
    "VoteAlarm",
    "VoteChange",
    "VoteFollower",
    "VoteSalt",
    "VoteState",
    "VoterMark",
    "VotingCode",
    "VotingPage",
    "VotingPageMixin",
    "Wording",
    "WordingField",
    "Words",
    "in_every_language",
]
