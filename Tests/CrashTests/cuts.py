"""Which disks a power cut could leave at one moment: a bounded, repeatable choice from all of them."""

from disk import SECTOR, Choice, Names


def choices(pending, random, limit, needed=None):
    """At most `limit` choices from what is pending, the plain ones first. `random` is a seeded generator.

    `needed`: only those are wanted that leave out, or tear, one of these operations.
    """
    names = frozenset(op.serial for op in pending if isinstance(op, Names))
    data = frozenset(op.serial for op in pending if not isinstance(op, Names))
    everything = names | data
    plain = [Choice("nothing")]
    if pending:
        plain.append(Choice("everything", everything))
    if names and data:
        plain += [
            Choice("names without data", names),
            Choice("data without names", data),
            Choice("names and sizes without data", names, with_sizes=True),
        ]
    kinds = _further(pending, names, data, random)
    while len(plain) < limit and kinds:
        # One of each kind before a second of any.
        for kind in list(kinds):
            plain.append(kinds[kind][1](kinds[kind][0].pop()))
            if not kinds[kind][0]:
                del kinds[kind]
    plain = plain[: max(limit, 1)]
    if needed is not None:
        plain = [choice for choice in plain if not needed <= choice.done or choice.torn]
    return plain


def _further(pending, names, data, random):
    """kind -> (what to take one from, how to make a choice of it)"""
    everything = names | data
    order = [op.serial for op in pending]
    moves = [op.serial for op in pending if isinstance(op, Names) and op.is_move]
    one = lambda op: frozenset([op])

    def torn(op):
        # What is smaller than a sector may have been cut at the border of one, too.
        borders = list(range(-op.offset % SECTOR or SECTOR, len(op.octets), SECTOR))
        return Choice("one write torn", everything, torn={op.serial: (random.choice(borders), random.random() < 0.5)})

    def some(label, part):
        return lambda _: Choice(label, frozenset(serial for serial in order if random.random() < part))

    tearable = [op for op in pending if not isinstance(op, Names) and -op.offset % SECTOR + (-op.offset % SECTOR == 0) * SECTOR < len(op.octets)]
    kinds = {
        "one name alone": (list(names) if len(names) > 1 else [], lambda op: Choice("one name alone", one(op))),
        "one name, all data": (list(names) if len(names) > 1 else [], lambda op: Choice("one name, all data", one(op) | data)),
        "all but one name": (list(names) if len(names) > 1 else [], lambda op: Choice("all but one name", everything - one(op))),
        "both names of a move": (moves, lambda op: Choice("both names of a move", everything, both_names=one(op))),
        "one write, all names": (list(data), lambda op: Choice("one write, all names", names | one(op))),
        "all but one write": (list(data), lambda op: Choice("all but one write", everything - one(op))),
        "one write torn": (tearable, torn),
        "the first operations": (list(range(1, len(order))), lambda count: Choice("the first operations", frozenset(order[:count]))),
        "some operations": (list(range(len(order))), some("some operations", 0.5)),
        "most operations": (list(range(len(order))), some("most operations", 0.9)),
    }
    kinds = {kind: (list(items), make) for kind, (items, make) in kinds.items() if items}
    for items, _ in kinds.values():
        items.sort(key=lambda item: getattr(item, "serial", item))
        random.shuffle(items)
    order_of_kinds = list(kinds)
    random.shuffle(order_of_kinds)
    return {kind: kinds[kind] for kind in order_of_kinds}
