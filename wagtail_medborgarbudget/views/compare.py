"""Two or three proposals side by side, on the way through the ballot."""

from ..method.marks import is_number
from .ballot_paper import ballot_paper
from .booth import step

MOST = 3


@step
def compare(request, booth):
    asked = [int(each) for each in request.GET.getlist("nr") if is_number(each)]
    numbers = list(dict.fromkeys(number for number in asked if number in booth.numbers))
    compared = [one for one in booth.proposals if one.ballot_number in numbers[:MOST]]
    choices = [choice for _area, choices in ballot_paper(compared, booth) for choice in choices]
    choices.sort(key=lambda choice: numbers.index(choice.number))
    return booth.keep(
        booth.render("ballot_compare", choices=choices, left_out=len(numbers) > MOST, most=MOST)
    )
