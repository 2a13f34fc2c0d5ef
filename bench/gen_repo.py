#!/usr/bin/env python3
"""Generate a synthetic repository with `git fast-import`.

    bench/gen_repo.py OUT_DIR --commits 100000 --tags 400 --seed 7 [--no-trees] [--repack]

The same commits, tags and seed give the same object ids on every machine. The history has a main
line with overlapping feature branches merged with --no-ff, release branches that carry hotfix tags
with cherry-picks (`(cherry picked from commit SHA)`), reverts (`This reverts commit SHA.`),
conventional commits with scopes, breaking markers, tickets and trailers, about 12 % of other
subjects, clocks that go wrong, and annotated (80 %) and lightweight (20 %) tags vX.Y.Z and
vX.Y.Z-rc.N. 100,000 commits take about a minute and 60 MB, 1,000,000 ten times as much.

The order of the calls to the random generator is the format: a change of it makes another
repository, and figures of before cannot be compared with figures of after.
"""

import argparse
import os
import random
import subprocess
import sys
import time

EPOCH = 1_262_304_000  # the first commit: 2010-01-01
END = 1_755_000_000  # about the last one: August 2025
BATCH = 400  # commands between two writes
ACTIVE = 14  # feature branches open at once
RECENT = 4000  # commits that reverts and cherry-picks choose from

TYPES = (
    ["feat"] * 26 + ["fix"] * 34 + ["docs"] * 8 + ["chore"] * 12 + ["refactor"] * 7
    + ["perf"] * 3 + ["test"] * 5 + ["ci"] * 3 + ["build"] * 2
)
SCOPES = ["api", "auth", "billing", "ledger", "core", "ui", "db", "gateway", "search", "worker",
          "deps", "sdk", "webhooks", "k8s", "infra"]
PROJECTS = ["PAY"] * 6 + ["CORE"] * 3 + ["OPS"] * 2 + ["SEC", "WEB", "DATA"]
VERBS = ("add handle support remove rename avoid retry cache validate reject log expose document "
         "speed-up simplify migrate").split()
NOUNS = ("refund webhook settlement batch idempotency key ledger entry currency rounding session "
         "token tenant quota pagination cursor index rebuild migration lock connection pool timeout "
         "circuit breaker audit trail invoice pdf export feature flag rollout kafka consumer offset "
         "grpc deadline schema registry").split()
WORDS = ("the payment service now checks every incoming request before it reaches the ledger and "
         "records which tenant asked for it so that a retry after a network failure no longer "
         "creates a second entry we keep the old behaviour behind a flag until all consumers have "
         "moved over this also removes a race between close and flush").split()
FIRST = ("Anna Boris Chen Dmitri Elena Farid Grace Hana Igor João Kenji Lena Maria Nikolai Olga "
         "Pavel Qing Raj Søren Tomás Ursula Vera Wei Yuki Zoë").split()
LAST = ("Ivanov Smith Müller Garcia Tanaka Petrov Olsen Novák Rossi Kim Dubois Silva Kowalski "
        "Nguyen Haddad Okafor").split()
FOLDERS = ["src", "api", "auth", "billing", "ledger", "ui", "db/migrations", "db/schema", "gateway",
           "search", "worker", "sdk/js", "sdk/go", "docs", "infra/k8s", "infra/tf", "tests/unit",
           "tests/e2e", "tools", "web/app"]
FILES = [f"{folder}/{stem}{number}.rs" for folder in FOLDERS
         for stem in ("mod", "handler", "model") for number in range(20)]
FILES += ["README.md", "Cargo.toml", "package.json", "deny.toml"]
MAIN = "refs/heads/main"


class Import:
    """A running `git fast-import`, fed in batches."""

    def __init__(self, folder):
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)
        answers, told = os.pipe()
        self.process = subprocess.Popen(
            ["git", "-C", folder, "fast-import", "--quiet", "--force", f"--cat-blob-fd={told}",
             "--active-branches=64", "--depth=20"],
            stdin=subprocess.PIPE, pass_fds=[told])
        os.close(told)
        self.answers = os.fdopen(answers, "rb")
        self.pending = []

    def write(self, command):
        self.pending.append(command)
        if len(self.pending) > BATCH:
            self.flush()

    def flush(self):
        self.process.stdin.write("".join(self.pending).encode())
        self.process.stdin.flush()
        self.pending.clear()

    def id_of(self, mark):
        self.write(f"get-mark :{mark}\n")
        self.flush()
        return self.answers.readline().decode().strip()

    def close(self):
        self.flush()
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("git fast-import failed")


