// The images that one is nearly the same as, and those that look like it.

import * as api from './api.js';
import { label } from './cards.js';
import { h, thumbnailImage } from './dom.js';
import { follow } from './cards.js';
import * as format from './format.js';
import * as searches from './searches.js';
import * as state from './state.js';

const NEIGHBOURS = 12, COPIES = 12;
const SAME = 0.95; // the score of a near duplicate

function strip(title, testid, images, none) {
  return h('section', {}, h('h3', {}, title), !images.length ? h('p', { class: 'note' }, none)
    : h('ul', { class: 'strip', testid }, images.map((image) => h('li', {}, h('a', {
      href: state.address({ open: image.id }), title: `${label(image)}, score ${format.score(image.score)}`, 'data-id': image.id,
      onclick: follow(() => state.go({ open: image.id }, { replace: true })),
    }, image.bytes === 0 ? h('span', { class: 'note' }, label(image)) : thumbnailImage(image.thumbnail_url, label(image), 128),
      h('span', { class: 'strip-score' }, format.score(image.score)))))));
}

/** Filled as soon as the answers are there. */
export function relatives(image, collection, signal) {
  const box = h('div', { class: 'detail-relatives', testid: 'detail-relatives', 'aria-live': 'polite' });
  if (image.state !== 'ready') return box;
  const by = { parts: [{ image: image.id }], words: { wanted: [], unwanted: [] } };
  const load = async () => {
    const [copies, similar] = await Promise.all([
      api.imageDuplicates(collection.name, image.id, { threshold: SAME, limit: COPIES }, signal),
      searches.images(collection.name, by, { top_k: NEIGHBOURS }, signal)]);
    const same = copies.duplicates.map(({ image: one, score }) => ({ ...one, score }));
    box.replaceChildren(
      strip('Near duplicates', 'detail-duplicates', same, 'None in this collection.'),
      strip('Similar images', 'detail-neighbours', similar.results, 'This is the only image.'));
  };
  load().catch((error) => { if (!signal.aborted) box.replaceChildren(h('p', { class: 'problem' }, error.message)); });
  return box;
}
