// All images of a collection, or those that fit a filter, as a list that is read from any place on.

import * as api from './api.js';
import { anywhere } from './lists.js';

const FIRST = 120;

let known = { key: null, list: null }; // so that the way back from a search shows what was there

const ask = async (collection, { filter, order }, offset, limit, signal) => {
  const page = await api.images(collection.name, { offset, limit, order, filter }, signal);
  return { items: page.images, total: page.total };
};

export async function list(collection, options, signal) {
  const key = JSON.stringify([collection.name, collection.images, options.filter, options.order]);
  if (known.key === key) return known.list;
  const first = await ask(collection, options, 0, FIRST, signal);
  const made = anywhere({
    first: first.items, total: first.total, load: (offset, limit) => ask(collection, options, offset, limit), onError: options.onError });
  known = { key, list: made };
  return made;
}

export const forget = () => { known = { key: null, list: null }; };
