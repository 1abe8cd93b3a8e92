"""Writes the linker script that puts together what runs while the bot runs.

    order.py BINARY CALLGRIND_FILE... > hot.ld
    order.py --share BINARY CALLGRIND_FILE...

The kernel maps 64 KiB around each page that is touched. Where the functions that run lie scattered over the whole program,
nearly all of it counts as resident, though a quarter is ever read. The script names the functions that valgrind saw running,
by patterns: crates' fingerprints and numbers of impls, which change with every release of a compiler or a crate, are left
open, and a whole module stands for its functions where that costs less than SLACK bytes of others. `--share` says instead how
much of what ran lies in the part that the script made.

Names are those of Rust's v0 mangling: https://doc.rust-lang.org/rustc/symbol-mangling/v0.html
"""

import re
import subprocess
import sys

# A pattern more costs about as much as this many bytes that lie among the others without being used.
SLACK = 400
# The window that the kernel maps around a page: `fault_around_bytes`.
WINDOW = 65536

HEAD = """/* Written by link/renew.sh: the functions that run while the bot runs, so that they lie together. */
SECTIONS {
  .text.hot : {
"""
FOOT = """    *(.text.unlikely.*)
  }
} INSERT BEFORE .text;
"""


def functions(binary):
    """Name, address and size of each function."""
    listed = subprocess.run(["nm", "-S", binary], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[2] in "tTwW":
            yield parts[3], int(parts[0], 16), int(parts[1], 16)


def executed(files):
    """The names that callgrind saw running; it numbers a name where it first stands."""
    names = set()
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                found = re.match(r"c?fn=\(\d+\) (.*)$", line)
                if found:
                    names.add(found[1].strip().split("'")[0])
    return names


def pattern(name):
    """A name with what changes by itself left open."""
    name, _, suffix = name.partition(".")
    if name.startswith("_R"):
        name = re.sub(r"Cs[0-9A-Za-z]*_(?=\d)", "Cs*_", name)
        name = re.sub(r"([MXY])(?:s[0-9A-Za-z]*)?_(?=[NC])", r"\1*_", name)
        name = re.sub(r"B[0-9A-Za-z]*_", "B*_", name)
    return name + (".*" if suffix else "")


class Node:
    """What begins alike."""

    def __init__(self):
        self.children, self.used, self.size = {}, 0, 0


def cover(node, prefix):
    """What it costs to cover all that runs below a node, and the patterns that do."""
    whole = node.size - node.used + SLACK
    if not node.used:
        return 0, []
    if not node.children:
        return whole, [prefix]
    cost, patterns = 0, []
    for token, child in node.children.items():
        below = cover(child, prefix + token)
        cost, patterns = cost + below[0], patterns + below[1]
        if cost >= whole and prefix:
            return whole, [prefix + "*"]
    return cost, patterns


def script(binary, ran):
    groups = {}
    for name, _, size in functions(binary):
        group = groups.setdefault(pattern(name), [0, 0, 0])
        group[0] += size
        if name in ran:
            group[1] += size
            group[2] += 1
    root = Node()
    for name, (size, used, count) in groups.items():
        # Many functions of one name, of which few run: each costs less where it lies.
        used = 0 if size - used > 2 * WINDOW * count else used
        node = root
        root.size, root.used = root.size + size, root.used + used
        for token in re.findall(r"[A-Z][a-z]*\*?_?|\d+[A-Za-z]\w*?(?=\d|$)|\w+?(?=[A-Z\d*]|$)|.", name) + [""]:
            node = node.children.setdefault(token, Node())
            node.size, node.used = node.size + size, node.used + used
    _, patterns = cover(root, "")
    lines = [f'    *(".text.{name}")\n' for name in sorted(set(patterns))]
    return HEAD + "".join(lines) + FOOT


def share(binary, ran):
    parts = subprocess.run(["readelf", "-SW", binary], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\.text\.hot\s+PROGBITS\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)", parts)
    begin, size = (int(found[1], 16), int(found[2], 16)) if found else (0, 0)
    used = [(place, size) for name, place, size in functions(binary) if name in ran]
    within = sum(length for place, length in used if begin <= place < begin + size)
    total = sum(length for _, length in used)
    return f"{within} of {total} bytes that ran lie in .text.hot, which has {size}"


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--share"]
    binary, ran = arguments[0], executed(arguments[1:])
    if "--share" in sys.argv:
        print(share(binary, ran))
    else:
        sys.setrecursionlimit(10_000)
        sys.stdout.write(script(binary, ran))


main()
