#!/usr/bin/env python3
"""Recall and precision of near-identical articles, on edits made of given texts.

usage: scripts/families.py GOLD.jsonl… [--newsdex BINARY] [--errors FILE]

Every row of the files has a `text`. Of every third text versions are made, as newspapers make them of a wire story: the head
rewritten, the last fifth cut, another byline, a paragraph of the paper's own added, words changed here and there, and several of these at once.
All other texts stay as they are. To them come what must not join: market reports and notices from templates with other names and
numbers, articles that share only their first paragraph, articles that share only a paragraph about the paper. The measure is over
pairs: two articles belong together if they were made from one text.
"""
import argparse, collections, itertools, json, os, random, re, subprocess, sys, tempfile

ABOUT = ("This newspaper is published six days a week and belongs to its readers. Write to the desk with what you know, and to the "
         "editor with what you think. Subscribers read every article on all their devices, support reporting from all districts of the "
         "county, and receive the evening letter with the news of the day. Reuse of this text needs a licence from the publisher, who "
         "answers within two working days. All times are local unless another zone is named.")
NAMES = "Ana Lind|Jonas Berg|Mira Okoro|Tom Hale|Ida Moreau|Sven Castor|Lea Novak|Paul Amadi".split("|")
FIRMS = "Harbour Steel|Northern Grain|Alda Power|Vik Shipping|Corran Bank|Sela Foods|Ostra Paper|Meridian Salt".split("|")


def paragraphs(text):
    return [" ".join(p.split()) for p in re.split(r"\n\s*\n|\n", text) if p.strip()]


def cut(ps, rng, share=.2):
    left = int(sum(len(p.split()) for p in ps) * (1 - share))
    kept = []
    for p in ps:
        words = p.split()[:left]
        left -= len(words)
        if words:
            kept.append(" ".join(words))
    return kept


