"""What a result looks like on the voting page."""


def result_context(page, request):
    return {}
