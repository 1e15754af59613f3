// The attributes that a collection's images have, offered where the visitor sets a filter: `[{ name, kind, values, least, most }]`,
// where `kind` is text, number or truth, and `values` are frequent ones.

import * as api from './api.js';

const SAMPLE = 500, VALUES = 20;

const known = new Map(); // collection → { images, fields }

const kindOf = (value) => ({ number: 'number', boolean: 'truth' })[typeof value] ?? 'text';

/** From a sample of images, where the server has no list. */
function fromImages(images) {
  const found = new Map();
  for (const { attributes } of images) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === null || typeof value === 'object') continue;
      if (!found.has(name)) found.set(name, { name, kind: kindOf(value), counts: new Map(), images: 0 });
      const field = found.get(name);
      field.images += 1;
      field.counts.set(value, (field.counts.get(value) ?? 0) + 1);
    }
  }
  return [...found.values()].sort((a, b) => b.images - a.images).map(({ name, kind, counts }) => {
    const numbers = kind === 'number' ? [...counts.keys()].filter((value) => typeof value === 'number') : [];
    return {
      name, kind, values: [...counts].sort((a, b) => b[1] - a[1]).slice(0, VALUES).map(([value]) => value),
      least: numbers.length ? Math.min(...numbers) : null, most: numbers.length ? Math.max(...numbers) : null };
  });
}

export async function of(collection) {
  const before = known.get(collection.name);
  if (before?.images === collection.images) return before.fields;
  const page = await api.images(collection.name, { offset: 0, limit: SAMPLE });
  const fields = fromImages(page.images);
  known.set(collection.name, { images: collection.images, fields });
  return fields;
}

/** The attributes changed. */
export const forget = (collection) => known.delete(collection);
