#!/usr/bin/env python3
"""Makes the repositories that are measured: copies with a configuration of many items, each with a
deployed commit of its own. The repository that they are made of is only read."""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path

LEDGER = "refs/heads/deploysync/ledger"


def environment(home):
    fixed = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
             "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C", "TZ": "UTC"}
    for role in ("AUTHOR", "COMMITTER"):
        fixed |= {f"GIT_{role}_NAME": "bench", f"GIT_{role}_EMAIL": "bench@example.com"}
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("GIT_", "DEPLOYSYNC_"))}
    return kept | fixed


class Git:
    """A repository and the two programs in it."""

    def __init__(self, path, program):
        self.path, self.program = Path(path), program
        self.environment = environment(self.path.parent)

    def run(self, *command, given=None):
        done = subprocess.run([str(part) for part in command], cwd=self.path, input=given,
                              capture_output=True, env=self.environment)
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, command))[:300]}\n{done.stderr.decode()}")
        return done.stdout

    def git(self, *arguments, given=None):
        return self.run("git", *arguments, given=given).decode("utf-8", "surrogateescape").strip()

    def deploysync(self, *arguments):
        return self.run(self.program, "-C", ".", *arguments)


class Subject(Git):
    """A bare copy of a repository whose `main` is its tip and a commit with `deploysync.yaml`.

    The ledger that `deployed` chooses has a deployed commit for each item, that `idle` chooses has
    head for all, so that nothing is queued.
    """

    def __init__(self, source, folder, program, name, items, line, seed):
        super().__init__(folder / f"{name}.git", program)
        self.items, self.line, self.seed = items, line, seed
        if not (self.path / "bench.json").exists():
            shutil.rmtree(self.path, ignore_errors=True)
            self.make(source)
        state = json.loads((self.path / "bench.json").read_text())
        self.deployed, self.ledgers = state["deployed"], state["ledgers"]

    @property
    def oldest(self):
        """The deployed commit of the first item is the line's oldest."""
        return self.line[-1]

    def make(self, source):
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.path)], check=True,
                       env=self.environment)
        link_objects(source, self.path / "objects")
        head = self.configure(self.line[0])
        self.git("update-ref", "refs/heads/main", head)
        bindings = [f"{item}@t" for item in self.items]
        self.deploysync("baseline", *bindings, "--at", head, "--unproven")
        idle = self.git("rev-parse", LEDGER)
        deployed = self.choose()
        spread = self.spread(head, deployed)
        for name, commit in (("idle", idle), ("spread", spread)):
            self.git("update-ref", f"refs/bench/{name}", commit)
        self.git("update-ref", LEDGER, spread)
        self.check(deployed)
        (self.path / "bench.json").write_text(json.dumps(
            {"deployed": deployed, "ledgers": {"idle": idle, "spread": spread}}))

    def configure(self, tip):
        """A commit on top of the tip with the configuration; JSON is YAML."""
        text = json.dumps({"version": 1, "branch": "main", "items": {
            item: {"paths": [path], "targets": ["t"]} for item, path in self.items.items()}})
        blob = self.git("hash-object", "-w", "--stdin", given=text.encode())
        rows = [row for row in self.run("git", "ls-tree", "-z", tip).split(b"\0")
                if row and not row.endswith(b"\tdeploysync.yaml")]
        rows.append(f"100644 blob {blob}\tdeploysync.yaml".encode())
        tree = self.git("mktree", "-z", "--missing", given=b"\0".join(rows) + b"\0")
        return self.git("commit-tree", tree, "-p", tip, "-m", "Add deploysync.yaml")

    def choose(self):
        """A commit for each item: of its own, where the line has enough."""
        rng = random.Random(self.seed)
        pool = rng.sample(self.line[:-1], min(len(self.items), len(self.line) - 1))
        chosen = {item: pool[k % len(pool)] for k, item in enumerate(self.items)}
        chosen[next(iter(self.items))] = self.oldest
        return chosen

    def spread(self, head, deployed):
        """The ledger that as many baselines would have written, in one commit.

        Each would compute a whole queue. So the files of the one baseline at head, as
        docs/file-formats.md has them, are written again with other commits and their content;
        `check` has deploysync read them.
        """
        names = [f"deployed/t/{item}" for item in self.items]
        content = [f"{deployed[item]}:{path}" for item, path in self.items.items()]
        trees = self.git("cat-file", "--batch-check=%(objectname) %(objecttype)",
                         given="\n".join(content).encode()).split("\n")
        lines = [f"commit refs/bench/spread\ncommitter bench <bench@example.com> "
                 f"{int(self.git('log', '-1', '--format=%ct', LEDGER))} +0000"]
        message = self.git("log", "-1", "--format=%B", LEDGER) + "\n"
        lines.append(f"data {len(message.encode())}\n{message}\nM 040000 "
                     f"{self.git('rev-parse', LEDGER + '^{tree}')} ")
        for item, folder, found in zip(self.items, names, trees):
            state = json.loads(self.git("cat-file", "blob", f"{LEDGER}:{folder}/state.json"))
            state["commits"]["control"] = deployed[item]
            text = json.dumps(state, indent=2, separators=(",", " : "), sort_keys=True)
            lines.append(f"M 100644 inline {folder}/state.json\ndata {len(text)}\n{text}")
            lines.append(f"D {folder}/content")
            if found.endswith(" tree"):
                lines.append(f"M 040000 {found.split()[0]} "
                             f"{folder}/content/control/{self.items[item]}")
        run = self.git("ls-tree", "-r", "--name-only", LEDGER, "runs")
        record = json.loads(self.git("cat-file", "blob", f"{LEDGER}:{run}"))
        for binding in record["bindings"]:
            binding["to"] = deployed[binding["item"]]
        text = json.dumps(record, indent=2, separators=(",", " : "), sort_keys=True)
        lines.append(f"M 100644 inline {run}\ndata {len(text.encode())}\n{text}\n")
        self.git("fast-import", "--quiet", "--force", given="\n".join(lines).encode())
        return self.git("rev-parse", "refs/bench/spread")

    def check(self, deployed):
        """Whether deploysync reads what was chosen, and git finds as many entries for some items."""
        answer = json.loads(self.deploysync("queued", "--format", "json"))
        bindings = {b["item"]: b for b in answer["bindings"]}
        for item, commit in deployed.items():
            if (bindings[item]["deployed"] or {}).get("commit") != commit:
                raise SystemExit(f"{item} is recorded at {bindings[item]['deployed']}")
        for item in list(self.items)[:10]:
            log = self.git("log", "--first-parent", "-m", "--no-renames", "--format=%H",
                           f"{deployed[item]}..main", "--", f":(literal){self.items[item]}")
            ours = [entry["commit"] for entry in bindings[item]["entries"]]
            if ours != log.split():
                raise SystemExit(f"{item}: {len(ours)} entries, git finds {len(log.split())}")

    def use(self, ledger):
        self.git("update-ref", LEDGER, self.ledgers[ledger])

    def forget(self):
        """Removes what deploysync keeps beside the repository, so that the next run is cold."""
        common = Path(self.path, self.git("rev-parse", "--git-common-dir"))
        shutil.rmtree(common / "deploysync", ignore_errors=True)

    def commit_graph(self, kind):
        """none, plain, or with changed-path filters."""
        (self.path / "objects/info/commit-graph").unlink(missing_ok=True)
        shutil.rmtree(self.path / "objects/info/commit-graphs", ignore_errors=True)
        if kind != "none":
            self.git("commit-graph", "write", "--reachable",
                     *(["--changed-paths"] if kind == "filters" else []))


