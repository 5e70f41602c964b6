#!/usr/bin/env python3
"""Makes the generated repository: a history of known shape, by one `git fast-import`.

20,000 first-parent commits, of which 15,000 are merges that bring two commits each, so 50,000 in
all; 500 folders of ten files. Every commit changes one to three files, four of five times in one
folder. Everything follows from the seed: the IDs are the same on every machine.
"""

import random
import subprocess

LINE, MERGES, FOLDERS, FILES = 20_000, 15_000, 500, 10
STEP = 600  # seconds between two commits


def folder(number):
    return f"data/area-{number // 25:02d}/item-{number:03d}"


def make(path, environment, seed=7):
    """Makes a bare repository there."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True,
                   env=environment)
    loading = subprocess.Popen(["git", "-C", str(path), "fast-import", "--quiet"],
                               stdin=subprocess.PIPE, env=environment)
    History(loading.stdin, random.Random(seed)).write()
    loading.stdin.close()
    if loading.wait():
        raise SystemExit("git fast-import failed")


class History:
    def __init__(self, stream, rng):
        self.stream, self.rng = stream, rng
        self.number, self.clock = 0, 1_500_000_000

    def write(self):
        tip = self.commit(None, [], "Start", self.contents(
            f"{folder(n)}/{k}.yaml" for n in range(FOLDERS) for k in range(FILES)))
        merges = set(self.rng.sample(range(1, LINE), MERGES))
        for position in range(1, LINE):
            if position not in merges:
                tip = self.commit(tip, [], "Change", self.changed())
                continue
            branch, files = tip, {}
            for _ in range(2):
                own = self.changed()
                branch = self.commit(branch, [], "Change", own)
                files |= own  # nobody else changed anything meanwhile
            tip = self.commit(tip, [branch], f"Merge branch 'b{position}'", files)
        self.send(f"reset refs/heads/main\nfrom :{tip}\n\n")

    def changed(self):
        first = self.rng.randrange(FOLDERS)
        second = first if self.rng.random() < 0.8 else self.rng.randrange(FOLDERS)
        return self.contents({f"{folder(self.rng.choice([first, second]))}/"
                              f"{self.rng.randrange(FILES)}.yaml": None
                              for _ in range(self.rng.randint(1, 3))})

    def contents(self, paths):
        return {path: f"title: {path}\nvalue: {self.rng.random()}\n" for path in paths}

    def commit(self, parent, merged, message, files):
        self.number += 1
        self.clock += STEP
        lines = ["commit refs/heads/main", f"mark :{self.number}",
                 f"committer bench <bench@example.com> {self.clock} +0000",
                 f"data {len(message)}", message]
        lines += [f"from :{parent}"] if parent else []
        lines += [f"merge :{mark}" for mark in merged]
        for path, text in files.items():
            lines += [f"M 100644 inline {path}", f"data {len(text)}", text]
        self.send("\n".join(lines) + "\n\n")
        return self.number

    def send(self, text):
        self.stream.write(text.encode())
