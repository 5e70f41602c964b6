#!/usr/bin/env python3
"""Runs programs in turn and tells medians of wall time, processor time and peak memory."""

import os
import statistics
import time
from dataclasses import dataclass, field


@dataclass
class Task:
    """Some command lines that are run one after another and count as one."""
    name: str
    commands: list
    folder: str
    environment: dict
    before: object = None  # called before each run, and not measured
    scale: float = 1  # what times are multiplied with: a sample stands for more
    wall: list = field(default_factory=list)  # seconds
    processor: list = field(default_factory=list)  # seconds
    memory: list = field(default_factory=list)  # bytes

    def run(self):
        if self.before:
            self.before()
        wall = processor = memory = 0
        for command in self.commands:
            started = time.perf_counter()
            usage = run(command, self.folder, self.environment)
            wall += time.perf_counter() - started
            processor += usage.ru_utime + usage.ru_stime
            memory = max(memory, usage.ru_maxrss * 1024)
        return wall * self.scale, processor * self.scale, memory

    def median(self, what):
        return statistics.median(getattr(self, what))


def run(command, folder, environment):
    """What the ended process used; wait4(2) tells it of each process alone."""
    actions = [(os.POSIX_SPAWN_OPEN, number, os.devnull, flags, 0)
               for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY))]
    here = os.getcwd()
    os.chdir(folder)
    try:
        child = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    finally:
        os.chdir(here)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)[:300]}\nended with status {status} in {folder}")
    return usage


def in_turn(tasks, runs):
    """Runs each task once without counting, then all of them in turn."""
    for task in tasks:
        task.run()
    for _ in range(runs):
        for task in tasks:
            for values, value in zip((task.wall, task.processor, task.memory), task.run()):
                values.append(value)
    return tasks


def memory_floor():
    """What a process that needs nothing is said to have used at most.

    Linux counts what this script had when it started the process, so less cannot be told.
    """
    return run(["true"], ".", dict(os.environ)).ru_maxrss * 1024


def load():
    """The load average of the last minute and the number of processors."""
    return os.getloadavg()[0], len(os.sched_getaffinity(0))
