// Images to start a search with: some of the collection's, or of one event.

import * as api from './api.js';
import { byId } from './dom.js';
import * as events from './events.js';
import * as grid from './grid.js';

const POOL = 200, SAMPLE = 24; // images asked for at once, images offered

const others = byId('others');
let pool = { images: [], next: null, turn: 0 };
let open = () => {};

/** Offers images of a collection, and of one event where it is named. */
export async function offer(collection, event, onOpen, signal) {
  open = onOpen;
  if (pool.collection !== collection.name || pool.total !== collection.images || pool.event !== event) {
    const page = event
      ? { images: (await events.of(collection, signal)).events.find((one) => one.code === event)?.examples ?? [], next: null }
      : await api.images(collection.name, { limit: POOL }, signal);
    pool = { ...page, collection: collection.name, event, total: collection.images, turn: 0 };
  }
  if (!signal.aborted) show();
}

export const forget = () => { pool = { images: [], next: null, turn: 0 }; };
export const hide = () => { others.hidden = true; };

/** Evenly spread over the pool, so that neighbours in name order don't crowd the offer. */
function show() {
  const ready = pool.images.filter((image) => image.state === 'ready');
  const step = Math.max(ready.length / SAMPLE, 1);
  const picked = [];
  for (let i = 0; i < Math.min(SAMPLE, ready.length); i += 1) {
    picked.push(ready[Math.floor(i * step + pool.turn) % ready.length]);
  }
  grid.showGallery([...new Set(picked)], { onOpen: open });
  others.hidden = ready.length <= SAMPLE && !pool.next;
}

/** `onError(error)` where the next ones can't be had. */
export const listen = (onError) => others.addEventListener('click', async () => {
  pool.turn += 1;
  const turns = Math.ceil(pool.images.length / SAMPLE);
  if (pool.next && pool.turn >= turns) {
    try {
      Object.assign(pool, await api.images(pool.collection, { limit: POOL, after: pool.next }), { turn: 0 });
    } catch (error) { return onError(error); }
  }
  show();
});
