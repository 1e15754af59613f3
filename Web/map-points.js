// The points of a map, written into the pixels of a canvas: faster than drawing a hundred thousand squares.

const FULL = 65535, HUES = 12;

const numbers = (colour) => {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0];
};

/** A colour for each point: a hue for each category, the page's own where there is none. */
function colours(categories, surface) {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const plain = numbers(getComputedStyle(surface).getPropertyValue('--accent').trim());
  const hues = Array.from({ length: HUES }, (_, i) => numbers(`hsl(${i * 360 / HUES} 55% ${isDark ? 65 : 42}%)`));
  return Uint32Array.from(categories, (category) => category === null ? plain : hues[category % HUES]);
}

/** Answers a function that draws all points for a `look`, in place of what the canvas has. */
export function points(map, surface) {
  const x = Float32Array.from(map.x, (value) => value / FULL), y = Float32Array.from(map.y, (value) => value / FULL);
  const side = map.ids.length > 20000 ? 2 : map.ids.length > 2000 ? 3 : 5; // CSS pixels
  let tints = null, image = null, pixels = null;

  function draw(context, look, ratio) {
    const { width, height } = surface;
    tints ??= colours(map.categories, surface);
    if (image?.width !== width || image.height !== height) {
      image = context.createImageData(width, height);
      pixels = new Uint32Array(image.data.buffer);
    }
    pixels.fill(0);
    const size = Math.max(1, Math.round(side * ratio)), half = size / 2;
    const left = look.x * ratio - half, top = look.y * ratio - half, scale = look.scale * ratio;
    for (let place = 0; place < x.length; place += 1) {
      const column = Math.round(left + x[place] * scale), row = Math.round(top + y[place] * scale);
      if (column < 0 || row < 0 || column + size > width || row + size > height) continue;
      const tint = tints[place];
      for (let line = row * width + column, end = line + size * width; line < end; line += width) {
        for (let pixel = line; pixel < line + size; pixel += 1) pixels[pixel] = tint;
      }
    }
    context.putImageData(image, 0, 0);
  }
  draw.forgetColours = () => { tints = null; };
  return draw;
}
