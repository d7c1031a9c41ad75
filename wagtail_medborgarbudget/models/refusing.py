"""A model's own no, beside the field it is about."""

from django.core.exceptions import ValidationError


def refuse(field, code, sentence):
    raise ValidationError({field: ValidationError(sentence, code=code)})
