"""Pictures that Python and Swift draw alike, in whole numbers.

Tests/ArchitecturesTests/Drawing.swift is the same in Swift: change both, and make the fixtures anew.
"""

import numpy as np

import formula

SIZE = 224


def drawing(index: int) -> np.ndarray:
    """SIZE × SIZE × 3 bytes: two to six shapes before a plain or shaded ground."""
    numbers = formula.uniform(f"drawing {index}", 100)
    taken = 0

    def draw(limit: int) -> int:
        """The next number, from 0 to limit - 1."""
        nonlocal taken
        taken += 1
        return int((numbers[taken - 1] + 1) / 2 * limit)

    y, x = np.mgrid[0:SIZE, 0:SIZE]
    first, second = [draw(256) for _ in range(3)], [draw(256) for _ in range(3)]
    shaded = draw(2)
    picture = np.stack([(a * (SIZE - y * shaded) + b * y * shaded) // SIZE for a, b in zip(first, second)], axis=2)
    for _ in range(2 + draw(5)):
        kind, left, top, size = draw(4), draw(SIZE), draw(SIZE), 10 + draw(90)
        colour = [draw(256) for _ in range(3)]
        dx, dy = x - left, y - top
        inside = (abs(dx) < size) & (abs(dy) < size)
        mask = [
            dx * dx + dy * dy < size * size,  # a disc
            inside & (abs(dy) * 3 < size * 2),  # a rectangle
            inside & ((dx + dy) // 8 % 2 == 0),  # stripes
            inside & (dx // 12 % 2 == dy // 12 % 2),  # a chessboard
        ][kind]
        picture[mask] = colour
    return picture.astype(np.uint8)
