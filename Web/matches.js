// The matches of a search as a list that goes on as it is looked at.

import { onwards } from './lists.js';
import * as searches from './searches.js';

const FIRST = 60, FURTHER = 180;
const GONE = 410; // the server has forgotten the search; with the query it goes on

function order({ threshold, filter, nearestCategories, sort, fold, frames, augment, augmentBy }) {
  const fields = {};
  if (threshold !== null) fields.threshold = threshold;
  if (filter) fields.filter = filter;
  if (nearestCategories) fields.nearest_categories = nearestCategories;
  if (sort !== 'score') fields.sort = sort;
  if (fold) fields.fold = true;
  if (frames) fields.frames = 'all';
  if (augment.length) Object.assign(fields, { augment, augment_by: augmentBy });
  return fields;
}

/** `{ list, answer }`: the matches, and the server's first answer. */
export async function found(collection, by, options, signal, onError) {
  const fields = order(options);
  const most = options.topK ?? Infinity;
  const ask = (query, more) => searches.images(collection.name, query, { ...query ? fields : {}, ...more }, signal);
  const answer = await ask(by, { top_k: Math.min(FIRST, most) });
  let { next } = answer;
  async function further(count) {
    const more = { cursor: next, top_k: count };
    try {
      return await ask(null, more);
    } catch (error) {
      if (error.status !== GONE) throw error;
      return ask(by, more);
    }
  }
  const list = onwards({
    first: answer.results, isWhole: !next || answer.results.length >= most, onError,
    async more(items) {
      const page = await further(Math.min(FURTHER, most - items.length));
      next = page.next;
      return { items: page.results, isWhole: !next || items.length + page.results.length >= most };
    },
  });
  return { list, answer };
}
