#!/usr/bin/env python3
"""Fit the confidence of speakers.  usage: calibrate.py GOLD_DIR NEWSDEX > models/names/confidence.tsv

GOLD_DIR holds goldlib.py, score_quotations.py and the two files with resolved speakers. A logistic regression over
what `annotate --explain` tells of each quotation that names somebody (see Evidence in src/annotate/coreference/
confidence.rs, which computes the same features) predicts whether the speaker is right as the scorer has it. The bias
is lowered, since the dev articles are few and a sure answer should be right. What quotations of articles that a fit has not seen would get goes to stderr.
"""
import math, os, sys

GOLD, BINARY = sys.argv[1], sys.argv[2]
sys.path.insert(0, GOLD)
from goldlib import Aligner, annotate, content_chars, load
from score_quotations import NAMED, same_name

SHIFT = 0.9
SAID = ("said", "says", "told", "wrote", "added")
FILES = {"quotations_worldwide_dev.jsonl": 1.5, "speakers_polnear_dev.jsonl": 1.0}


def features(q):
    why = q["why"]
    x = min(max(why["attribution"], .01), .995)
    f = {"bias": 1.0, "attribution": math.log(x / (1 - x)), "rule:" + why["rule"]: 1.0, "kind:" + q["kind"]: 1.0, "act:" + q["act"]: 1.0}
    if why["rule"] in ("pronoun", "role", "head", "subject"):
        f["margin"] = min(why["margin"], 1.5)
    f["attribution_high"] = max(f["attribution"] - 3, 0.0)
    f["length"] = min(math.log(max(sum(len(c["text"].encode()) for c in q["content"]), 8) / 60), 1.5)
    if q["cue"] is None:
        f["no_cue"] = 1.0
    elif q["cue"]["text"].rstrip(":").split(" ")[-1].lower() in SAID:
        f["said"] = 1.0
    if q["speaker_kind"] == "organization":
        f["organization"] = 1.0
    if q["speaker"] and " " not in q["speaker"]:
        f["one_word"] = 1.0
    return f


def examples():
    out = []
    for name, weight in FILES.items():
        rows = load(os.path.join(GOLD, name))
        for row, ann in annotate(WRAPPER, rows):
            text, al = row["text"], Aligner(row["text"], ann["paragraphs"])
            chars = lambda spans: frozenset().union(*[content_chars(text, s, e) for s, e in spans])
            gold = [dict(q, chars=chars(q["content"])) for q in row["quotations"]]
            acts = row.get("acts")
            pred = [dict(q, chars=frozenset().union(*[al.chars(c) for c in q["content"]])) for q in ann["quotations"] if not acts or q["act"] in acts]
            pairs = sorted(((len(g["chars"] & p["chars"]) / len(g["chars"] | p["chars"]), -i, -j) for i, g in enumerate(gold)
                            for j, p in enumerate(pred) if g["chars"] & p["chars"]), reverse=True)
            g_to_p, p_to_g = {}, {}
            for score, i, j in pairs:
                if score >= .5 and -i not in g_to_p and -j not in p_to_g:
                    g_to_p[-i] = -j; p_to_g[-j] = -i
            inside = lambda q: row.get("outermost_only") and any(len(q["chars"] & g["chars"]) >= .8 * len(q["chars"]) for g in gold)
            for j, p in enumerate(pred):
                g = gold[p_to_g[j]] if j in p_to_g else None
                if not p["speaker"] or p["speaker_kind"] not in NAMED or (g is None and inside(p)) or (g and g["speaker_kind"] == "group" and g["speaker"]):
                    continue
                right = bool(g) and g["speaker_kind"] in NAMED and same_name(g["speaker"], p["speaker"], g["speaker_kind"])
                out.append((row["id"], weight, features(p), right, name))
    return out


def fit(data, l2=1.0, steps=400, rate=1.0):
    names = sorted({k for d in data for k in d[2]})
    w = dict.fromkeys(names, 0.0); h = dict.fromkeys(names, 1e-6)
    for _ in range(steps):
        g = {k: l2 * v * (k != "bias") for k, v in w.items()}
        for _, weight, f, y, _ in data:
            e = weight * (1 / (1 + math.exp(-sum(w[k] * v for k, v in f.items()))) - y)
            for k, v in f.items():
                g[k] += e * v
        for k in names:                                  # AdaGrad
            h[k] += g[k] ** 2
            w[k] -= rate * g[k] / math.sqrt(h[k])
    return w


def predict(w, f):
    return 1 / (1 + math.exp(-sum(w.get(k, 0.0) * v for k, v in f.items())))


def held_out(data, parts=8):
    ids = sorted({d[0] for d in data}); out = []
    for part in range(parts):
        mine = set(ids[part::parts])
        w = fit([d for d in data if d[0] not in mine], steps=150)
        out += [(sum(w.get(k, 0.0) * v for k, v in d[2].items()), d[3], d[4]) for d in data if d[0] in mine]
    return out


if __name__ == "__main__":
    import tempfile
    WRAPPER = os.path.join(tempfile.mkdtemp(), "newsdex")
    with open(WRAPPER, "w") as f:
        f.write('#!/bin/sh\nc=$1; shift; exec "%s" "$c" --explain "$@"\n' % os.path.abspath(BINARY))
    os.chmod(WRAPPER, 0o755)
    data = examples()
    scores = held_out(data)
    w = fit(data)
    w["bias"] -= SHIFT
    for name in FILES:
        mine = [(s, y) for s, y, n in scores if n == name]
        sure = [y for s, y in mine if s - SHIFT >= math.log(9)]
        print(f"{name}: {len(mine)} named, {sum(y for _, y in mine)} right; held out: {len(sure)} at .9 or more, {sum(sure)} right", file=sys.stderr)
    print("# feature\tweight; made by calibrate.py")
    for k, v in sorted(w.items()):
        print(f"{k}\t{v:.3f}")
