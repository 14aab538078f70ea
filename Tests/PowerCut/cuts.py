"""Which disks a power cut could leave at one moment: a bounded, repeatable choice from all of them."""

from disk import SECTOR, Choice, Names


def choices(pending, random, limit):
    """At most about `limit` choices from what is pending, the plain ones first. `random` is a seeded generator."""
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
    further = []
    for op in pending:
        one = frozenset([op.serial])
        if isinstance(op, Names):
            if len(names) > 1:
                further += [Choice("one name alone", one), Choice("one name, all data", one | data), Choice("all but one name", everything - one)]
            if op.is_move:
                further.append(Choice("both names of a move", everything, both_names=one))
        else:
            further += [Choice("one write, all names", names | one), Choice("all but one write", everything - one)]
            if len(op.octets) > 1:
                # Even what is smaller than a sector may have been cut at the border of one.
                border = -op.offset % SECTOR
                borders = list(range(border, len(op.octets), SECTOR))
                if border == 0:
                    borders = borders[1:]
                for is_end in (False, True):
                    if borders:
                        at = random.choice(borders)
                        further.append(Choice("one write torn", everything, torn={op.serial: (at, is_end)}))
    order = [op.serial for op in pending]
    further += [Choice("the first operations", frozenset(order[:count])) for count in range(1, len(order))]
    for _ in range(min(len(order), limit)):
        further.append(Choice("some operations", frozenset(serial for serial in order if random.random() < 0.5)))
        further.append(Choice("most operations", frozenset(serial for serial in order if random.random() < 0.9)))
    random.shuffle(further)
    # One of each kind before a second of any.
    by_label = {}
    for choice in further:
        by_label.setdefault(choice.label, []).append(choice)
    while len(plain) < limit and by_label:
        for label in list(by_label):
            plain.append(by_label[label].pop())
            if not by_label[label]:
                del by_label[label]
    return plain[: max(limit, 1)]