def head(ps, rng, leads):
    """Another first paragraph, of about the length of the old one and at most a quarter of the text."""
    words = sum(len(p.split()) for p in ps)
    n = min(max(len(ps[0].split()), 15), words // 4)
    new = rng.choice(leads).split()[:n]
    rest = " ".join(ps).split()[n:]
    return [" ".join(new), " ".join(rest)] if len(ps) < 3 or len(ps[0].split()) > n else [" ".join(new)] + ps[1:]


def byline(ps, rng):
    name, town = rng.choice(NAMES), rng.choice(["OSLO", "HAMAR", "LEITH"])
    return [f"By {name}", f"{town} (Northern Wire) - " + ps[0]] + ps[1:]


def own(ps, rng):
    return ps + [ABOUT]


def desk(ps, rng):
    """One word in forty is another one."""
    return [" ".join(w if rng.random() > .025 else "rather" for w in p.split()) for p in ps]


def versions(ps, rng, leads):
    makes = {
        "cut": lambda: cut(ps, rng),
        "head": lambda: head(ps, rng, leads),
        "byline": lambda: byline(ps, rng),
        "own": lambda: own(ps, rng),
        "desk": lambda: desk(ps, rng),
        "head+cut": lambda: head(cut(ps, rng), rng, leads),
        "head+cut+byline": lambda: byline(head(cut(ps, rng), rng, leads), rng),
        "cut+own": lambda: own(cut(ps, rng), rng),
        "desk+cut": lambda: desk(cut(ps, rng), rng),
    }
    return [(name, makes[name]()) for name in rng.sample(sorted(makes), rng.choice([1, 1, 2, 3]))]


def templates(rng):
    for n in range(150):
        rows = [f"Shares of {f} {rng.choice(['rose', 'fell'])} by {rng.uniform(0, 9):.2f} percent to {rng.uniform(5, 300):.2f} in "
                f"{rng.choice(['heavy', 'thin', 'mixed'])} trading." for f in rng.sample(FIRMS, 8)]
        yield [f"The index of the leading shares closed at {rng.randint(4000, 9000)} on {rng.choice(['Monday', 'Tuesday', 'Friday'])}."] + rows
    for n in range(150):
        a, b = rng.choice(NAMES), rng.choice(NAMES)
        yield [f"{a} of {rng.randint(1, 99)} Pier Street died on {rng.randint(1, 28)} May at the age of {rng.randint(40, 99)}.",
               f"A service will be held on {rng.randint(1, 28)} June at {rng.randint(9, 16)} o'clock in the chapel of the harbour. "
               f"The family, for whom {b} speaks, asks for no flowers and thanks all who have helped in the last {rng.randint(2, 30)} months."]


def distinct(texts):
    """The texts without those that share a third of their sentences with an earlier one: the gold has wire copies of its own."""
    seen, kept = collections.defaultdict(set), []
    for n, ps in enumerate(texts):
        sentences = {s.strip().lower() for p in ps for s in re.split(r"(?<=[.!?”\"])\s+", p) if len(s.split()) >= 5}
        shared = collections.Counter(m for s in sentences for m in seen[s])
        if not shared or 3 * max(shared.values()) < len(sentences):
            kept.append(ps)
        for s in sentences:
            seen[s].add(n)
    return kept


def lay_out(texts, folder, rng):
    """Writes the articles; returns id → (group, make)."""
    leads = [ps[0] for ps in texts]
    rng.shuffle(texts)
    held, rest = texts[:len(texts) // 8], texts[len(texts) // 8:]
    made, n = {}, itertools.count()

    def put(ps, group, make):
        name = f"{next(n):05}.txt"
        with open(os.path.join(folder, name), "w") as f:
            f.write(f"Published: 2026-01-{rng.randint(1, 28):02}\n\n" + "\n\n".join(ps) + "\n")
        made[name] = (group, make)

    for i, ps in enumerate(rest):
        put(own(ps, rng) if i % 5 == 1 else ps, i, "original")
        if i % 3 == 0:
            for make, version in versions(ps, rng, leads):
                put(version, i, make)
    for i, ps in enumerate(held):
        if 3 * len(rest[i][0].split()) > sum(len(p.split()) for p in ps):
            continue
        # The first paragraph of another article, then a text that is nowhere else.
        put([rest[i][0]] + ps, ("lead", i), "lead of another")
    for i, ps in enumerate(templates(rng)):
        put(ps, ("template", i), "template")
    return made


def main():
    a = argparse.ArgumentParser()
    a.add_argument("gold", nargs="+")
    a.add_argument("--newsdex", default="target/release/newsdex")
    a.add_argument("--errors")
    a = a.parse_args()
    rng = random.Random(7)
    texts, seen = [], set()
    for path in a.gold:
        for line in open(path):
            ps = paragraphs(json.loads(line)["text"])
            whole = " ".join(ps)
            if len(whole.split()) >= 100 and whole[:200] not in seen:
                seen.add(whole[:200])
                texts.append(ps)
    texts = distinct(texts)
    with tempfile.TemporaryDirectory() as folder:
        articles, index = os.path.join(folder, "articles"), os.path.join(folder, "index")
        os.mkdir(articles)
        made = lay_out(texts, articles, rng)
        subprocess.run([a.newsdex, "index", "-q", articles, "--index", index], check=True, stdout=subprocess.DEVNULL)
        out = subprocess.run([a.newsdex, "count", "*", "--unit", "article", "--by", "family,id", "--format", "jsonl", "--index", index],
                             check=True, capture_output=True, text=True).stdout
    families, groups = collections.defaultdict(list), collections.defaultdict(list)
    for row in map(json.loads, out.splitlines()):
        if row["family"]:
            families[row["family"]].append(row["id"])
    for name, (group, _) in made.items():
        groups[group].append(name)
    pairs = lambda sets: {p for s in sets for p in itertools.combinations(sorted(s), 2)}
    want, got = pairs(groups.values()), pairs(families.values())
    right = want & got
    print(f"articles {len(made)}, pairs {len(want)}, found {len(got)}, right {len(right)}")
    print(f"recall {len(right) / len(want):.4f}  precision {len(right) / max(1, len(got)):.4f}")
    for kind in sorted({m for _, m in made.values()}):
        of = [p for p in want if kind in (made[p[0]][1], made[p[1]][1]) and "original" in (made[p[0]][1], made[p[1]][1])]
        if of:
            print(f"  {kind:<18} {sum(p in got for p in of):>5} of {len(of)}")
    if a.errors:
        with open(a.errors, "w") as f:
            for p in sorted(want ^ got):
                print("missed" if p in want else "wrong", *p, made[p[0]], made[p[1]], file=f)


if __name__ == "__main__":
    main()
