#!/usr/bin/env python3
"""Measure relnotes against git, git-cliff and convco, side by side in one call.

    make bench                                      a generated history of 100,000 commits
    make bench REPOS="../helm ../vue:v3.4.0..v3.5.0"  repositories, with a range or without
    BENCH_COMMITS=1000000 make bench                a longer history, in the growth table too
    bench/run.py --against OLD_BINARY DIR           before and after of a change

Nothing here passes or fails: the end code is 0 whatever the figures are.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

import measure
import repos
from measure import Program

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FORMAT = "--format=%H%x00%an%x00%ae%x00%ct%x00%B"
CLIFF = os.path.join(HERE, "cliff.toml")
READ = """spec=$1 format=$2 blobs=$3; shift 3
git diff --name-status "$spec" -- . "$@" && git log "$format" "$spec" && git cat-file --batch <"$blobs" """
DIFF_TREE = ('exec git -c core.quotePath=false diff-tree --stdin -r --root --name-status --no-renames '
             '<"$1"')
DAILY = 100_000  # commits of the generated history
GROWTH = 500  # commits of the range whose cost must not grow with the history
MIB = 1 << 20

EXPLANATION = f"""\
What is measured: whole processes, from start to end, output to /dev/null, page cache warm (the first
run of each is not counted); in rounds, in which each program runs once and the order turns round; at
least 7 rounds for what takes under a second. `ratio` is the median of the ratios to git log within
each round, which is steadier than a quotient of medians. `processor` is time of all threads on the
processor, the figure to look at where other work is running. Peak memory is of the process alone;
one below the measuring program's own cannot be seen ("<").
 (a) one range      relnotes A..B           against  git log '{FORMAT}' A..B
 (b) whole history  relnotes changelog      against  git log --tags '{FORMAT}'
 (c) all documents  relnotes A..B -d all    against  git diff --name-status A..B, git log as above, and git cat-file
                                            --batch of both sides of every file that differs and has at most 1 MiB
 (d) changed paths  examples/changed_paths  against  git diff-tree --stdin -r --root --name-status, both of the range's
                                            commits that are no merges; what both write is compared first
 git-cliff (bench/cliff.toml, --offline) and convco take part where they are installed. They see only
 what HEAD reaches, and git-cliff reads the range from its own tag pattern: their documents differ."""


class Bench:
    """The figures of one call."""

    def __init__(self, options, binary):
        self.options = options
        self.binary = binary
        self.floor = 0
        self.bars = []  # (what, figure, bar, whether it holds or none)
        self.record = {"schema": "relnotes.bench/1", "comparisons": [], "growth": []}

    def programs(self, folder, ours, git, cliff=None, convco=None):
        """Returns the competitors of a job that are installed."""
        found = [Program("git log", ["git", "log", *git], folder),
                 Program("relnotes", [self.binary, "-q", *ours], folder)]
        if self.options.against:
            found.append(Program("relnotes before", [self.options.against, "-q", *ours], folder))
        if self.options.peers:
            if cliff is not None and shutil.which("git-cliff"):
                argv = ["git-cliff", "--offline", "--config", CLIFF, *cliff]
                found.append(Program("git-cliff", argv, folder))
            if convco is not None and shutil.which("convco"):
                found.append(Program("convco", ["convco", "changelog", *convco], folder))
        return found

    def compare(self, title, programs):
        """Measures, prints a table and keeps the figures; returns the programs by name."""
        print(f"\n{title}")
        print(f"  {'':16}{'median':>10}{'min':>10}{'ratio':>9}{'processor':>11}{'runs':>6}"
              f"{'peak MiB':>10}{'output':>12}")
        measure.compare(programs, self.options.limit)
        git = programs[0]
        for program in programs:
            print("  " + self.line(program, git))
        figures = [program.record() for program in programs]
        self.record["comparisons"].append({"title": title, "programs": figures})
        return {program.name: program for program in programs}

    def line(self, program, git):
        if program.failure:
            return f"{program.name:16}not compared: {program.failure}"
        ratio = program.ratio_to(git)
        shown = f"{ratio:.2f} ×" if ratio else "–"
        mib = program.memory / MIB
        peak = f"< {self.floor / MIB:.0f}" if program.memory <= self.floor * 1.05 else f"{mib:.0f}"
        return (f"{program.name:16}{milliseconds(program.median):>10}"
                f"{milliseconds(program.least):>10}{shown:>9}"
                f"{milliseconds(program.processor):>11}{len(program.times):>6}{peak:>10}"
                f"{program.bytes_out:>12,}")

    def bar(self, what, figure, bar, holds):
        self.bars.append((what, figure, bar, holds))

    def start(self):
        """Measures what a process costs that does nothing."""
        floor = Program("true", ["true"], HERE)
        measure.spawn(floor, 10)
        self.floor = max(measure.spawn(floor, 10)[2] for _ in range(5))
        version = Program("relnotes", [self.binary, "--version"], HERE)
        found = self.compare("start: --version", [Program("git", ["git", "--version"], HERE), version])
        ours = found["relnotes"]
        if ours.median:
            self.bar("start", milliseconds(ours.median), "≤ 5 ms", ours.median <= 0.005)

    def range(self, folder, spec, size):
        """Job (a)."""
        commits = repos.count(folder, spec)
        title = f"(a) {short(folder)} {spec}, {commits:,} commits"
        programs = self.programs(folder, [spec], [FORMAT, spec], [spec], [spec])
        found = self.compare(title, programs)
        git, ours, cliff = found["git log"], found["relnotes"], found.get("git-cliff")
        if not (git.median and ours.median):
            return
        where = f"(a) {short(folder)} {spec}"
        if git.median > 0.020:
            ratio = ours.ratio_to(git)
            self.bar(where, f"{ratio:.2f} × git log", "≤ 1.2 ×", ratio <= 1.2)
        else:
            more = (ours.median - git.median) * 1000
            self.bar(where, f"git log {more:+.1f} ms", "≤ + 10 ms", more <= 10)
        self.against_cliff(where, ours, cliff, 1 / 10 if size >= 10_000 else 1 / 3)

    def bundle(self, folder, spec):
        """Job (c). A partial clone may lack blobs, at which git ends: their files are left out for git."""
        with tempfile.TemporaryDirectory() as scratch:
            paths, blobs = repos.differing(folder, spec)
            listed = os.path.join(scratch, "blobs")
            with open(listed, "w", encoding="ascii") as file:
                file.writelines(f"{blob}\n" for blob in blobs)
            git = Program("git", ["sh", "-c", READ, "sh", spec, FORMAT, listed, *paths], folder)
            documents = ["-q", spec, "-d", "all"]
            programs = [git, Program("relnotes", [self.binary, *documents], folder)]
            if self.options.against:
                programs.append(Program("relnotes before", [self.options.against, *documents], folder))
            title = f"(c) {short(folder)} {spec}, all documents, {len(blobs):,} blobs that differ"
            ours = self.compare(title, programs)["relnotes"]
        where = f"(c) {short(folder)} {spec}"
        if git.median and ours.median:
            ratio = ours.ratio_to(git)
            self.bar(where, f"{ratio:.2f} × git", "≤ 3 ×", ratio <= 3)
        else:
            self.bar(where, ours.failure or git.failure, "≤ 3 ×", None)

    def changed_paths(self, folder, spec):
        """Job (d). No command shows what each commit changed, but evidence is made from it: an example is measured."""
        commits = repos.git(folder, "rev-list", "--no-merges", spec)
        if not (self.options.changed_paths and commits):
            return
        with tempfile.NamedTemporaryFile("w", encoding="ascii") as ids:
            print(commits, file=ids, flush=True)
            programs = [Program("git diff-tree", ["sh", "-c", DIFF_TREE, "sh", ids.name], folder),
                        Program("changed_paths", ["sh", "-c", 'exec "$1" . <"$2"', "sh",
                                                  self.options.changed_paths, ids.name], folder)]
            theirs, ours = (written_by(program) for program in programs)
            title = f"(d) {short(folder)} {spec}, paths that {commits.count(chr(10)) + 1:,} commits changed"
            git, found = self.compare(title, programs).values()
        where = f"(d) {short(folder)} {spec}"
        if theirs != ours:
            self.bar(where, "other paths than git's", "the same", False)
        elif git.median and found.median:
            ratio = found.ratio_to(git)
            self.bar(where, f"{ratio:.2f} × git diff-tree", "≤ 1.6 ×", ratio <= 1.6)
        else:
            self.bar(where, found.failure or git.failure, "≤ 1.6 ×", None)

    def whole(self, folder, size):
        """Job (b)."""
        title = f"(b) {short(folder)}, the whole history, {size:,} commits behind tags"
        programs = self.programs(folder, ["changelog"], ["--tags", FORMAT], [], [])
        found = self.compare(title, programs)
        git, ours, cliff = found["git log"], found["relnotes"], found.get("git-cliff")
        where = f"(b) {short(folder)}"
        if not (git.median and ours.median):
            self.bar(where, ours.failure or git.failure, "≤ 0.8 ×", None)
            return
        ratio = ours.ratio_to(git)
        self.bar(where, f"{ratio:.2f} × git log", "≤ 0.8 ×, goal 0.4 ×", ratio <= 0.8)
        if size >= 5_000:
            self.against_cliff(where, ours, cliff, 1 / 50)
        if size >= 900_000:
            mib = ours.memory / MIB
            self.bar(where, f"{ours.median:.1f} s, {mib:.0f} MiB", "≤ 12 s, 900 MiB",
                     ours.median <= 12 and mib <= 900)

    def against_cliff(self, where, ours, cliff, most):
        if not cliff:
            return
        bar = f"≤ 1/{1 / most:.0f}"
        if cliff.median:
            ratio = ours.median / cliff.median
            shown = f"1/{1 / ratio:.1f} of" if ratio < 1 else f"{ratio:.1f} ×"
            self.bar(where, f"{shown} git-cliff", bar, ratio <= most)
        elif cliff.failure.startswith("over"):
            ratio = ours.median / self.options.limit
            holds = True if ratio <= most else None
            self.bar(where, f"git-cliff ended: below 1/{1 / ratio:.0f}", bar, holds)

    def growth(self, sizes):
        """A range of 500 commits in histories of every size, all in the same rounds."""
        programs, folders = [], {}
        for size in sizes:
            folder = repos.generated(size)
            spec = repos.newest_range_of(folder, GROWTH)
            folders[size] = (folder, spec)
            programs.append(Program(f"git {size:,}", ["git", "log", FORMAT, spec], folder))
            programs.append(Program(f"relnotes {size:,}", [self.binary, "-q", spec], folder))
        measure.compare(programs, self.options.limit)
        print(f"\ngrowth: the newest range of about {GROWTH} commits in histories of several sizes")
        print(f"  {'history':>10}{'commits':>9}{'git log':>11}{'relnotes':>11}{'ratio':>9}{'growth':>9}")
        first = programs[1]
        for size, git, ours in zip(sizes, programs[::2], programs[1::2]):
            commits = repos.count(*folders[size])
            if not (git.median and ours.median):
                print(f"  {size:>10,}{commits:>9}  {git.failure or ours.failure}")
                continue
            growth = ours.ratio_to(first)
            print(f"  {size:>10,}{commits:>9}{milliseconds(git.median):>11}"
                  f"{milliseconds(ours.median):>11}{ours.ratio_to(git):>7.2f} ×{growth:>7.2f} ×")
            self.record["growth"].append({"history": size, "commits": commits,
                                          "git": git.record(), "relnotes": ours.record()})
            if size != sizes[0]:
                self.bar(f"growth {sizes[0]:,} → {size:,}", f"{growth:.2f} ×", "≤ 1.2 ×",
                         growth <= 1.2)

    def print_bars(self):
        print("\nBars")
        width = max((len(what) for what, *_ in self.bars), default=0)
        words = {True: "pass", False: "MISS", None: "not known"}
        for what, figure, bar, holds in self.bars:
            print(f"  {words[holds]:9}  {what:{width}}  {figure}   ({bar})")
        if not self.options.changed_paths:
            print("  not measured: changed paths; --binary needs --changed-paths beside it")
        keys = ("what", "figure", "bar", "holds")
        self.record["bars"] = [dict(zip(keys, bar)) for bar in self.bars]


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def short(folder):
    """Returns a name for a repository that tells it from its neighbours."""
    parts = folder.rstrip("/").split("/")
    return parts[-2] if parts[-1] in (".git", "repo", "repo.git") else parts[-1]


def build(*words):
    """Builds what the words of cargo name; returns the folder of release builds."""
    command = ["cargo", "build", "--release", "--locked", "--quiet", *words]
    subprocess.run(command, cwd=ROOT, check=True)
    return os.path.join(ROOT, os.environ.get("CARGO_TARGET_DIR", "target"), "release")


def written_by(program):
    """Returns what a program writes."""
    done = subprocess.run(program.argv, cwd=program.folder, capture_output=True, check=False)
    return done.stdout


def output_of(*argv):
    try:
        done = subprocess.run(argv, capture_output=True, check=False, text=True)
    except FileNotFoundError:
        return ""
    lines = done.stdout.strip().splitlines()
    return lines[0] if lines else ""


def facts(binary):
    """Returns the machine and the versions."""
    model = ""
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    versions = [output_of(binary, "--version"), output_of("git", "--version"),
                output_of("git-cliff", "--version") or "git-cliff: not installed",
                output_of("convco", "--version") or "convco: not installed"]
    return {"date": time.strftime("%Y-%m-%d %H:%M"), "cores": os.cpu_count(), "processor": model,
            "memory_gib": round(memory, 1), "system": f"{platform.system()} {platform.release()}",
            "load": round(os.getloadavg()[0], 2), "versions": versions,
            "revision": output_of("git", "-C", ROOT, "describe", "--always", "--dirty")}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("repos", nargs="*", metavar="DIR[:RANGE]")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    parser.add_argument("--binary", help="measure this binary instead of a fresh build")
    parser.add_argument("--changed-paths", metavar="BINARY",
                        help="the example changed_paths, where --binary is given")
    parser.add_argument("--against", metavar="BINARY", help="another relnotes in the same rounds")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS",
                        help="end a program that takes longer (60)")
    parser.add_argument("--no-peers", dest="peers", action="store_false",
                        help="only git and relnotes")
    parser.add_argument("--no-growth", dest="growth", action="store_false")
    options = parser.parse_args()
    for name in ("binary", "against", "changed_paths"):
        if getattr(options, name):
            setattr(options, name, os.path.abspath(getattr(options, name)))
    options.json = options.json and os.path.abspath(options.json)
    return options


def main():
    options = arguments()
    named = [repos.parse(argument) for argument in options.repos]
    binary = options.binary or os.path.join(build("-p", "relnotes"), "relnotes")
    if not options.binary:
        examples = build("-p", "relnotes-core", "--example", "changed_paths")
        options.changed_paths = os.path.join(examples, "examples", "changed_paths")
    bench = Bench(options, binary)
    machine = bench.record["machine"] = facts(binary)
    print(f"{EXPLANATION}\n")
    print("{date}, {cores} cores, {processor}, {memory_gib} GiB, {system}, load {load}".format(**machine))
    print(", ".join(machine["versions"]) + f", at {machine['revision']}")
    if machine["load"] > machine["cores"] / 2:
        print("note: other work is running here: trust the ratios and the minima, not the medians")
    bench.start()
    most = int(os.environ.get("BENCH_COMMITS", DAILY))
    for folder, spec in named or [(repos.generated(most), None)]:
        if not repos.git(folder, "rev-parse", "--git-dir"):
            print(f"\n{folder}: no repository, left out")
            continue
        size = repos.commits_of_tags(folder)
        for each in [spec] if spec else repos.ranges(binary, folder):
            bench.range(folder, each, size)
            bench.bundle(folder, each)
            bench.changed_paths(folder, each)
        if not spec:
            bench.whole(folder, size)
    if options.growth and not named:
        bench.growth([size for size in (10_000, 100_000, 1_000_000) if size <= max(most, DAILY)])
    bench.print_bars()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(bench.record, file, indent=1)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
