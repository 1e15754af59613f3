// What a search is by: a list of images, each liked or not, whole or a region of it; words come beside them. A part is
// `{ image }`, the id of an image in the collection, `{ url }`, the address of one elsewhere, or `{ upload }`, the key of a
// file of the visitor's own, with `negative` and `region` (`{ x, y, width, height }`, shares of the image).

export const MOST = 16;

const DIGITS = 1e4;
const round = (share) => Math.round(share * DIGITS) / DIGITS;

const regionText = ({ x, y, width, height }) => [x, y, width, height].map(round).join(',');

function regionOf(text) {
  const numbers = text.split(',').map(Number);
  const [x, y, width, height] = numbers;
  const isRegion = numbers.length === 4 && numbers.every((n) => n >= 0 && n <= 1) && width > 0 && height > 0
    && x + width <= 1.0001 && y + height <= 1.0001;
  return isRegion ? { x, y, width: Math.min(width, 1 - x), height: Math.min(height, 1 - y) } : null;
}

/** Whether a text is the address of something on the web. */
export const isAddress = (text) => /^https?:\/\/[^\s/]\S*$/i.test(text ?? '') && URL.canParse(text);

/** The parts that an address names: `image` and `unlike`, `url` and `unlike_url` in their order, a `region` after the image
    it is of. Adds what can't be used to `ignored`, in sentences. */
export function read(query, ignored) {
  const parts = [];
  for (const [name, value] of query) {
    if ((name === 'image' || name === 'unlike') && value && parts.length < MOST) {
      parts.push({ image: value, negative: name === 'unlike', region: null });
    } else if ((name === 'url' || name === 'unlike_url') && value && parts.length < MOST) {
      if (isAddress(value)) parts.push({ url: value, negative: name === 'unlike_url', region: null });
      else ignored.push(`The address says ${name}=${value}; that is not the address of an image (http or https, without blanks).`);
    } else if (name === 'region') {
      const region = regionOf(value);
      if (region && parts.length) parts[parts.length - 1].region = region;
      else ignored.push(`The address says region=${value}; it is x, y, width and height, each from 0 to 1.`);
    }
  }
  return parts;
}

/** Writes parts into an address; files of the visitor's own can't be in one. */
export function write(parts, query) {
  for (const { image, url, negative, region } of parts) {
    if (!image && !url) continue;
    if (url) query.append(negative ? 'unlike_url' : 'url', url);
    else query.append(negative ? 'unlike' : 'image', image);
    if (region) query.append('region', regionText(region));
  }
}

export const ofImage = (image, { negative = false, region = null } = {}) => ({ image, negative, region });
export const ofUpload = (upload, { negative = false, region = null } = {}) => ({ upload, negative, region });

export const ofAddress = (url, { negative = false, region = null } = {}) => ({ url, negative, region });

const keyOf = (part) => part.upload ? `upload ${part.upload}` : part.url ? `url ${part.url}` : `image ${part.image}`;
export const isSame = (a, b) => keyOf(a) === keyOf(b);

/** The parts with another one; one of the same image is replaced. */
export const adding = (parts, part) => [...parts.filter((one) => !isSame(one, part)), part].slice(-MOST);
export const changing = (parts, place, changes) => parts.map((part, i) => i === place ? { ...part, ...changes } : part);
export const without = (parts, place) => parts.filter((_, i) => i !== place);
