// The matches of a search as a list that goes on as it is looked at.

import { onwards } from './lists.js';
import * as searches from './searches.js';

const FIRST = 60, FURTHER = 180, MOST = 1000;

function order({ threshold, filter, nearestCategories }) {
  const fields = {};
  if (threshold !== null) fields.threshold = threshold;
  if (filter) fields.filter = filter;
  if (nearestCategories) fields.nearest_categories = nearestCategories;
  return fields;
}

/** `{ list, answer }`: the matches, and the server's first answer. */
export async function found(collection, by, options, signal, onError) {
  const fields = order(options);
  const most = Math.min(options.topK ?? MOST, MOST);
  const ask = (count) => searches.images(collection.name, by, { ...fields, top_k: count }, signal);
  const first = Math.min(FIRST, most);
  const answer = await ask(first);
  const isWhole = (count, got) => count >= most || got < count;
  const list = onwards({
    first: answer.results, isWhole: isWhole(first, answer.results.length), onError,
    async more(items) {
      const count = Math.min(items.length + FURTHER, most);
      const further = await ask(count);
      const known = new Set(items.map((item) => item.id));
      return { items: further.results.filter((item) => !known.has(item.id)), isWhole: isWhole(count, further.results.length) };
    },
  });
  return { list, answer };
}
