// What is searched with, below the field for words: each image with the ways to change it.

import * as api from './api.js';
import { byId, h, icon, thumbnail } from './dom.js';
import * as parts from './parts.js';
import { cut } from './region.js';
import * as state from './state.js';

const box = byId('asked'), list = byId('parts');
const names = new Map(); // image id → name, of the images seen on this page
const addresses = new Map(); // upload key → address of its bytes

/** Remembers what images are called. */
export const know = (images) => { for (const image of images) names.set(image.id, image.name || image.path || image.id); };

/** The address of a file of the visitor's own. */
export function addressOf(key) {
  if (!addresses.has(key)) {
    const file = state.upload(key);
    if (!file) return null;
    addresses.set(key, URL.createObjectURL(file));
  }
  return addresses.get(key);
}

/** What an address is called: the file's name, or the host. */
function nameOfAddress(url) {
  const { pathname, host } = new URL(url);
  const name = pathname.split('/').pop();
  try { return decodeURIComponent(name) || host; } catch { return name; } // not every address is well escaped
}

const nameOf = (part) => part.url ? nameOfAddress(part.url) : part.upload ? state.upload(part.upload)?.name || 'Pasted image' : names.get(part.image) ?? part.image;

/** The small picture of a part that is no address: this page asks no other host for anything. */
export const sourceOf = (part, collection, size = 256) => part.upload ? addressOf(part.upload)
  : thumbnail(api.thumbnailOf(collection, part.image), size);

const adjust = (changed) => state.go({ parts: changed });

function chip(part, place, now) {
  const name = nameOf(part);
  const picture = part.url ? h('span', { class: 'part-unseen', title: part.url }, icon('web')) : h('img', {
    testid: place ? null : 'query-image', src: sourceOf(part, now.collection), alt: `${part.negative ? 'Less like' : 'Searching with'}: ${name}`, draggable: 'false',
    onerror: ({ target }) => { target.hidden = true; target.parentElement.append(h('span', { class: 'part-unseen' }, 'No preview')); },
  });
  const frame = h('span', { class: 'part-picture' }, picture);
  if (part.region) frame.append(mark(part.region));
  const label = h('span', { class: 'part-name', testid: place ? null : 'query-name', title: part.url ?? name }, name);
  if (part.image && !names.has(part.image)) {
    api.image(now.collection, part.image).then((image) => { know([image]); label.textContent = label.title = nameOf(part); }, () => {}); // the id will do
  }
  const rest = parts.without(now.parts, place);
  return h('li', { class: `part${part.negative ? ' negative' : ''}`, testid: 'part' }, frame,
    h('span', { class: 'part-text' }, label,
      h('span', { class: 'part-tools' },
        h('button', { class: 'button small', type: 'button', testid: 'part-like', 'aria-pressed': String(part.negative), title: part.negative ? 'Results should not look like it' : 'Results should look like it',
          onclick: () => adjust(parts.changing(now.parts, place, { negative: !part.negative })) }, icon(part.negative ? 'minus' : 'plus'), part.negative ? 'Less like' : 'More like'),
        part.url ? null : h('button', { class: 'button small', type: 'button', testid: 'part-region', title: 'Search with a region of it',
          onclick: () => choose(part, place, now) }, icon('crop'), part.region ? 'Region' : 'Crop'),
        h('button', { class: 'button small square', type: 'button', testid: 'part-remove', 'aria-label': `Remove ${name}`, title: 'Remove',
          onclick: () => adjust(rest) }, icon('close')))));
}

function mark({ x, y, width, height }) {
  const box = h('span', { class: 'part-mark' });
  Object.assign(box.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * width}%`, height: `${100 * height}%` });
  return box;
}

async function choose(part, place, now) {
  const source = part.upload ? addressOf(part.upload) : sourceOf(part, now.collection, 1024);
  const region = await cut({ source, name: nameOf(part), region: part.region });
  if (region !== undefined) adjust(parts.changing(now.parts, place, { region }));
}

/** Shows what the state searches with. */
export function show(now) {
  const kept = now.parts.filter((part) => part.image || part.url || state.upload(part.upload));
  box.hidden = !state.isSearch(now);
  const focus = list.contains(document.activeElement) ? [...list.querySelectorAll('button')].indexOf(document.activeElement) : -1;
  list.replaceChildren(...kept.map((part) => chip(part, now.parts.indexOf(part), now)));
  list.hidden = kept.length === 0;
  if (focus >= 0) [...list.querySelectorAll('button')][focus]?.focus();
}

export const onClear = (action) => byId('clear').addEventListener('click', action);
