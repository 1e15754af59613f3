// Where a file has its EXIF data: in JPEG a segment, in PNG and WebP a chunk, in HEIC and AVIF an item; a TIFF file is what
// the others have inside. Only what is needed is read, and every offset is checked: files are from anywhere.

const SMALL = 256 * 1024; // bytes of a block, and of the beginning of a JPEG
export const LARGEST = 64 * 1024 * 1024; // of a file; a TIFF has it anywhere
const MOST = 10_000; // chunks or boxes looked at

const read = async (blob, at, count) => new DataView(await blob.slice(at, at + count).arrayBuffer());
const tag = (view, at) => at + 4 > view.byteLength ? '' : String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));
const part = (view, at, count = view.byteLength - at) =>
  new DataView(view.buffer, view.byteOffset + Math.min(at, view.byteLength), Math.max(0, Math.min(count, view.byteLength - at)));

/** Some programs write the mark of JPEG's segments before it, wherever they put it. */
const unmarked = (view) => tag(view, 0) === 'Exif' ? part(view, 6) : view;

async function ofJPEG(blob) {
  const view = await read(blob, 0, SMALL);
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at), length = view.getUint16(at + 2);
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda || length < 2) return null;
    if (marker === 0xffe1 && tag(view, at + 4) === 'Exif') return unmarked(part(view, at + 4, length - 2));
    at += 2 + length;
  }
  return null;
}

/** The chunk of a name: `sizeOf` and `typeOf` read a head of eight bytes, `rest` is what a chunk has besides. */
async function chunk(blob, start, wanted, { sizeAt, typeAt, isLittle, rest }) {
  let at = start;
  for (let i = 0; i < MOST && at + 8 <= blob.size; i += 1) {
    const head = await read(blob, at, 8);
    const size = head.getUint32(sizeAt, isLittle);
    if (tag(head, typeAt) === wanted) return unmarked(await read(blob, at + 8, Math.min(size, SMALL)));
    at += 8 + rest(size);
  }
  return null;
}

const ofPNG = (blob) => chunk(blob, 8, 'eXIf', { sizeAt: 0, typeAt: 4, isLittle: false, rest: (size) => size + 4 });
const ofWebP = (blob) => chunk(blob, 12, 'EXIF', { sizeAt: 4, typeAt: 0, isLittle: true, rest: (size) => size + size % 2 });

/** The boxes in a view, by name; of several with one name, all. */
function boxes(view) {
  const found = [];
  let at = 0;
  while (at + 8 <= view.byteLength && found.length < MOST) {
    let size = view.getUint32(at), head = 8;
    if (size === 1 && at + 16 <= view.byteLength) { size = Number(view.getBigUint64(at + 8)); head = 16; }
    if (size === 0) size = view.byteLength - at;
    if (size < head) break;
    found.push({ name: tag(view, at + 4), body: part(view, at + head, size - head) });
    at += size;
  }
  return found;
}

const body = (list, name) => list.find((box) => box.name === name)?.body;

/** The number of the item that is EXIF data (ISO/IEC 14496-12, 8.11.6). */
function exifItem(view) {
  const isLong = view.getUint8(0) > 0;
  for (const { name, body: entry } of boxes(part(view, isLong ? 8 : 6))) {
    const version = name === 'infe' && entry.byteLength >= 12 ? entry.getUint8(0) : 0;
    if (version < 2) continue;
    if (tag(entry, version === 2 ? 8 : 10) === 'Exif') return version === 2 ? entry.getUint16(4) : entry.getUint32(4);
  }
  return null;
}

/** Where an item's bytes are, if they lie in one piece of the file (8.11.3). Reading beyond the box throws a RangeError. */
function placeOf(item, view) {
  let at = 4;
  const next = (bytes) => {
    const value = { 0: () => 0, 2: () => view.getUint16(at), 4: () => view.getUint32(at), 8: () => Number(view.getBigUint64(at)) }[bytes]();
    at += bytes;
    return value;
  };
  const version = view.getUint8(0), sizes = next(2);
  const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15);
  for (let left = next(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const number = next(version < 2 ? 2 : 4);
    const method = version > 0 ? next(2) & 15 : 0;
    next(2);
    const start = next(base), extents = next(2);
    for (let i = 0; i < extents; i += 1) {
      if (version > 0) next(index);
      const place = { at: start + next(offset), count: next(length) };
      if (number === item) return method === 0 && extents === 1 ? place : null;
    }
  }
  return null;
}

async function ofHEIF(blob) {
  let at = 0;
  for (let i = 0; i < MOST && at + 8 <= blob.size; i += 1) {
    const head = await read(blob, at, 8), size = head.getUint32(0);
    if (size < 8) return null; // the metadata come before what is as large
    if (tag(head, 4) === 'meta') {
      const inside = boxes(part(await read(blob, at + 8, Math.min(size - 8, SMALL)), 4));
      const [items, places] = [body(inside, 'iinf'), body(inside, 'iloc')];
      const item = items?.byteLength >= 8 ? exifItem(items) : null;
      const place = item !== null && places?.byteLength >= 8 ? placeOf(item, places) : null;
      if (!place || place.count < 12) return null;
      const data = await read(blob, place.at, Math.min(place.count, SMALL));
      return data.byteLength < 4 ? null : unmarked(part(data, 4 + data.getUint32(0)));
    }
    at += size;
  }
  return null;
}

/** A TIFF header and what follows, as a view; null where a file has none. */
export async function block(blob) {
  const head = await read(blob, 0, 16);
  if (head.byteLength < 16) return null;
  const mark = head.getUint32(0);
  try {
    if (mark >>> 16 === 0xffd8) return await ofJPEG(blob);
    if (mark === 0x89504e47) return await ofPNG(blob);
    if (tag(head, 0) === 'RIFF' && tag(head, 8) === 'WEBP') return await ofWebP(blob);
    if (mark === 0x49492a00 || mark === 0x4d4d002a) return await read(blob, 0, LARGEST);
    if (tag(head, 4) === 'ftyp') return await ofHEIF(blob);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error; // it ends within a structure, or sizes are odd
  }
  return null;
}
