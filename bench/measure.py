"""Timing of programs side by side: the same rounds, alternating order, wall time and peak memory.

A program is started with posix_spawn and waited for with wait4, with /dev/null for its input,
output and errors; the time is what passes between the two calls, so it holds the start of the
process. The first run of each is not counted: it warms the page cache, shows that the program
works, and says how often it can be repeated.
"""

import dataclasses
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time

KIB = 1024 if sys.platform != "darwin" else 1  # what ru_maxrss counts in


@dataclasses.dataclass
class Program:
    """One competitor: a name and the command line of its job."""

    name: str
    argv: list
    folder: str
    bytes_out: int = 0
    failure: str = ""
    times: dict = dataclasses.field(default_factory=dict)  # round -> seconds
    work: list = dataclasses.field(default_factory=list)  # seconds of processor time
    memory: int = 0  # bytes, the most of all runs

    @property
    def median(self):
        return statistics.median(self.times.values()) if self.times else None

    @property
    def processor(self):
        return statistics.median(self.work) if self.work else None

    @property
    def least(self):
        return min(self.times.values()) if self.times else None

    def ratio_to(self, other):
        """Returns the median of the ratios within each round that both took part in."""
        both = self.times.keys() & other.times.keys()
        return statistics.median(self.times[i] / other.times[i] for i in both) if both else None

    def record(self):
        return {"name": self.name, "argv": self.argv, "bytes": self.bytes_out,
                "failure": self.failure, "seconds": [self.times[i] for i in sorted(self.times)],
                "median": self.median, "min": self.least,
                "processor": self.processor, "max_rss": self.memory}


def spawn(program, limit, output=os.devnull):
    """Runs a program once; returns seconds, those of the processor, peak bytes, why it failed."""
    argv = program.argv
    path = shutil.which(argv[0])
    if path is None:
        return 0.0, 0.0, 0, "not found"
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    os.chdir(program.folder)
    late = []
    begin = time.perf_counter()
    child = os.posix_spawn(path, argv, os.environ, file_actions=actions)

    def end(*_):
        late.append(True)
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, limit)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    signal.setitimer(signal.ITIMER_REAL, 0)
    code = os.waitstatus_to_exitcode(status)
    failure = f"over {limit:.0f} s, ended" if late else f"exit {code}" if code else ""
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB, failure


def repetitions(seconds):
    """Returns how often a job is repeated: short ones more often, and never less than 7 times
    below a second."""
    if seconds > 20:
        return 1
    if seconds > 1:
        return 3
    return max(7, min(25, round(2 / max(seconds, 0.001))))


def warm_up(program, limit):
    """Runs a program once, looks at what it writes, and returns how long it took."""
    with tempfile.NamedTemporaryFile() as output:
        seconds, _, _, program.failure = spawn(program, limit, output.name)
        program.bytes_out = os.path.getsize(output.name)
    if not program.failure and program.bytes_out == 0:
        program.failure = "wrote nothing"
    return seconds


def compare(programs, limit=60.0):
    """Measures programs in common rounds; the order turns round with every round. One that fails
    or writes nothing has no times. Slower ones take part in fewer rounds, evenly spread."""
    wanted = {}
    for program in programs:
        seconds = warm_up(program, limit)
        if not program.failure:
            wanted[program.name] = repetitions(seconds)
    rounds = max(wanted.values(), default=0)
    for turn in range(rounds):
        order = programs if turn % 2 == 0 else programs[::-1]
        for program in order:
            count = wanted.get(program.name, 0)
            is_due = (turn + 1) * count // rounds > turn * count // rounds
            if program.failure or not is_due:
                continue
            seconds, work, memory, program.failure = spawn(program, limit)
            if program.failure:
                program.times.clear()
                continue
            program.times[turn] = seconds
            program.work.append(work)
            program.memory = max(program.memory, memory)
    return programs
