"""The figures that `src/rules/statistics` has to give, computed in another way: python3 tests/statistics/figures.py

Needs nothing but Python. Writes `expected.csv` beside itself: data set, what of it, index, value, low, high. The program
takes sums of differences to a mean in floating point; here

- marks are whole thousandths and every sum is exact (fractions, no rounding until the last root);
- variances and covariances are sums over all pairs of attempts, without a mean;
- skewness and kurtosis are Fisher's k-statistics from sums of raw powers;
- internal consistency comes from the covariances between places, not from their variances;
- Wilson's interval is found by bisection on the inequality it is the solution of, Fisher's with logarithms, the median's
  from binomial coefficients, Student's t by integrating its density.
"""

import math
import os
from fractions import Fraction
from itertools import combinations
from statistics import NormalDist

HERE = os.path.dirname(os.path.abspath(__file__))
Z = NormalDist().inv_cdf(0.975)


def root(value):
    """A square root of a fraction, good to more digits than a float has."""
    scale = 10**60
    return Fraction(math.isqrt(value.numerator * scale * scale // value.denominator), scale)


def covariance(one, other):
    n = len(one)
    pairs = sum((one[i] - one[j]) * (other[i] - other[j]) for i, j in combinations(range(n), 2))
    return Fraction(pairs, n * (n - 1))


def variance(values):
    return covariance(values, values)


def student(degrees):
    """By Simpson's rule over the density, and bisection."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    density = lambda x: scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)

    def up_to(t, steps=4000):
        h = t / steps
        inner = sum((4 if k % 2 else 2) * density(k * h) for k in range(1, steps))
        return (density(0) + inner + density(t)) * h / 3

    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if up_to(middle) < 0.475 else (low, middle)
    return (low + high) / 2


def jackknife(n, of):
    """Half the width of the interval of what `of` computes from the attempts that are left, each left out once."""
    replicates = [of([s for s in range(n) if s != out]) for out in range(n)]
    if any(value is None for value in replicates) or len(set(replicates)) == 1:
        return None
    mean = sum(replicates) / n
    return student(n - 1) * math.sqrt(float(sum((value - mean) ** 2 for value in replicates) * (n - 1) / n))


def wilson(share, n):
    """The shares from which the one that was found is not further away than Z of their own standard errors."""
    share = float(share)

    def bound(inside, outside):
        for _ in range(200):
            middle = (inside + outside) / 2
            near = (share - middle) ** 2 <= Z * Z * middle * (1 - middle) / n
            inside, outside = (middle, outside) if near else (inside, middle)
        return inside

    return bound(share, 0.0) if share else 0.0, bound(share, 1.0) if share < 1 else 1.0


def fisher(correlation, n):
    r = float(correlation)
    z = 0.5 * math.log((1 + r) / (1 - r))
    ends = [z - Z / math.sqrt(n - 3), z + Z / math.sqrt(n - 3)]
    return [(math.exp(2 * end) - 1) / (math.exp(2 * end) + 1) for end in ends]


def median_ends(values):
    n = len(values)
    rank = 0
    while sum(math.comb(n, k) for k in range(rank + 1)) * 40 <= 2**n:
        rank += 1
    ordered = sorted(values)
    return ordered[rank - 1], ordered[n - rank]


class Item:
    """A column: marks, what the rest brought, the highest mark; all in thousandths."""

    def __init__(self, marks, rests, most):
        self.marks, self.rests, self.most, self.n = marks, rests, most, len(marks)

    def without(self, kept):
        return Item([self.marks[s] for s in kept], [self.rests[s] for s in kept], self.most)

    def facility(self):
        return Fraction(100 * sum(self.marks), self.n * self.most)

    def deviation(self):
        return 100 * root(variance(self.marks)) / self.most

    def discrimination(self):
        spread = variance(self.marks) * variance(self.rests)
        return 100 * covariance(self.marks, self.rests) / root(spread) if spread else None

    def efficiency(self):
        most = covariance(sorted(self.marks), sorted(self.rests))
        return 100 * covariance(self.marks, self.rests) / most if most else None

    def figures(self):
        n, facility = self.n, self.facility()
        share = all(0 <= mark <= self.most for mark in self.marks)
        ends = [100 * end for end in wilson(facility / 100, n)] if share else [None, None]
        yield "facility", facility, *ends
        yield "deviation", *around(self.deviation(), jackknife(n, lambda kept: self.without(kept).deviation()), low=0)
        discrimination = self.discrimination()
        yield "discrimination", discrimination, *(100 * end for end in fisher(discrimination / 100, n))
        half = jackknife(n, lambda kept: self.without(kept).efficiency())
        yield "efficiency", *around(self.efficiency(), half, high=100)


def around(value, half, low=-math.inf, high=math.inf):
    if half is None:
        return value, None, None
    return value, max(float(value) - half, low), min(float(value) + half, high)


def weight(places, which):
    """Effective weights: from the covariances of a place with every place."""
    shared = [sum(covariance(place.marks, other.marks) for other in places) for place in places]
    if shared[which] < 0:
        return None
    return 100 * root(shared[which]) / sum(root(value) for value in shared if value >= 0)


def whole(percents, places):
    n, p = len(percents), len(places)
    s1, s2, s3, s4 = (sum(value**power for value in percents) for power in range(1, 5))
    k2 = (n * s2 - s1**2) / Fraction(n * (n - 1))
    k3 = (2 * s1**3 - 3 * n * s1 * s2 + n**2 * s3) / Fraction(n * (n - 1) * (n - 2))
    k4 = -6 * s1**4 + 12 * n * s1**2 * s2 - 3 * n * (n - 1) * s2**2 - 4 * n * (n + 1) * s1 * s3 + n**2 * (n + 1) * s4
    k4 = k4 / Fraction(n * (n - 1) * (n - 2) * (n - 3))
    deviation = root(k2)
    between = 2 * sum(covariance(one.marks, other.marks) for one, other in combinations(places, 2))
    within = sum(variance(place.marks) for place in places)
    consistency = 100 * Fraction(p, p - 1) * between / (between + within)
    ratio = 100 * root(1 - consistency / 100)
    return {
        "mean": s1 / Fraction(n),
        "deviation": deviation,
        "skewness": k3 / (k2 * deviation),
        "kurtosis": k4 / k2**2,
        "consistency": consistency,
        "error_ratio": ratio,
        "standard_error": ratio * deviation / 100,
    }


LIMITS = {"deviation": (0, math.inf), "consistency": (-math.inf, 100), "error_ratio": (0, 100)}


def figures_of_whole(percents, places):
    n = len(percents)
    kept_of = lambda kept: whole([percents[s] for s in kept], [place.without(kept) for place in places])
    replicates = [kept_of([s for s in range(n) if s != out]) for out in range(n)]
    for name, value in whole(percents, places).items():
        half = jackknife(n, lambda kept: replicates[next(s for s in range(n) if s not in kept)][name])
        yield name, *around(value, half, *LIMITS.get(name, (-math.inf, math.inf)))
    ordered = sorted(percents)
    middle = ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    yield "median", middle, *median_ends(percents)


def weights(places):
    n = places[0].n
    for which in range(len(places)):
        half = jackknife(n, lambda kept: weight([place.without(kept) for place in places], which))
        value = weight(places, which)
        yield which, *(around(value, half, 0, 100) if value is not None else (None, None, None))


def thousandths(text):
    return int(Fraction(text) * 1000)


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.strip().split(",")[1:] for line in file][1:]


def fixed():
    most, _guess, *rows = read("fixed.csv")
    most = [thousandths(text) for text in most]
    marks = [[thousandths(cell.split("@")[0]) for cell in row] for row in rows]
    picked = [[cell.split("@")[1] if "@" in cell else None for cell in row] for row in rows]
    items = [
        Item([row[i] for row in marks], [sum(row) - row[i] for row in marks], most[i]) for i in range(len(most))
    ]
    yield from (("whole", *line) for line in figures_of_whole([Fraction(100 * sum(row), sum(most)) for row in marks], items))
    for i, item in enumerate(items):
        yield from ((f"item-{i}", *line) for line in item.figures())
        yield f"item-{i}", "intended_weight", Fraction(100 * most[i], sum(most)), None, None
    for which, *line in weights(items):
        yield f"item-{which}", "effective_weight", *line
    for i in range(4):
        for choice in sorted({row[i] for row in picked}):
            by = [int(row[i] == choice) for row in picked]
            spread = variance(by) * variance(items[i].rests)
            strength = 100 * covariance(by, items[i].rests) / root(spread)
            yield f"item-{i}", f"share_{choice}", Fraction(100 * sum(by), len(by)), None, None
            yield f"item-{i}", f"strength_{choice}", strength, *(100 * end for end in fisher(strength / 100, len(by)))


def pools():
    most, *rows = read("pools.csv")
    most = [thousandths(text) for text in most]
    cells = [[(int(cell.split(":")[0]), thousandths(cell.split(":")[1])) for cell in row] for row in rows]
    totals = [sum(mark for _, mark in row) for row in cells]
    places = [
        Item([row[p][1] for row in cells], [total - row[p][1] for row, total in zip(cells, totals)], 1000)
        for p in range(len(cells[0]))
    ]
    yield from (("whole", *line) for line in figures_of_whole([Fraction(total, 10 * len(places)) for total in totals], places))
    for i, high in enumerate(most):
        held = [(mark, total - mark) for row, total in zip(cells, totals) for item, mark in row if item == i]
        item = Item([mark for mark, _ in held], [rest for _, rest in held], high)
        yield f"item-{i}", "n", item.n, None, None
        yield from ((f"item-{i}", *line) for line in item.figures())
    for p, place in enumerate(places):
        yield from ((f"place-{p}", *line) for line in place.figures())
    for which, *line in weights(places):
        yield f"place-{which}", "effective_weight", *line


with open(os.path.join(HERE, "expected.csv"), "w", encoding="utf-8") as out:
    out.write("data,of,index,value,low,high\n")
    for data, lines in (("fixed", fixed()), ("pools", pools())):
        for of, index, *values in lines:
            shown = ["" if value is None else repr(float(value)) for value in values]
            out.write(",".join([data, of, index, *shown]) + "\n")
