"""Many trials on several cores, told of as they go; and a choice of trials that has some of each kind."""

import itertools
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback


def add_options(parser, has_jobs=True):
    """Options of every test."""
    if has_jobs:
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="polls at once; default: one a core")
    parser.add_argument("--scratch", help="a directory for the disks; default: a new one in memory, if there is room")


def with_scratch(options, run):
    """Ends the program with what `run` returns as its status; `options.scratch` is a directory until then."""
    # Asked to end, as with Ctrl-C, it takes away what it has made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    own = None
    if not options.scratch:
        own = tempfile.mkdtemp(prefix="crash-test-", dir=_memory())
        options.scratch = own
    try:
        sys.exit(run())
    finally:
        if own:
            shutil.rmtree(own, ignore_errors=True)


def _memory():
    """Where a directory in memory can be made; None if there is no room for one."""
    place = "/dev/shm"
    if not os.access(place, os.W_OK):
        return None
    room = os.statvfs(place)
    return place if room.f_bavail * room.f_frsize > 1 << 30 else None


def in_parallel(options, items, work, keeping=False, label=""):
    """Calls `work(place, some of the items, tell)` in processes, which call `tell` with a list of results for each item.

    Returns all results, in no order. `place`: a directory that does not stand yet, taken away in the end if it is not for `keeping`. `label`: what the items are.
    """
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    count = max(1, min(options.jobs, len(items)))

    def run(number):
        place = os.path.join(options.scratch, f"worker-{number}")
        try:
            work(place, items[number::count], queue.put)
            if not keeping:
                shutil.rmtree(place, ignore_errors=True)
            queue.put(None)
        except BaseException:  # The parent waits for word of each.
            queue.put(traceback.format_exc())

    processes = [context.Process(target=run, args=(number,), daemon=True) for number in range(count)]
    for process in processes:
        process.start()
    results, done, at_work = [], 0, count
    while at_work:
        found = queue.get()
        if found is None:
            at_work -= 1
        elif isinstance(found, str):
            raise SystemExit(f"a worker failed: {found}")
        else:
            results += found
            done += 1
            progress(done, len(items), label)
    for process in processes:
        process.join()
    return results


def progress(done, total, label=""):
    """A line that is written over, where a person looks on."""
    if sys.stderr.isatty():
        line = f"{done} of {total} {label}".rstrip()
        print("\r" + line if done < total else "\r" + " " * len(line) + "\r", end="", file=sys.stderr, flush=True)


def spread(found, limit, seed, kinds):
    """At most `limit` of them, in their order. `kinds`: what gives an item's kind and the kind within that.

    Of each kind one is taken, then a second, and so on; and of each kind the same by the kinds within it.
    """
    if len(found) <= limit:
        return found
    numbers = list(range(len(found)))
    random.Random(seed).shuffle(numbers)
    groups = {}
    for number in numbers:
        outer, inner = kinds(found[number])
        groups.setdefault(outer, {}).setdefault(inner, []).append(number)
    chosen = in_turn([in_turn(list(inner.values())) for inner in groups.values()])
    return [found[number] for number in sorted(chosen[:limit])]


def in_turn(groups):
    """One of each group, then a second, and so on."""
    return [item for row in itertools.zip_longest(*groups) for item in row if item is not None]
