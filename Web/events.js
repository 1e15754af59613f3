// The events of a collection: the values of `event_code` that its photos have. The server lists photos, not events,
// so the first ones are looked through, and the page says where there are more.

import * as api from './api.js';

const PEEK = 50, PAGE = 500, MOST = 2000; // photos
const EXAMPLES = 24; // photos kept of each event

const known = new Map(); // collection → { images, events, seen, isComplete }

const codeOf = (image) => {
  const code = image.attributes?.event_code;
  return typeof code === 'string' && code ? code : null;
};

function add(found, images) {
  for (const image of images) {
    found.seen += 1;
    const code = image.state === 'ready' ? codeOf(image) : null;
    if (!code) continue;
    let event = found.events.find((one) => one.code === code);
    if (!event) found.events.push(event = { code, count: 0, examples: [] });
    event.count += 1;
    if (event.examples.length < EXAMPLES) event.examples.push(image);
  }
}

/** `{ events: [{ code, count, examples }], seen, isComplete }`, the largest first. Where the first photos have no
    event, none is looked for. */
export async function of(collection, signal) {
  const before = known.get(collection.name);
  if (before?.images === collection.images) return before;
  const found = { images: collection.images, events: [], seen: 0, isComplete: false };
  let after, limit = PEEK;
  do {
    const page = await api.images(collection.name, { limit, after }, signal);
    add(found, page.images);
    after = page.next;
    limit = PAGE;
  } while (after && found.events.length && found.seen < MOST);
  found.isComplete = !after;
  found.events.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  known.set(collection.name, found);
  return found;
}

export const filter = (code) => code ? { event_code: code } : null;
