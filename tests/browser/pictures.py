"""Pictures of pages, compared by what an eye would miss in them and not pixel by pixel.

A picture is cut into tiles. Of every tile the mean colour and the spread of lightness are kept:
the mean tells another colour or an empty place, the spread a hatch that is gone. A tile is another
one only if it is so wherever the reference is moved by a pixel or two. So neither minds where
exactly the stem of a letter stands, and another version of the browser or another way of smoothing
letters makes no other picture.
"""

import io
from itertools import product

import numpy as np
from PIL import Image, ImageChops

TILE = 16
#: Pixels by which what a tile shows may be moved.
MOVES = range(-2, 3)
#: Steps of 255 that make a tile another one: of a channel of its mean colour, and of its spread.
COLOUR, SPREAD = 18.0, 11.0
#: Percent of the tiles that may be others. Other ways of drawing letters change at most 0.3 % of a
#: picture, the smallest fault among those of the tests 1.2 %.
ALLOWED_PCT = 0.7
#: Percent by which the sides of a picture may differ: lines of text that are a little higher.
SIDE_PCT = 5.0
COLOURS = 64  # kept in a reference: pages have few, and a small file is a kind one


def picture(png: bytes) -> Image.Image:
    """Return a screenshot as it is compared."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def small(shown: Image.Image) -> bytes:
    """Return a picture as the PNG of a reference."""
    target = io.BytesIO()
    reduced = shown.quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(target, format="PNG", optimize=True)
    return target.getvalue()


def difference(shown: Image.Image, reference: Image.Image) -> str:
    """Say how two pictures differ; empty where they show the same."""
    sides = zip(shown.size, reference.size, strict=True)
    if any(abs(a - b) > b * SIDE_PCT / 100 for a, b in sides):
        return f"the picture has {shown.size} pixels, the reference {reference.size}"
    others = other_tiles(shown.resize(reference.size), reference)
    if 100 * others.mean() <= ALLOWED_PCT:
        return ""
    down, right = (TILE * int(along.mean()) for along in np.nonzero(others))
    return f"{100 * others.mean():.1f} % of the picture is another, around ({right}, {down})"


def other_tiles(shown: Image.Image, reference: Image.Image) -> np.ndarray:
    """Return which tiles (rows, columns) of two pictures of one size show something else."""
    mean, spread = _tiles(shown)
    others = np.ones(spread.shape, dtype=bool)
    for right, down in product(MOVES, MOVES):
        mean_then, spread_then = _tiles(ImageChops.offset(reference, right, down))
        same = np.abs(mean - mean_then).max(axis=2) <= COLOUR
        others &= ~(same & (np.abs(spread - spread_then) <= SPREAD))
    return others


def _tiles(shown: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean colour (rows, columns, 3) and the spread (rows, columns) of every tile."""
    wide, high = (side // TILE for side in shown.size)
    pixels = np.asarray(shown, dtype=np.float32)[: high * TILE, : wide * TILE]
    tiles = pixels.reshape(high, TILE, wide, TILE, 3)
    return tiles.mean(axis=(1, 3)), tiles.mean(axis=4).std(axis=(1, 3))
