"""Draws the flow of data as SVG: layers are columns, folders are boxes of models."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from docs.manifest import LAYERS, Folder, FolderGraph

LAYER_TITLES = {
    "raw": ("raw", "what a loader landed"),
    "staging": ("staging", "renamed and typed"),
    "intermediate": ("intermediate", "who is who"),
    "marts": ("marts", "what people and tools read"),
}
CAPTIONS = {
    ("raw", "seeds/config"): "reference lists",
    ("staging", "file"): "off, except in kindred resolve",
    ("staging", "labels"): "off, unless you have labels",
    ("intermediate", "records"): "one shape, clean and comparable",
    ("intermediate", "matching"): "how likely a pair is one person",
    ("intermediate", "identity"): "pairs to customers",
    ("intermediate", "accounts"): "which company, and whose",
    ("intermediate", "texts"): "language, topic, sentiment",
    ("intermediate", "survivorship"): "the best value of each attribute",
    ("intermediate", "consent"): "evidence to permission",
    ("marts", "customers"): "golden profiles and their provenance",
    ("marts", "identity"): "for stewards",
    ("marts", "consent"): "who may be contacted, and why",
    ("marts", "behavior"): "what customers did",
    ("marts", "accounts"): "companies and their people",
    ("marts", "texts"): "what customers wrote",
    ("marts", "segments"): "audiences as data",
    ("marts", "monitoring"): "how well matching does, at what cost",
}
COLOURS = {  # fill of the layer, line, heading
    "raw": ("#f6f7f9", "#aab2bd", "#57606a"),
    "staging": ("#eef5fc", "#8db7e0", "#1f5f9e"),
    "intermediate": ("#f4f0fb", "#b5a0dd", "#5b3fa0"),
    "marts": ("#edf7f0", "#8cc5a0", "#1e6b3c"),
}
WIDTHS = {"raw": 232, "staging": 214, "intermediate": 222, "marts": 220}
GAPS = {"raw": 46, "staging": 74, "intermediate": 76, "marts": 0}
MARGIN = 22
TOP = 84
LINE = 15
HEAD = 25
CAPTION = 14
PAD = 8
SPACE = 26
INK = "#24292f"
SOFT = "#6e7781"
ARROW = "#7d8590"
FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
# Folders of one layer from top to bottom; one that is not named here comes last.
ORDER = {
    "raw": ("crm", "shop", "pos", "email", "support", "social", "web", "seeds/config", "consent"),
    "staging": (
        "crm",
        "shop",
        "pos",
        "email",
        "support",
        "social",
        "web",
        "file",
        "consent",
        "labels",
    ),
    "intermediate": ("records", "matching", "identity", "survivorship", "consent"),
    "marts": ("identity", "customers", "consent", "behavior", "segments", "monitoring"),
}


@dataclass(frozen=True)
class Box:
    """A folder on the page, in pixels."""

    folder: Folder
    names: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    is_dormant: bool

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class Arrow(NamedTuple):
    """What the picture shows of the edges between two folders."""

    left: Folder
    right: Folder
    is_both_ways: bool


def draw(graph: FolderGraph) -> str:
    """The picture as SVG text; the same graph gives the same bytes."""
    boxes = _place(graph)
    lane = max(box.bottom for box in boxes.values()) + 18
    ways = list(_paths(boxes, shown_edges(graph), lane))
    rightmost = max(float(x) for path, _ in ways for x in re.findall(r"([\d.]+),", path))
    width = max(rightmost, *(box.right for box in boxes.values())) + MARGIN
    height = lane + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="{FONT}" role="img" '
        'aria-labelledby="title description">',
        '<title id="title">The flow of data in Kindred</title>',
        f'<desc id="description">{escape(_in_words(graph))}</desc>',
        "<defs>"
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse">'
        f'<path d="M0,0.8 L7.5,4 L0,7.2 z" fill="{ARROW}"/></marker></defs>',
        f'<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="10" '
        'fill="#ffffff" stroke="#d0d7de"/>',
    ]
    parts += _headings(boxes)
    parts += [_arrow(path, both) for path, both in ways]
    for box in boxes.values():
        parts += _box(box)
    parts += _legend(boxes)
    return "\n".join([*parts, "</svg>", ""])


def shown_edges(graph: FolderGraph) -> list[Arrow]:
    """The edges worth an arrow.

    Those between neighbouring layers or within a layer that no longer way implies, and
    every one that passes over a layer: it carries rows that no other way does.
    """
    edges = set(graph.edges)
    forward = {edge for edge in edges if edge[::-1] not in edges or _is_downwards(edge)}
    shown = []
    for left, right in sorted(forward):
        implied = _reaches(forward - {(left, right)}, left, right)
        skips = LAYERS.index(right[0]) - LAYERS.index(left[0]) > 1
        if not implied or skips or (right, left) in edges:
            shown.append(Arrow(left, right, (right, left) in edges))
    return shown


def _is_downwards(edge: tuple[Folder, Folder]) -> bool:
    return _place_in_order(edge[0]) < _place_in_order(edge[1])


def _place_in_order(folder: Folder) -> tuple[int, int, str]:
    layer, name = folder
    order = ORDER[layer]
    return (LAYERS.index(layer), order.index(name) if name in order else len(order), name)


def _reaches(edges: set[tuple[Folder, Folder]], start: Folder, end: Folder) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for left, right in edges:
            if left == here and right not in seen:
                seen.add(right)
                waiting.append(right)
    return end in seen


# -------------------------------------------------------------------------- placing


def _place(graph: FolderGraph) -> dict[Folder, Box]:
    columns = {
        layer: sorted(
            (folder for folder in graph.members if folder[0] == layer), key=_place_in_order
        )
        for layer in LAYERS
    }
    lefts = {}
    left: float = MARGIN
    for layer in LAYERS:
        lefts[layer] = left
        left += WIDTHS[layer] + GAPS[layer]
    boxes: dict[Folder, Box] = {}

    def put(folder: Folder, top: float) -> Box:
        names = graph.members[folder]
        height = HEAD + (CAPTION if folder in CAPTIONS else 0) + LINE * len(names) + PAD
        box = Box(
            folder,
            names,
            lefts[folder[0]],
            top,
            WIDTHS[folder[0]],
            height,
            folder in graph.dormant,
        )
        boxes[folder] = box
        return box

    def stack(folders: list[Folder], top: float, space: float) -> float:
        for folder in folders:
            top = put(folder, top).bottom + space
        return top - space

    bottom = stack(columns["intermediate"], TOP, SPACE)

    # Sources stand in rows beside their raw tables; what consent says joins further down.
    meeting = boxes.get(("intermediate", "consent"))
    top: float = TOP
    for folder in columns["staging"]:
        raw = ("raw", folder[1])
        below = folder[1] == "consent" and meeting is not None
        if raw in graph.members:
            put(raw, top)
        put(folder, top)
        height = max(boxes[name].height for name in (raw, folder) if name in boxes)
        middle = meeting.middle if below and meeting else top + height / 2
        for name in (raw, folder):
            if name in boxes:
                put(name, middle - boxes[name].height / 2)
        if not below:
            top += height + SPACE
    for folder in [folder for folder in columns["raw"] if folder not in boxes]:
        top = put(folder, top + SPACE).bottom
        consent = boxes.get(("raw", "consent"))
        if consent and top > consent.y - SPACE and boxes[folder].y < consent.bottom:
            top = put(folder, consent.bottom + SPACE).bottom

    # Marts stand beside what feeds them.
    second = columns["intermediate"][1:2]
    start = boxes[second[0]].y if second else TOP
    used = stack(columns["marts"], start, 0) - start
    space = (bottom - start - used) / max(len(columns["marts"]) - 1, 1)
    stack(columns["marts"], start, max(space, SPACE))
    return boxes


# -------------------------------------------------------------------------- drawing


def _headings(boxes: dict[Folder, Box]) -> list[str]:
    parts = []
    for layer in LAYERS:
        column = [box for box in boxes.values() if box.folder[0] == layer]
        title, caption = LAYER_TITLES[layer]
        middle = column[0].x + column[0].width / 2
        parts += [
            _text(middle, 36, title, 17, COLOURS[layer][2], "600", "middle"),
            _text(middle, 55, caption, 11, SOFT, "400", "middle"),
        ]
    return parts


def _box(box: Box) -> list[str]:
    fill, line, heading = COLOURS[box.folder[0]]
    dashes = ' stroke-dasharray="5 4"' if box.is_dormant else ""
    parts = [
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'rx="7" fill="{fill}" stroke="{line}"{dashes}/>',
        _text(box.x + 11, box.y + 18, box.folder[1], 13, heading, "600"),
    ]
    y = box.y + HEAD
    if box.folder in CAPTIONS:
        parts.append(_text(box.x + 11, y + 8, CAPTIONS[box.folder], 10.5, SOFT, slant=True))
        y += CAPTION
    for name in box.names:
        y += LINE
        parts.append(_text(box.x + 11, y - 3, name, 11.5, INK))
    return parts


def _legend(boxes: dict[Folder, Box]) -> list[str]:
    column = [box for box in boxes.values() if box.folder[0] == "marts"]
    lines = (
        "An arrow: models of one folder read",
        "models of the other. Left out where a",
        "longer way within neighbouring layers",
        "says the same.",
        "Dashed: switched off by default.",
    )
    return [
        _text(column[0].x + 11, TOP + 18 + 16 * number, line, 11, SOFT)
        for number, line in enumerate(lines)
    ]


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    weight: str = "400",
    anchor: str = "start",
    slant: bool = False,
) -> str:
    style = ' font-style="italic"' if slant else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}"{style}>{escape(text)}</text>'
    )


def _arrow(path: str, is_both_ways: bool) -> str:
    tail = ' marker-start="url(#head)"' if is_both_ways else ""
    return (
        f'<path d="{path}" fill="none" stroke="{ARROW}" stroke-width="1.3" '
        f'marker-end="url(#head)"{tail}/>'
    )


def _paths(
    boxes: dict[Folder, Box], arrows: list[Arrow], lane: float
) -> Iterator[tuple[str, bool]]:
    """Each arrow's way over the page, right-angled, in lanes of its own."""
    ordered = sorted(arrows, key=lambda arrow: (boxes[arrow.left].middle, boxes[arrow.right].y))
    taken = {"left": 0, "right": 0, "marts": 0}
    for left, right, is_both_ways in ordered:
        start, end = boxes[left], boxes[right]
        if left[0] == right[0]:
            path = _within_column(boxes, start, end, taken)
        elif (left[0], right[0]) == ("staging", "marts"):
            path = _bent([(start.right, start.middle + 9), (start.right + 14, lane),
                          (end.x - 14, end.middle + 8), (end.x - 2, end.middle + 8)])  # fmt: skip
        elif (left[0], right[0]) == ("intermediate", "marts"):
            turn = start.right + 16 + 13 * taken["marts"]
            taken["marts"] += 1
            path = _bent([(start.right, start.middle), (turn, end.middle), (end.x - 2, end.middle)])
        else:
            path = _to_the_next(start, end)
        yield path, is_both_ways


