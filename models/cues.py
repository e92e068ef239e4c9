#!/usr/bin/env python3
"""Words that report, with how often they do: cues.tsv.  usage: cues.py acts.txt quotations_train.jsonl > cues.tsv

Counts, in the training articles, every word that stands in a cue at least twice or is in acts.txt (function words left
out) and how often the word is seen at all. Prints `word TAB times within a cue TAB times seen`, most frequent first.
"""
import collections, json, re, sys

WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[’'][A-Za-z]+)?|[:]")
FUNCTION = set("""in of to for about by with on at from as is are was were be been being have has had the a an that this it his her
their they he she and or not n't will would could can may also""".split())


def main():
    seen, cue = collections.Counter(), collections.Counter()
    acts = {w for line in open(sys.argv[1], encoding="utf-8") if not line.startswith("#") for w in line.split()}
    for line in open(sys.argv[2], encoding="utf-8"):
        row = json.loads(line)
        inside = {i for q in row["quotations"] for s, e in q["cue"] for i in range(s, e)}
        for m in WORD.finditer(row["text"]):
            word = re.sub(r"'s$", "", m.group().lower().replace("’", "'"))
            seen[word] += 1
            cue[word] += m.start() in inside and word not in FUNCTION
    rows = sorted(((w, cue[w], seen[w]) for w in seen if cue[w] >= 2 and seen[w] >= 3 or w in acts), key=lambda r: (-r[1], r[0]))
    print("# word\ttimes within a cue\ttimes seen, in the training articles")
    for row in rows:
        print("%s\t%d\t%d" % row)


if __name__ == "__main__":
    main()
