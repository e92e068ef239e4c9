"""Trains models/headline.tsv: how much each piece of evidence speaks for a first line being a headline.

python3 models/headline.py GOLD > models/headline.tsv, where GOLD is the folder of annotated news (see models/README.md).
Headlines: first lines of PolNeAR and CoNLL-2003 train, with and without their final full stop. No headlines: the first
paragraphs of the same texts without the headline, and of the worldwide newswire. The features are those of
src/parse/text/headline.rs.
"""
import json, math, random, re, sys

CLOSING = "\"'”’»)"
OPENERS = "the a an he she they it we there this these that i his her their in on at for after as when while with by from".split()
INSIDE = "said says told according was were had has have been is are".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday yesterday".split()
DATELINE = re.compile(r"^\s*[A-Z][A-Z.'’-]+[A-Z ,.'’a-z]{0,40}(\([^)]{1,40}\))?\s*(--|[-–—_:]|[\w. ]{0,12}\d+\s*\([A-Z][^)]{1,30}\)|\d{4}-\d\d-\d\d)")

def features(line, nxt, parted, all_parted):
    words = line.split()
    n = len(words)
    f = ["bias", "words:" + ("2" if n <= 2 else "5" if n <= 5 else "9" if n <= 9 else "13" if n <= 13 else "17" if n <= 17 else "22" if n <= 22 else "more")]
    bare = line.rstrip(CLOSING)
    quoted = bare != line
    if bare.endswith((".", "。")): f.append("ends:stop_quoted" if quoted else "ends:stop")
    elif bare.endswith(":"): f.append("ends:colon")
    elif bare.endswith(("!", "?", "…")): f.append("ends:mark")
    else: f.append("ends:quote" if quoted else "ends:open")
    a, b = len(line.encode()), len(nxt.encode())
    f.append("next:" + ("none" if b == 0 else "shorter" if b < a else "same" if b < a * 3 // 2 else "longer" if b < a * 3 else "long"))
    if DATELINE.match(nxt): f.append("next:dateline")
    if parted and not all_parted: f.append("parted")
    long = [w for w in words if sum(c.isalpha() for c in w) >= 4]
    def first(w):
        c = next((c for c in w if c.isalpha()), "")
        return c.isupper()
    caps = sum(1 for w in long if any(c.isupper() for c in w) and not any(c.islower() for c in w))
    titled = sum(map(first, long))
    m = len(long)
    if m >= 2 and caps * 10 >= m * 8: f.append("case:capitals")
    elif m >= 3 and titled * 10 >= m * 8: f.append("case:title")
    elif m >= 4 and not any(map(first, long[1:])): f.append("case:small")
    elif m >= 3 and titled * 2 >= m: f.append("case:many")
    low = ["".join(c for c in w.lower() if c.isalnum()) for w in words]
    if low and low[0] in OPENERS: f.append("opener")
    k = sum(w in INSIDE for w in low)
    if k: f.append("inside:1" if k == 1 else "inside:2")
    if any(w in DAYS for w in low): f.append("day")
    art = sum(w in ("the", "a", "an") for w in low)
    f.append("articles:" + ("0" if art == 0 else "1" if art == 1 else "2"))
    if ":" in line[:-1]: f.append("colon")
    if ";" in line: f.append("semicolon")
    if " - " in line: f.append("dash")
    if "," in line: f.append("comma")
    if line[:1] in "\"“'‘": f.append("opens_quote")
    ends = next(x for x in f if x.startswith("ends:")); case = next((x for x in f if x.startswith("case:")), "case:none")
    f.append(f"{case} {ends}"); f.append(f"{f[1]} {ends}")
    return f

# Headlines without a final full stop are the usual ones elsewhere: each counts this often.
OPEN = 3

def sample(pars, y, out, all_parted=True):
    if not pars: return
    line = pars[0]
    if len(line.encode()) > 250: return
    found = features(line, pars[1] if len(pars) > 1 else "", True, all_parted)
    out.extend([(found, min(y, 1))] * max(y, 1))

def rows(gold, name):
    return [json.loads(l) for l in open(f"{gold}/{name}.jsonl", encoding="utf-8")]

def collect(gold, part):
    out = []
    for r in rows(gold, f"quotations_polnear_{part}"):
        pars = [p.replace("\n", " ").strip() for p in r["text"].split("\n\n") if p.strip()]
        pars[0] = " ".join(pars[0].split())
        sample(pars, 1, out)
        if pars[0].endswith("."): sample([pars[0][:-1]] + pars[1:], OPEN, out)
        body = [p for p in pars[1:] if not re.match(r"(?i)(abstract|full text|byline)\b", p)]
        if body and len(body[0].split()) >= 9: sample(body, 0, out); 
    for r in rows(gold, f"entities_conll2003_{part}"):
        pars = [p.strip() for p in r["text"].split("\n") if p.strip()]
        sample(pars, 1, out)
        if pars[0].endswith("."): sample([pars[0][:-1]] + pars[1:], OPEN, out)
        body = [p for p in pars[1:] if not re.search(r"\d{4}-\d\d-\d\d$", p) and len(p.split()) >= 9]
        if body: sample(body, 0, out)
    for r in rows(gold, f"entities_worldwide_{part}"):
        pars = [p.strip() for p in r["text"].split("\n\n")[1:] if p.strip()]
        if pars and pars[0].endswith((".", "”", '"', "’")) and len(pars[0].split()) >= 6: sample(pars, 0, out)
    return out

def train(data, epochs=60, l2=2e-4):
    random.seed(1); w = {}
    pos = sum(y for _, y in data); bal = {1: len(data) / (2 * pos), 0: len(data) / (2 * (len(data) - pos))}
    for e in range(epochs):
        random.shuffle(data); lr = .2 / (1 + e / 8)
        for f, y in data:
            z = sum(w.get(x, 0) for x in f)
            g = (y - 1 / (1 + math.exp(-max(-30, min(30, z))))) * bal[y] * lr
            for x in f: w[x] = w.get(x, 0) * (1 - l2 * lr) + g
    return w

if __name__ == "__main__":
    gold = sys.argv[1]
    data = collect(gold, "train")
    w = train(data)
    for name in ("train", "dev"):
        test = collect(gold, name); ok = [0, 0]; n = [0, 0]
        for f, y in test:
            n[y] += 1; ok[y] += (sum(w.get(x, 0) for x in f) > 0) == bool(y)
        print(f"{name}: headlines {ok[1]}/{n[1]}, sentences {ok[0]}/{n[0]}", file=sys.stderr)
    print("# How much each piece of evidence speaks for a headline, in hundredths. Made by models/headline.py.")
    for x in sorted(w): print(f"{x}\t{round(100 * w[x])}")