def _to_the_next(start: Box, end: Box) -> str:
    y1, y2 = start.middle, min(max(start.middle, end.y + 16), end.bottom - 14)
    if abs(y1 - y2) < 1:
        return f"M{start.right:g},{y1:g} H{end.x - 2:g}"
    return _bent([(start.right, y1), (end.x - 17, y2), (end.x - 2, y2)])


def _within_column(boxes: dict[Folder, Box], start: Box, end: Box, taken: dict[str, int]) -> str:
    between = [
        box
        for box in boxes.values()
        if box.folder[0] == start.folder[0] and start.bottom < box.y and box.bottom < end.y
    ]
    if not between:
        x = start.x + start.width / 2
        return f"M{x:g},{start.bottom:g} V{end.y - 2:g}"
    side = "left" if start.folder[0] == "intermediate" else "right"
    taken[side] += 1
    sign = -1 if side == "left" else 1
    edge = start.x if side == "left" else start.right
    turn = edge + sign * (18 + 12 * taken[side])
    y1 = min(start.bottom - 32 + 12 * taken[side], start.bottom - 10)
    y2 = min(end.y + 22 + 12 * taken[side], end.bottom - 10)
    return _bent([(edge + sign * 2, y1), (turn, y2), (edge + sign * 2, y2)])


def _bent(points: list[tuple[float, float]]) -> str:
    """A way that goes level to each point's x, then upright to its y, round the corners."""
    radius = 6.0
    corners: list[tuple[float, float]] = [points[0]]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    corners = [point for place, point in enumerate(corners) if point != corners[place - 1]]
    parts = [f"M{corners[0][0]:g},{corners[0][1]:g}"]
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        into, out = _towards(here, before, radius), _towards(here, after, radius)
        parts.append(f"L{into[0]:g},{into[1]:g} Q{here[0]:g},{here[1]:g} {out[0]:g},{out[1]:g}")
    parts.append(f"L{corners[-1][0]:g},{corners[-1][1]:g}")
    return " ".join(parts)


def _towards(
    start: tuple[float, float], end: tuple[float, float], most: float
) -> tuple[float, float]:
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = min(most, length / 2) / length
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _in_words(graph: FolderGraph) -> str:
    sentences = [
        f"{arrow.left[0]} {arrow.left[1]} feeds {arrow.right[0]} {arrow.right[1]}"
        for arrow in shown_edges(graph)
    ]
    return "; ".join(sentences) + "."