class Words:
    """Messages as people write them."""

    def __init__(self, rng):
        self.rng = rng
        self.people = [f"{rng.choice(FIRST)} {rng.choice(LAST)} <dev{number}@example.com>"
                       for number in range(400)]

    def person(self):
        return self.people[self.rng.randrange(len(self.people))]

    def paragraph(self):
        count, first = self.rng.randrange(8, 60), self.rng.randrange(len(WORDS))
        lines, line = [], ""
        for word in (WORDS[(first + i * 7) % len(WORDS)] for i in range(count)):
            if len(line) + len(word) > 71:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        return "\n".join([*lines, line])

    def message(self):
        """Returns a subject and the message that begins with it."""
        rng = self.rng
        rnd, pick = rng.random, rng.choice
        style = rnd()
        ticket = f"{pick(PROJECTS)}-{rng.randrange(1, 9999)}" if rnd() < 0.6 else None
        words = f"{pick(VERBS)} {pick(NOUNS)} {pick(NOUNS)}"
        breaking = False
        if style < 0.12:
            which = rng.randrange(4)
            # All are drawn, whichever is taken.
            update = f"Update {pick(NOUNS)}"
            bump = f"Bump {pick(NOUNS)} from 1.{rng.randrange(9)}.0 to 1.{rng.randrange(9)}.1"
            subject = (update, f"WIP: {words}", words.capitalize(), bump)[which]
            if ticket and rnd() < .5:
                subject, ticket = f"[{ticket}] {subject}", None
        else:
            breaking = rnd() < 0.025
            scope = f"({pick(SCOPES)})" if rnd() < .6 else ""
            kind = pick(TYPES)
            subject = f"{kind}{scope}{'!' if breaking and rnd() < .6 else ''}: "
            if ticket and rnd() < .4:
                subject, ticket = f"{subject}{ticket} {words}", None
            else:
                subject += words
            if rnd() < .35:
                subject += f" (#{rng.randrange(1, 60000)})"
        blocks = [subject]
        blocks += [self.paragraph() for chance in (.4, .08) if rnd() < chance]
        trailers = []
        if breaking:
            trailers.append(f"BREAKING CHANGE: {words} is no longer accepted")
        if ticket:
            trailers.append(f"{pick(('Refs', 'Closes', 'Fixes', 'Ticket'))}: {ticket}")
        for key, chance in (("Reviewed-by", .12), ("Co-authored-by", .10), ("Signed-off-by", .35)):
            if rnd() < chance:
                trailers.append(f"{key}: {self.person()}")
        if trailers:
            blocks.append("\n".join(trailers))
        return subject, "\n\n".join(blocks) + "\n"


