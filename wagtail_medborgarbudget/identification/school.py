"""Pupils vote with a code each, on a slip that their teacher hands out."""

from django.utils.translation import gettext_lazy as _

from ..actions.codes import CHANNELS
from ..models import CodeKind
from .voting_code import CodeWay


class School(CodeWay):
    name = CHANNELS[CodeKind.SCHOOL]
    label = _("Code from school")
    description = _("Your teacher has given you a slip with a voting code.")
    kind = CodeKind.SCHOOL
