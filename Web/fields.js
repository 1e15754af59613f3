// The attributes that a collection's images have, offered where the visitor sets a filter:
// `[{ name, values, least, most }]`, where `values` are the most frequent ones.

import * as api from './api.js';

const known = new Map(); // collection → { images, fields }

/** Those that most images have first. */
export async function of(collection) {
  const before = known.get(collection.name);
  if (before?.images === collection.images) return before.fields;
  const fields = (await api.fields(collection.name)).sort((a, b) => b.images - a.images).map(({ name, values, minimum, maximum }) => ({
    name, values: values.map(({ value }) => value).filter((value) => value !== null && typeof value !== 'object'),
    least: minimum ?? null, most: maximum ?? null }));
  known.set(collection.name, { images: collection.images, fields });
  return fields;
}

/** The attributes changed. */
export const forget = (collection) => known.delete(collection);