class Generator:
    """The history: commits, merges, tags, and the clock that they are made by."""

    def __init__(self, options):
        self.options = options
        self.rng = random.Random(options.seed)
        self.git = Import(options.out)
        self.words = Words(self.rng)
        self.step = max(1, (END - EPOCH) // max(1, options.commits))
        self.now = EPOCH
        self.mark = 0
        self.tags = 0
        self.heads = {}
        self.recent = []
        self.branches = []  # [tip, commits to come, name, start, slot]
        self.slots = list(range(ACTIVE + 2))
        self.requests = 0
        self.hotfix = None  # (version, tip, number)

    def commit(self, ref, parent, message, merge=None, files=True, subject=None):
        rng = self.rng
        self.mark += 1
        self.now += rng.randrange(0, 2 * self.step + 1)
        committed = self.now - rng.randrange(0, 7200) if rng.random() < .03 else self.now
        authored = committed - rng.randrange(0, 86400) if rng.random() < .2 else committed
        author = self.words.person()
        committer = author if rng.random() < .6 else "GitHub <noreply@github.com>"
        command = (f"commit {ref}\nmark :{self.mark}\n"
                   f"author {author} {authored} +0{rng.randrange(0, 10)}00\n"
                   f"committer {committer} {committed} +0000\n"
                   f"data {len(message.encode())}\n{message}")
        if parent and self.heads.get(ref) != parent:
            command += f"from :{parent}\n"
        self.heads[ref] = self.mark
        if merge:
            command += f"merge :{merge}\n"
        if files and not self.options.no_trees:
            for _ in range(1 if rng.random() < .55 else rng.randrange(2, 5)):
                content = f"rev {self.mark} {rng.randrange(1 << 30)}\n"
                path = FILES[rng.randrange(len(FILES))]
                command += f"M 100644 inline {path}\ndata {len(content)}\n{content}"
        self.git.write(command + "\n")
        if subject:
            self.recent.append((self.mark, subject))
            if len(self.recent) > RECENT:
                del self.recent[:RECENT // 2]
        return self.mark

    def tag(self, name, mark):
        self.tags += 1
        if self.rng.random() < .8:
            self.now += 1
            text = f"Release {name}\n"
            self.git.write(f"tag {name}\nfrom :{mark}\n"
                           f"tagger Release Bot <bot@example.com> {self.now} +0000\n"
                           f"data {len(text)}\n{text}\n")
        else:
            self.git.write(f"reset refs/tags/{name}\nfrom :{mark}\n\n")

    def run(self):
        tip = self.commit(MAIN, None, "chore: initial import\n")
        every = self.options.commits / max(1, self.options.tags)
        due = every
        self.major, self.minor = 0, 1
        self.candidate, self.wanted = 0, self.rng.randrange(1, 4)
        while self.mark < self.options.commits - 2:
            if self.mark >= due and self.tags < self.options.tags:
                due += every * (0.5 + self.rng.random())
                if abs(due - self.mark) > 3 * every or self.tags > self.mark / every + 3:
                    due = self.mark + every
                tip = self.release(tip)
            tip = self.work(tip)
        while self.options.tags and self.tags < self.options.tags:
            tip = self.commit(MAIN, tip, self.words.message()[1])
            self.tag(f"v{self.major}.{self.minor}.0", tip)
            self.minor += 1
        self.git.close()

    def release(self, tip):
        """Makes one tag: a hotfix, a candidate or a final."""
        rng = self.rng
        if self.hotfix:
            return self.mend(tip)
        if self.candidate < self.wanted:
            self.candidate += 1
            self.tag(f"v{self.major}.{self.minor}.0-rc.{self.candidate}", tip)
            return tip
        tip = self.commit(MAIN, tip, f"chore(release): {self.major}.{self.minor}.0\n")
        self.tag(f"v{self.major}.{self.minor}.0", tip)
        if rng.random() < .45 and len(self.recent) > 50:
            self.hotfix = ((self.major, self.minor), tip, 1)
        if rng.random() < .06:
            self.major, self.minor = self.major + 1, 0
        else:
            self.minor += 1
        self.candidate, self.wanted = 0, 0 if rng.random() < .3 else rng.randrange(1, 4)
        return tip

    def mend(self, tip):
        """Makes a patch release on a release branch, and sometimes merges it back."""
        rng = self.rng
        (major, minor), head, number = self.hotfix
        branch = f"release/{major}.{minor}"
        for _ in range(rng.randrange(1, 6)):
            source, subject = self.recent[rng.randrange(len(self.recent))]
            trailer = f"(cherry picked from commit {self.git.id_of(source)})"
            head = self.commit(f"refs/heads/{branch}", head, f"{subject}\n\n{trailer}\n")
        self.tag(f"v{major}.{minor}.{number}", head)
        if rng.random() < .2:
            tip = self.commit(MAIN, tip, f"Merge branch '{branch}'\n", merge=head, files=False)
        again = rng.random() < .35
        self.hotfix = ((major, minor), head, number + 1) if again else None
        return tip

    def work(self, tip):
        """Makes a commit on main or on a feature branch, or merges one."""
        rng = self.rng
        if rng.random() < .22 or not self.branches:
            if len(self.branches) < ACTIVE and rng.random() < .55:
                count = rng.randrange(1, 9)
                name = f"feature/{rng.choice(PROJECTS)}-{rng.randrange(1, 9999)}"
                self.branches.append([tip, count, name, tip, self.slots.pop()])
                if self.mark > 100 and rng.random() < .5:
                    return tip
            if self.recent and rng.random() < .02:
                source, subject = self.recent[rng.randrange(len(self.recent))]
                body = f"This reverts commit {self.git.id_of(source)}."
                return self.commit(MAIN, tip, f'Revert "{subject}"\n\n{body}\n')
            subject, message = self.words.message()
            return self.commit(MAIN, tip, message, subject=subject)
        branch = self.branches[rng.randrange(len(self.branches))]
        head, to_come, name, start, slot = branch
        if to_come > 0:
            subject, message = self.words.message()
            parent = head if head == start else None
            branch[0] = self.commit(f"refs/heads/tmp{slot}", parent, message, subject=subject)
            branch[1] -= 1
            return tip
        self.branches.remove(branch)
        self.slots.append(slot)
        self.requests += 1
        if head == start:
            return tip
        if rng.random() < .8:
            owner = f"dev{rng.randrange(400)}"
            message = f"Merge pull request #{self.requests} from {owner}/{name}\n"
        else:
            message = f"Merge branch '{name}' into main\n"
        return self.commit(MAIN, tip, message, merge=head, files=False)


def generate(options):
    """Makes the repository; returns the generator, for its figures."""
    generator = Generator(options)
    generator.run()
    for slot in range(ACTIVE + 2):
        ref = f"refs/heads/tmp{slot}"
        subprocess.run(["git", "-C", options.out, "update-ref", "-d", ref], check=True)
    subprocess.run(["git", "-C", options.out, "pack-refs", "--all"], check=True)
    if options.repack:
        subprocess.run(["git", "-C", options.out, "repack", "-adq"], check=True)
    return generator


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", help="the folder of the new bare repository")
    parser.add_argument("--commits", type=int, default=1_000_000)
    parser.add_argument("--tags", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-trees", action="store_true", help="history only, no files")
    parser.add_argument("--repack", action="store_true",
                        help="repack at the end: the order of objects that a clone has")
    options = parser.parse_args()
    begin = time.monotonic()
    made = generate(options)
    spent = time.monotonic() - begin
    print(f"{made.mark} commits, {made.tags} tags in {spent:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
