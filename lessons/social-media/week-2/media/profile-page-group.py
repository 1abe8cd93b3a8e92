"""Draws profile-page-group.png beside this file: `python3 profile-page-group.py`, with Pillow 13."""

from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

SCALE = 4  # drawn four times as large, then made smaller: smooth edges
WIDTH, ROW, GAP = 720, 300, 18
PAPER, INK, LINE = "#ffffff", "#2b3a4a", "#7b8a99"
PANELS = ["#e3effa", "#fdeed9", "#e2f3e6"]
PEOPLE = ["#2f6fb0", "#c7751a", "#2f8a4c", "#8a5aa8", "#b0473f", "#4a7c8c"]

image = Image.new("RGB", (WIDTH * SCALE, (3 * ROW + 4 * GAP) * SCALE), PAPER)
draw = ImageDraw.Draw(image)


def scaled(*numbers):
    return [round(number * SCALE) for number in numbers]


def person(x, y, size, colour):
    """Head and shoulders around a point."""
    head = size * 0.24
    draw.ellipse(scaled(x - head, y - size * 0.5, x + head, y - size * 0.5 + 2 * head), fill=colour)
    draw.pieslice(scaled(x - size * 0.42, y + size * 0.05, x + size * 0.42, y + size * 0.89), 180, 360, fill=colour)


def arrow(from_x, from_y, to_x, to_y, both=False):
    draw.line(scaled(from_x, from_y, to_x, to_y), fill=LINE, width=round(4 * SCALE))
    length = ((to_x - from_x) ** 2 + (to_y - from_y) ** 2) ** 0.5
    ends = [(to_x, to_y, 1), (from_x, from_y, -1)] if both else [(to_x, to_y, 1)]
    for x, y, way in ends:
        dx, dy = way * (to_x - from_x) / length, way * (to_y - from_y) / length
        tip = [(x + dx * 8, y + dy * 8)]
        sides = [(x - dx * 10 - side * dy * 9, y - dy * 10 + side * dx * 9) for side in (1, -1)]
        draw.polygon([tuple(scaled(*point)) for point in tip + sides], fill=LINE)


def house(x, y, size, colour):
    draw.polygon([tuple(scaled(*p)) for p in [(x, y - size * 0.6), (x + size * 0.62, y - size * 0.1), (x - size * 0.62, y - size * 0.1)]], fill=colour)
    draw.rectangle(scaled(x - size * 0.46, y - size * 0.1, x + size * 0.46, y + size * 0.5), fill=colour)
    draw.rectangle(scaled(x - size * 0.13, y + size * 0.12, x + size * 0.13, y + size * 0.5), fill=PANELS[1])


tops = [GAP + row * (ROW + GAP) for row in range(3)]
for top, panel in zip(tops, PANELS):
    draw.rounded_rectangle(scaled(GAP, top, WIDTH - GAP, top + ROW), round(24 * SCALE), fill=panel)
middle = WIDTH / 2

# A profile: one person.
person(middle, tops[0] + ROW / 2 + 3, 190, PEOPLE[0])

# A page: one house, many listeners, all arrows in one direction.
centre = tops[1] + ROW / 2
house(middle, centre - 55, 120, PEOPLE[1])
for index, colour in enumerate([PEOPLE[0], *PEOPLE[2:]]):
    x = middle + (index - 2) * 128
    arrow(middle + (index - 2) * 36, centre + 18, middle + (index - 2) * 104, centre + 52)
    person(x, centre + 96, 66, colour)

# A group: everybody with everybody.
centre = tops[2] + ROW / 2
places = [(middle + 225 * cos(angle), centre + 96 * sin(angle)) for angle in (pi * turn / 3 for turn in range(6))]
for index, (x, y) in enumerate(places):
    for other_x, other_y in places[index + 1:]:
        away = ((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5
        dx, dy = (other_x - x) / away * 54, (other_y - y) / away * 54
        arrow(x + dx, y + dy, other_x - dx, other_y - dy, both=True)
for (x, y), colour in zip(places, PEOPLE):
    person(x, y, 78, colour)

image = image.resize((WIDTH, 3 * ROW + 4 * GAP), Image.Resampling.LANCZOS)
image.quantize(64).save(Path(__file__).with_suffix(".png"), optimize=True)
