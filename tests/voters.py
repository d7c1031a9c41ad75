"""What a voter does, through the front door."""


def step(page, name):
    return page.url + page.reverse_subpage(name)


def mark(client, page, *choices, button="next"):
    return client.post(step(page, "ballot"), {"choices": choices, button: "1"})


def declare(client, page):
    return client.post(step(page, "identify"), {"declared": "on"})


def send(client, page, *choices):
    return client.post(step(page, "review"), {"choices": choices})


def vote_through(client, page, *choices):
    mark(client, page, *choices)
    declare(client, page)
    return send(client, page, *choices)


def text_of(response):
    return " ".join(response.content.decode().split())


def begin(client, page, *choices):
    mark(client, page, *(choices or [1]))


def identify(client, page, follow=False, **data):
    return client.post(step(page, "identify"), data, follow=follow)


def finish(client, page, *choices):
    return send(client, page, *(choices or [1]))