def link_objects(source, objects):
    """Hard links to all objects, or copies, without what git keeps beside them to be faster."""
    theirs = Path(subprocess.check_output(
        ["git", "-C", str(source), "rev-parse", "--git-path", "objects"], text=True).strip())
    theirs = theirs if theirs.is_absolute() else Path(source) / theirs
    for folder, _, files in os.walk(theirs):
        if Path(folder).name in ("info", "commit-graphs"):
            continue
        own = objects / Path(folder).relative_to(theirs)
        own.mkdir(parents=True, exist_ok=True)
        for name in files:
            try:
                os.link(f"{folder}/{name}", own / name)
            except OSError:
                shutil.copy2(f"{folder}/{name}", own / name)
    borrowed = theirs / "info/alternates"
    if borrowed.exists():
        rows = [str((theirs / row).resolve()) for row in borrowed.read_text().split("\n") if row]
        (objects / "info").mkdir(exist_ok=True)
        (objects / "info/alternates").write_text("\n".join(rows) + "\n")


def choose_items(git, tip, count, seed):
    """Folders in the order of a seeded shuffle, none within another."""
    rows = git.run("git", "ls-tree", "-rdz", "--name-only", tip).decode("utf-8", "replace")
    folders = [path for path in rows.split("\0") if path and path.isascii()
               and path.isprintable() and not re.search(r'["\\*?:\[]', path)]
    random.Random(seed).shuffle(folders)
    chosen, above = {}, set()
    for path in folders:
        parents = ["/".join(path.split("/")[:n + 1]) for n in range(path.count("/"))]
        if path in above or any(parent in chosen for parent in parents):
            continue
        chosen[path] = None
        above.update(parents)
        if len(chosen) == count:
            break
    return {f"i{k:04d}": path for k, path in enumerate(chosen)}


def cache_key(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]
