"""The repositories of a measurement, and the ranges of them."""

import functools
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LARGEST = 1 << 20  # bytes of a file that relnotes looks into
OUT = os.path.join(HERE, "out")
PRODUCTION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-hotfix\.(\d+))?")


def git(folder, *words):
    """Returns what git prints; nothing where it fails."""
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=False)
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


@functools.cache
def count(folder, *revisions):
    return int(git(folder, "rev-list", "--count", *revisions) or 0)


def commits_of_tags(folder):
    return count(folder, "--tags")


def generated(commits):
    """Returns a generated repository of that size; makes it the first time."""
    tags = max(20, commits // 250)
    folder = os.path.join(OUT, f"generated-{commits}-{tags}")
    if os.path.exists(os.path.join(folder, "complete")):
        return folder
    print(f"generating {commits:,} commits into bench/out (once)", file=sys.stderr)
    os.makedirs(OUT, exist_ok=True)
    subprocess.run(["rm", "-rf", folder], check=True)
    script = os.path.join(HERE, "gen_repo.py")
    subprocess.run([sys.executable, script, folder, "--commits", str(commits), "--tags", str(tags),
                    "--seed", "7", "--repack"], check=True)
    with open(os.path.join(folder, "complete"), "w", encoding="ascii"):
        return folder


def production_tags(folder):
    """Returns the production tags, the newest first."""
    names = git(folder, "for-each-ref", "--sort=-creatordate", "--format=%(refname:strip=2)",
                "refs/tags").splitlines()
    found = [name for name in names if PRODUCTION.fullmatch(name)]
    # Tags that are left from a move to another prefix count only where no tag has it.
    return [name for name in found if name.startswith("v")] or found


def base_of(relnotes, folder, tag):
    """Returns the base that the model finds; none for a first release."""
    done = subprocess.run([relnotes, "-C", folder, "why", tag, "--format", "json"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        return None
    return json.loads(done.stdout)["base"]["tag"]


def differing(folder, spec):
    """Returns pathspecs that leave out the files with blobs that are not here, and the blobs that differ
    and are not too large to be looked into."""
    sides = {}
    for line in git(folder, "diff", "--raw", "--no-renames", "--no-abbrev", "-z", spec).split("\0:"):
        fields, _, path = line.rstrip("\0").partition("\0")
        modes = fields.lstrip(":").split()
        # What leads to another repository is no blob.
        blobs = [blob for mode, blob in zip(modes[:2], modes[2:4]) if mode not in ("000000", "160000")]
        sides[path] = blobs
    asked = "".join(f"{blob}\n" for blobs in sides.values() for blob in blobs)
    done = subprocess.run(["git", "-C", folder, "cat-file", "--batch-check"], input=asked.encode(),
                          env={**os.environ, "GIT_NO_LAZY_FETCH": "1"}, capture_output=True, check=False)
    answers = [line.split() for line in done.stdout.decode().splitlines()]
    missing = {words[0] for words in answers if words[-1] == "missing"}
    small = {words[0] for words in answers if words[1] == "blob" and int(words[2]) <= LARGEST}
    left_out = [f":(exclude,literal){path}" for path, blobs in sides.items() if missing & set(blobs)]
    return left_out, sorted(small)


def ranges(relnotes, folder):
    """Returns the ranges of the newest three production tags, and the largest of the last ten."""
    found = []
    for tag in production_tags(folder)[:10]:
        base = base_of(relnotes, folder, tag)
        if base and count(folder, f"{base}..{tag}"):
            found.append(f"{base}..{tag}")
    largest = sorted(found, key=lambda spec: -count(folder, spec))[:1]
    return list(dict.fromkeys(found[:3] + largest))


def newest_range_of(folder, wanted):
    """Returns the range that ends at the newest production tag and begins at the first-parent
    ancestor that leaves about so many commits."""
    tag = production_tags(folder)[0]
    chain = git(folder, "rev-list", "--first-parent", tag).splitlines()
    low, high = 1, len(chain) - 1
    while low < high:
        middle = (low + high) // 2
        if count(folder, f"{chain[middle]}..{tag}") < wanted:
            low = middle + 1
        else:
            high = middle
    return f"{chain[low]}..{tag}"


def parse(argument):
    """Reads `DIR` or `DIR:RANGE`; returns the folder and the range or none."""
    folder, colon, spec = argument.rpartition(":")
    if colon and not os.path.exists(argument):
        return os.path.abspath(folder), spec
    return os.path.abspath(argument), None
