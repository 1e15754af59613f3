// What a camera wrote into a file: EXIF 2.32 (CIPA DC-008). Every offset is checked: files are from anywhere.

import { block, LARGEST } from './exif-block.js';

const SIZES = { 2: 1, 3: 2, 4: 4, 5: 8, 10: 8 }; // of a value, by its type
const TAGS = {
  0x010f: 'make', 0x0110: 'model', 0x0132: 'changed', 0x9003: 'taken', 0x829a: 'exposure', 0x829d: 'aperture', 0x8827: 'iso', 0x920a: 'focal', 0xa434: 'lens',
};
const EXIF = 0x8769, GPS = 0x8825;
const PLACE = { 1: 'north', 2: 'latitude', 3: 'east', 4: 'longitude' };

function value(view, isLittle, type, count, at) {
  if (type === 2) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, count);
    return new TextDecoder().decode(bytes).replace(/\0[^]*$/, '').trim();
  }
  const one = (i) => {
    if (type === 3) return view.getUint16(at + 2 * i, isLittle);
    if (type === 4) return view.getUint32(at + 4 * i, isLittle);
    const read = type === 5 ? 'getUint32' : 'getInt32';
    const below = view[read](at + 8 * i + 4, isLittle);
    return below ? view[read](at + 8 * i, isLittle) / below : 0;
  };
  return count === 1 ? one(0) : Array.from({ length: Math.min(count, 4) }, (_, i) => one(i));
}

/** The values of a directory by their names, and where the further directories are. */
function directory(view, isLittle, at, names) {
  const found = {}, further = {};
  if (at + 2 > view.byteLength) return { found, further };
  const count = view.getUint16(at, isLittle);
  for (let i = 0; i < count && at + 14 + 12 * i <= view.byteLength; i += 1) {
    const entry = at + 2 + 12 * i;
    const tag = view.getUint16(entry, isLittle), type = view.getUint16(entry + 2, isLittle), values = view.getUint32(entry + 4, isLittle);
    const bytes = (SIZES[type] ?? 0) * values;
    const place = bytes > 4 ? view.getUint32(entry + 8, isLittle) : entry + 8;
    if (!bytes || place + bytes > view.byteLength) continue;
    if (tag === EXIF || tag === GPS) further[tag] = value(view, isLittle, type, 1, place);
    else if (names[tag]) found[names[tag]] = value(view, isLittle, type, values, place);
  }
  return { found, further };
}

const degrees = (parts, isMinus) => Array.isArray(parts) ? (isMinus ? -1 : 1) * (parts[0] + (parts[1] ?? 0) / 60 + (parts[2] ?? 0) / 3600) : null;

/** `{ make, model, lens, taken, exposure, aperture, iso, focal, latitude, longitude }`, each where the file has it. */
export function parse(view) {
  if (!view || view.byteLength < 8) return {};
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return {};
  const isLittle = order === 0x4949;
  const { found, further } = directory(view, isLittle, view.getUint32(4, isLittle), TAGS);
  if (further[EXIF]) Object.assign(found, directory(view, isLittle, further[EXIF], TAGS).found);
  if (further[GPS]) {
    const { north, latitude, east, longitude } = directory(view, isLittle, further[GPS], PLACE).found;
    found.latitude = degrees(latitude, north === 'S');
    found.longitude = degrees(longitude, east === 'W');
  }
  return found;
}

const camera = ({ make, model }) => model && make && !model.startsWith(make.split(' ')[0]) ? `${make} ${model}` : model ?? make;
const exposure = (s) => s > 0 ? s < 0.4 ? `1/${Math.round(1 / s)} s` : `${Math.round(10 * s) / 10} s` : null;
const round = (n, digits) => Number(n.toFixed(digits));

/** As names and texts, for people. */
export function facts(exif) {
  const settings = [exposure(exif.exposure), exif.aperture > 0 ? `f/${round(exif.aperture, 1)}` : null,
    exif.iso > 0 ? `ISO ${[exif.iso].flat()[0]}` : null, exif.focal > 0 ? `${round(exif.focal, 1)} mm` : null].filter(Boolean).join(', ');
  const taken = exif.taken ?? exif.changed;
  return [
    ['Taken', taken?.replace(/^(\d{4}):(\d\d):(\d\d)/, '$1-$2-$3')], ['Camera', camera(exif)], ['Lens', exif.lens], ['Exposure', settings],
    ['Place', Number.isFinite(exif.latitude) && Number.isFinite(exif.longitude) ? `${round(exif.latitude, 5)}, ${round(exif.longitude, 5)}` : null],
  ].filter(([, text]) => text);
}

export const ofFile = async (blob) => facts(parse(await block(blob)));

/** Those of an image's file. */
export async function of(image, signal) {
  if (!image.bytes || image.bytes > LARGEST || image.frame) return []; // frames have none of their own
  const response = await fetch(image.content_url, { signal });
  return response.ok ? ofFile(await response.blob()) : [];
}
