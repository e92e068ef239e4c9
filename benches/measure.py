#!/usr/bin/env python3
"""newsdex beside a bare tantivy program, in one run on one machine: the table of docs/performance.md.

    cargo build --release --bin newsdex --example bare
    python3 benches/measure.py FOLDER [MEGABYTES]

FOLDER holds .txt articles, a paragraph on each line; of these the first MEGABYTES are taken (all of them if not given), and a tenth of
that as the smaller corpus. Only ratios are printed: other programs of the machine move both sides. CPU times are those of the child
processes (user and system). Questions are asked alternately, and the ratio of the medians is printed.
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
PAIRS = 30
QUERIES = 1000


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
        time.sleep(0.02)
    return most


def files_of(folder):
    return sorted(os.path.join(d, f) for d, _, names in os.walk(folder) for f in names)


def size(folder):
    return sum(map(os.path.getsize, files_of(folder)))


def prefix(folder, most, to):
    """A copy of the first articles of a folder, of `most` bytes together."""
    for path in files_of(folder):
        if most <= 0:
            break
        most -= os.path.getsize(path)
        copy = os.path.join(to, os.path.relpath(path, folder))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copyfile(path, copy)
    return to


def beside(what, ours, theirs, times=PAIRS):
    """The medians of `ours` over those of `theirs`: wall and CPU."""
    run(*ours), run(*theirs)
    taken = [(run(*ours), run(*theirs)) for _ in range(times)]
    median = lambda side, n: statistics.median(pair[side][n] for pair in taken)
    show(f"{what}, wall", median(0, 1) / median(1, 1))
    show(f"{what}, CPU", median(0, 0) / max(median(1, 0), 1e-4))


def repeated(index, bare_index, query, *question, times=300):
    """One question asked many times in one process, each side less the process itself."""
    rows = lambda n: "query\n" + "\n".join(['"' + query.replace('"', '""') + '"'] * n) + "\n"
    ours = lambda n: run(NEWSDEX, "batch", "-", "--count", "--format", "csv", "--index", index, stdin=rows(n))[0]
    theirs = lambda n: run(BARE, "repeat", str(n), question[0], bare_index, *question[1:])[0]
    # As many rows on both sides of the difference as make `batch` read its table.
    ratios = [(ours(times + 50) - ours(50)) / max(theirs(times) - theirs(1), 1e-3) for _ in range(5)]
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
    less = run(NEWSDEX, "index", smaller, "--index", at("less"), "--jobs", "1", "-q")
    show("index: CPU exponent, from a tenth", log(ours[1][0] / less[0]) / log(size(folder) / size(smaller)))
    memory = [peak(NEWSDEX, "index", f, "--index", at(f"m{i}"), "-q") for i, f in enumerate((smaller, folder))]
    show("index: anonymous memory, all ÷ a tenth", memory[1] / memory[0])
    show("index size ÷ text", size(at("ours1")) / size(folder))
    some = files_of(folder)[:: 100]
    for path in some:
        with open(path, "a") as file:
            file.write("One more line was added.\n")
    again = run(NEWSDEX, "index", folder, "--index", at("ours2"), "-q")
    show(f"index: a hundredth of the articles changed ÷ all of it, CPU", again[0] / ours[2][0])
    return at("ours1"), at("bare1")


def asking(ours, bare):
    top = run(NEWSDEX, "facets", "speaker", "-n", "1", "--format", "csv", "--index", ours)[2].splitlines()[1]
    speaker = top.rsplit(",", 1)[0].strip('"')
    question = lambda query: (NEWSDEX, "search", query, "--format", "json", "--index", ours)
    cold = "cold process, ten hits as JSON ÷ bare"
    beside(f"{cold}: phrase and speaker", question(f'speaker:"{speaker}" "in the"'), (BARE, "phrase", bare, "Speaker 0", "in", "the"))
    beside(f"{cold}: phrase of stop words", question('"in the"'), (BARE, "phrase", bare, "-", "in", "the"))
    beside(f"{cold}: rare phrase", question('"prime minister said"'), (BARE, "phrase", bare, "-", "prime", "minister", "said"))
    facet = (NEWSDEX, "facets", "speaker", "--format", "json", "--index", ours)
    beside("unfiltered facet ÷ bare terms aggregation, cold", facet, (BARE, "facet", bare))
    show("one day ÷ bare RangeQuery", repeated(ours, bare, "date:2025-03-03", "day", "19100", "19101"))
    show("a word and a year ÷ bare", repeated(ours, bare, "=minister date:2025", "day", "19100", "19465", "minister"))
    show("phrase of stop words ÷ bare", repeated(ours, bare, '"of the"', "phrase", "-", "of", "the", times=30))
    said = f'said:{{speaker:"{speaker}" "of the"}}'
    once = lambda query: statistics.median(run(NEWSDEX, "count", query, "--index", ours)[0] for _ in range(PAIRS))
    show("said:{speaker phrase} ÷ the phrase, cold CPU", once(said) / once('"of the"'))


def many(index, of):
    """Many queries in one process, and a process for each."""
    words = run(NEWSDEX, "frequency", "--stop-words", "drop", "-n", "2000", "--format", "csv", "--index", index)[2].splitlines()[1:]
    words = [line.split(",")[0] for line in words]
    forms = ["{} {}", "{} OR {}", "quote:{} {}", "said:{{{} {}}}", "{} w/5 {}"]
    queries = [forms[n % len(forms)].format(words[n % len(words)], words[n * 7 % len(words)]) for n in range(QUERIES)]
    one = run(NEWSDEX, "batch", "-", "--index", index, "--format", "jsonl", "-q", stdin="query\n" + "\n".join(queries) + "\n")
    all_of = [run(NEWSDEX, "search", "--index", index, "--format", "jsonl", "-q", query) for query in queries]
    for n, what in ((1, "wall"), (0, "CPU")):
        show(f"{QUERIES} queries over {of}: a process for each ÷ one `batch`, {what}", sum(r[n] for r in all_of) / one[n])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        most = float(sys.argv[2]) * 1e6 if len(sys.argv) == 3 else size(sys.argv[1])
        folder = prefix(sys.argv[1], most, os.path.join(scratch, "articles"))
        smaller = prefix(folder, size(folder) / 10, os.path.join(scratch, "fewer"))
        print(f"{size(folder) / 1e6:.0f} MB of text\n\n| measure | ratio |\n|---|---|", flush=True)
        less = os.path.join(scratch, "less")
        asking(*indexing(folder, smaller, scratch))
        many(less, "a tenth")
        many(os.path.join(scratch, "ours1"), "all")


if __name__ == "__main__":
    main()
