"""Views: what of a picture the teachers score and the student learns from.

The first view of every picture is the whole picture squashed to a square, as in use.
The others are crops, and composites: the picture, often framed, hung on a wall or set
before other pictures, seen a little from the side under coloured light. Everything
follows from the seed and the picture's number.
"""
import cv2
import numpy as np

TEACHER = 224       # side of the teachers' input
STUDENT = 128       # side of the stored view
FULL, CROP, COMPOSITE = 0, 1, 2

cv2.setNumThreads(1)
_NOISE = np.random.default_rng(3).standard_normal((2 * TEACHER, 2 * TEACHER, 3), np.float32)
_walls = {}


def noise(rng, side, channels=3):
    """Gaussian noise, cut from a fixed field."""
    y, x = (int(v) for v in rng.integers(0, 2 * TEACHER - side, 2))
    return _NOISE[y:y + side, x:x + side, :channels]


def read(path, longest=480):
    """An RGB picture, not larger than needed; None when it can't be read."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        return None
    h, w = image.shape[:2]
    if max(h, w) > longest:
        s = longest / max(h, w)
        image = cv2.resize(image, (max(8, round(w * s)), max(8, round(h * s))), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def squash(image, side):
    big = image.shape[0] >= side and image.shape[1] >= side
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA if big else cv2.INTER_LINEAR)


def crop(image, rng, low=0.25, high=1.0):
    h, w = image.shape[:2]
    area = rng.uniform(low, high) * h * w
    ratio = np.exp(rng.uniform(np.log(0.7), np.log(1.43))) * w / h
    ch, cw = int(min(h, max(8, np.sqrt(area / ratio)))), int(min(w, max(8, np.sqrt(area * ratio))))
    y, x = int(rng.integers(0, h - ch + 1)), int(rng.integers(0, w - cw + 1))
    return image[y:y + ch, x:x + cw]


def wall(rng, side):
    """A procedural wall: plaster, wallpaper, brick, wood, cloth."""
    kind = rng.integers(0, 7)
    base = rng.uniform(40, 250) + rng.normal(0, 14, 3)
    if rng.random() < 0.25:
        base = rng.uniform(20, 240, 3)
    canvas = np.empty((side, side, 3), np.float32)
    canvas[:] = base
    cells = int(rng.integers(2, 24))
    coarse = rng.normal(0, rng.uniform(1, 12), (cells, cells, 1)).astype(np.float32)
    canvas += cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC).reshape(side, side, 1)
    if kind == 1:       # stripes or boards
        period = rng.uniform(8, 50)
        axis = np.arange(side, dtype=np.float32) + rng.uniform(0, period)
        stripe = ((axis % period) < period * rng.uniform(0.05, 0.6)).astype(np.float32)
        stripe = stripe[:, None, None] * (rng.normal(0, 25, 3))
        canvas += stripe if rng.random() < 0.5 else stripe.transpose(1, 0, 2)
    elif kind == 2:     # brick
        bh, bw, gap = rng.uniform(8, 22), rng.uniform(18, 50), rng.uniform(1, 3)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        row = np.floor(y / bh)
        mortar = ((y % bh) < gap) | (((x + row * bw / 2) % bw) < gap)
        canvas += mortar[..., None] * rng.normal(20, 25, 3)
        canvas += (rng.normal(0, 9, (64, 64)).astype(np.float32)[(row % 64).astype(int), (np.floor((x + row * bw / 2) / bw) % 64).astype(int)])[..., None]
    elif kind == 3:     # dotted or checked wallpaper
        p = rng.uniform(10, 40)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32) * (2 * np.pi / p)
        canvas += (np.sign(np.sin(x) * np.sin(y) - rng.uniform(-0.3, 0.6)) * 0.5)[..., None] * rng.normal(0, 22, 3)
    elif kind == 4:     # two-coloured wall with a dado or a floor
        cut = int(rng.uniform(0.6, 0.95) * side)
        canvas[cut:] += rng.normal(0, 45, 3)
    if rng.random() < 0.7:
        canvas += np.float32(rng.uniform(1, 8)) * noise(rng, side, 1)
    return canvas


def framed(image, rng):
    """The picture with a mat and one to three nested borders."""
    out = image
    if rng.random() < 0.35:
        m = int(max(1, rng.uniform(0.03, 0.14) * min(image.shape[:2])))
        out = cv2.copyMakeBorder(out, m, m, m, m, cv2.BORDER_CONSTANT, value=[float(v) for v in rng.uniform(190, 255) + rng.normal(0, 4, 3)])
    palette = [(25, 20, 18), (70, 45, 25), (150, 115, 60), (190, 155, 80), (235, 235, 230), (120, 85, 50), (60, 60, 65), (170, 170, 172)]
    for _ in range(int(rng.integers(1, 4))):
        m = int(max(1, rng.uniform(0.012, 0.06) * min(image.shape[:2])))
        c = np.clip(np.array(palette[rng.integers(0, len(palette))]) + rng.normal(0, 16, 3), 0, 255)
        out = cv2.copyMakeBorder(out, m, m, m, m, cv2.BORDER_CONSTANT, value=[float(v) for v in c])
    return out


def paste(canvas, image, quad, shadow=0.0):
    """Puts the picture on the canvas with its corners at `quad`."""
    side = canvas.shape[0]
    lo, hi = quad.min(0), quad.max(0)
    size = np.maximum(hi - lo, 4)
    h, w = image.shape[:2]
    shrink = max(w / size[0], h / size[1])
    if shrink > 1.3:    # antialias before the warp
        image = cv2.resize(image, (max(4, int(w / shrink * 1.15)), max(4, int(h / shrink * 1.15))), interpolation=cv2.INTER_AREA)
        h, w = image.shape[:2]
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, quad.astype(np.float32))
    warped = cv2.warpPerspective(image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    if shadow:
        offset = np.float32([[1, 0, shadow * 60], [0, 1, shadow * 80]])
        dark = cv2.GaussianBlur(cv2.warpAffine(mask, offset, (side, side)), (0, 0), 1 + shadow * 60)
        canvas *= 1 - (0.6 * shadow / 0.1 * dark.astype(np.float32) / 255 * 0.7)[..., None].clip(0, 0.7)
    m = mask.astype(np.float32)[..., None] / 255
    canvas += m * (warped.astype(np.float32) - canvas)


def quad_at(cx, cy, w, h, rng, turn=0.12, lean=0.1):
    a = rng.normal(0, turn)
    q = np.array([[-w, -h], [w, -h], [w, h], [-w, h]], np.float32) / 2
    q += rng.normal(0, lean, (4, 2)) * min(w, h) / 2
    if rng.random() < 0.5:      # seen from the side
        k = rng.uniform(0.75, 1.0)
        left = rng.random() < 0.5
        q[[0, 3] if left else [1, 2], 1] *= k
        q[:, 0] *= 0.5 + k / 2
    r = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    return q @ r.T.astype(np.float32) + np.array([cx, cy], np.float32)


def known_wall(number, family):
    if (family, number) not in _walls:
        _walls[family, number] = np.clip(wall(np.random.default_rng([family, number]), TEACHER), 0, 255).astype(np.uint8)
    return _walls[family, number].astype(np.float32)


def composite(image, rng, others, walls=7, area=(0.1, 0.75)):
    """The picture hung on a wall, or set before another picture, `others(rng)` gives one."""
    side = TEACHER
    style = rng.random()
    if style < 0.72:
        # A few hundred walls only, so that the same wall comes with many pictures.
        canvas = known_wall(int(rng.integers(0, 400)), walls)
    else:
        canvas = squash(crop(others(rng), rng, 0.2, 1.0), side).astype(np.float32)
        if rng.random() < 0.5:
            canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 6))
    if rng.random() < 0.6:      # light falls off
        g = cv2.resize(rng.uniform(0.7, 1.2, (2, 2)).astype(np.float32), (side, side), interpolation=cv2.INTER_LINEAR)
    else:
        g = None
    h, w = image.shape[:2]
    span = side * np.sqrt(rng.uniform(*area))       # covers this share of the view
    ratio = np.sqrt(w / h) * np.exp(rng.normal(0, 0.08))
    pw, ph = min(span * ratio, side * 0.97), min(span / ratio, side * 0.97)
    free_x, free_y = max(0, side - pw) / 2, max(0, side - ph) / 2
    cx, cy = side / 2 + rng.uniform(-1, 1) * free_x, side / 2 + rng.uniform(-1, 1) * free_y
    if rng.random() < 0.3:      # neighbours on the wall or the shelf
        for _ in range(int(rng.integers(1, 4))):
            other = others(rng)
            if rng.random() < 0.5:
                other = framed(other, rng)
            s = rng.uniform(0.2, 0.6) * side
            dx = rng.choice([-1, 1]) * (pw / 2 + s / 2) * rng.uniform(0.9, 1.3)
            dy = rng.normal(0, 0.35) * side
            if rng.random() < 0.3:
                dx, dy = dy, rng.choice([-1, 1]) * (ph / 2 + s / 2) * rng.uniform(0.9, 1.3)
            paste(canvas, other, quad_at(cx + dx, cy + dy, s, s * rng.uniform(0.6, 1.5), rng, 0.05, 0.03))
    if rng.random() < 0.5:
        image = framed(image, rng)
    turn, lean = (0.03, 0.02) if rng.random() < 0.6 else (0.12, 0.08)
    paste(canvas, image, quad_at(cx, cy, pw, ph, rng, turn, lean), rng.uniform(0, 0.1) if rng.random() < 0.5 else 0.0)
    if g is not None:
        canvas *= g[..., None]
    return canvas


def light(image, rng, strong):
    """Exposure, white balance, contrast, blur, noise, JPEG."""
    x = image.astype(np.float32)
    k = 1.0 if strong else 0.6
    if rng.random() < 0.8:
        x *= np.exp(rng.normal(0, 0.22 * k)) * np.exp(rng.normal(0, 0.09 * k, 3)).astype(np.float32)
    if rng.random() < 0.4:
        m = x.mean()
        x = (x - m) * rng.uniform(0.6, 1.3) + m
    if rng.random() < 0.05:
        x = np.repeat((x @ np.float32([0.299, 0.587, 0.114]))[..., None], 3, 2)
    if rng.random() < 0.25 * k:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < 0.35 * k:
        x = x + np.float32(rng.uniform(1, 11)) * noise(rng, x.shape[0])
    x = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.4 * k:
        _, data = cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        x = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return x


def make(image, number, count, seed, others, first_full=True):
    """`count` views of a picture: (teacher's, student's, kind, share of the picture) each."""
    rng = np.random.default_rng([seed, number])
    for i in range(count):
        if i == 0 and (first_full or rng.random() < 0.4):
            yield squash(image, TEACHER), squash(image, STUDENT), FULL
            continue
        if rng.random() < 0.5:
            part = crop(image, rng, 0.12, 1.0)
            t, s, kind = squash(part, TEACHER), squash(part, STUDENT), CROP
            if rng.random() < 0.5:
                t = light(t, rng, False)
                s = squash(t, STUDENT)
        else:
            part = crop(image, rng, 0.5, 1.0) if rng.random() < 0.25 else image
            t = light(composite(part, rng, others), rng, True)
            s, kind = squash(t, STUDENT), COMPOSITE
        yield t, s, kind
