#!/usr/bin/env python3
"""newsdex beside a bare tantivy program, in one run on one machine: the table of docs/performance.md.

    cargo build --release --bin newsdex --example bare
    python3 benches/measure.py FOLDER [SMALLER_FOLDER]

FOLDER holds .txt articles, a paragraph on each line; SMALLER_FOLDER a tenth of them. Only ratios are printed: other
programs of the machine move both sides. CPU times are those of the child processes (user and system). Questions are asked
alternately and the median of the ratios of pairs is printed.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from math import log

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "target")), "release")
NEWSDEX, BARE = os.path.join(TARGET, "newsdex"), os.path.join(TARGET, "examples", "bare")
PAIRS = 15


def run(*command, stdin=None):
    """CPU seconds, wall seconds, standard output of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    wall, after = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def peak(*command):
    """The most anonymous memory of a command, in bytes, sampled."""
    child, most = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), 0
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status") as status:
                most = max([most] + [int(l.split()[1]) * 1024 for l in status if l.startswith("RssAnon")])
        except OSError:
            pass
        time.sleep(0.05)
    return most


def size(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(folder) for f in files)


def pairs(ours, theirs, times=PAIRS):
    """The median of the wall times of `ours` over those of `theirs`."""
    return statistics.median(run(*ours)[1] / run(*theirs)[1] for _ in range(times))


def repeated(index, bare_index, query, *question, times=300):
    """One question asked many times in one process, each side less the process itself."""
    rows = lambda n: "query\n" + "\n".join(['"' + query.replace('"', '""') + '"'] * n) + "\n"
    ours = lambda n: run(NEWSDEX, "batch", "-", "--count", "--format", "csv", "--index", index, stdin=rows(n))[0]
    theirs = lambda n: run(BARE, "repeat", str(n), question[0], bare_index, *question[1:])[0]
    ratios = [(ours(times) - ours(1)) / max(theirs(times) - theirs(1), 1e-3) for _ in range(5)]
    return statistics.median(ratios)


def show(what, value):
    print(f"| {what} | {value:.2f} |", flush=True)


def indexing(folder, smaller, scratch):
    at = lambda name: os.path.join(scratch, name)
    ours = {n: run(NEWSDEX, "index", folder, "--index", at(f"ours{n}"), "--jobs", str(n), "-q") for n in (1, 2)}
    theirs = {n: run(BARE, "index", folder, at(f"bare{n}"), str(n)) for n in (1, 2)}
    for n in (1, 2):
        show(f"index, everything on: CPU throughput ÷ bare, {n} thread(s)", theirs[n][0] / ours[n][0])
    show("index: two threads ÷ one, wall", ours[1][1] / ours[2][1])
    if smaller:
        less = run(NEWSDEX, "index", smaller, "--index", at("less"), "--jobs", "1", "-q")
        show("index: CPU exponent, smaller to larger", log(ours[1][0] / less[0]) / log(size(folder) / size(smaller)))
        memory = [peak(NEWSDEX, "index", f, "--index", at(f"m{i}"), "-q") for i, f in enumerate((smaller, folder))]
        show("index: anonymous memory, larger ÷ smaller", memory[1] / memory[0])
    show("index size ÷ text", size(at("ours1")) / size(folder))
    first = sorted(d for d, _, files in os.walk(folder) if files)[0]
    changed = at("changed")
    shutil.copytree(folder, changed)
    run(NEWSDEX, "index", changed, "--index", at("changing"), "-q")
    some = sorted(os.listdir(first))[: max(1, round(len(os.listdir(first)) * 0.01))]
    for name in some:
        with open(os.path.join(changed, os.path.relpath(first, folder), name), "a") as file:
            file.write("One more line was added.\n")
    again = run(NEWSDEX, "index", changed, "--index", at("changing"), "-q")
    show(f"index: {len(some)} changed articles ÷ all of it, CPU", again[0] / ours[2][0])
    return at("ours1"), at("bare1")


def asking(ours, bare):
    top = run(NEWSDEX, "facets", "speaker", "-n", "1", "--format", "csv", "--index", ours)[2].splitlines()[1]
    speaker = top.rsplit(",", 1)[0].strip('"')
    cold = (NEWSDEX, "search", f'speaker:"{speaker}" "in the"', "--format", "json", "--index", ours)
    show("cold process: phrase and speaker, ten hits ÷ bare, wall", pairs(cold, (BARE, "phrase", bare, "Speaker 0", "in", "the")))
    show("one day ÷ bare RangeQuery", repeated(ours, bare, "date:2025-03-03", "day", "19100", "19101"))
    show("a word and a year ÷ bare", repeated(ours, bare, "=minister date:2025", "day", "19100", "19465", "minister"))
    show("phrase of stop words ÷ bare", repeated(ours, bare, '"of the"', "phrase", "-", "of", "the"))
    said = f'said:{{speaker:"{speaker}" "of the"}}'
    once = lambda query: statistics.median(run(NEWSDEX, "count", query, "--index", ours)[0] for _ in range(PAIRS))
    show("said:{speaker phrase} ÷ the phrase, cold CPU", once(said) / once('"of the"'))
    facet = (NEWSDEX, "facets", "speaker", "--format", "json", "--index", ours)
    show("unfiltered facet ÷ bare terms aggregation, cold, wall", pairs(facet, (BARE, "facet", bare)))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder, smaller = sys.argv[1], (sys.argv[2:] or [None])[0]
    with tempfile.TemporaryDirectory() as scratch:
        print(f"{size(folder) / 1e6:.0f} MB of text\n\n| measure | ratio |\n|---|---|")
        asking(*indexing(folder, smaller, scratch))


if __name__ == "__main__":
    main()
