// The details of one image, over whatever is shown: what is known of it, what it looks like, and what can be done with it.

import * as api from './api.js';
import { ask } from './ask.js';
import { label } from './cards.js';
import { byId, h, icon, thumbnail } from './dom.js';
import { facts } from './detail-facts.js';
import * as frames from './detail-frames.js';
import { relatives } from './detail-relatives.js';
import { compare } from './compare.js';
import * as grid from './grid.js';
import * as parts from './parts.js';
import * as query from './query.js';
import * as state from './state.js';

let dialog = null;
let shown = null; // `collection/id` of what is shown
let request = new AbortController();
let handlers = { onGone() {}, onChanged() {} };

/** `onGone(image)` when it was deleted, `onChanged(image)` when what is said of it has changed. */
export const listen = (given) => { handlers = given; };

const close = () => state.go({ open: null }, { replace: true });

function frame() {
  const made = h('dialog', { class: 'detail', testid: 'detail', 'aria-label': 'Details of an image' });
  made.addEventListener('cancel', (event) => { event.preventDefault(); close(); });
  made.addEventListener('click', (event) => { if (event.target === made) close(); }); // beside it
  made.addEventListener('keydown', (event) => {
    if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); go(step); }
  });
  document.body.append(made);
  made.showModal();
  return made;
}

/** The places of the grid's list around the image that is shown. */
function around(id) {
  const list = grid.list();
  if (!list) return null;
  for (let place = 0; place < list.length; place += 1) if (list.get(place)?.id === id) return { list, place };
  return null;
}

function go(step) {
  const here = around(state.get().open);
  const next = here?.list.get(here.place + step);
  here?.list.want(Math.max(0, here.place + step), Math.min(here.list.length, here.place + step + 2));
  if (next?.id) state.go({ open: next.id }, { replace: true });
}

/** Shows the image that the state names, or closes. */
export async function show(now, collection) {
  const key = now.open && collection ? `${collection.name}/${now.open}` : null;
  if (key === shown) return;
  request.abort();
  request = new AbortController();
  const { signal } = request;
  const before = shown;
  shown = key;
  if (!key) return leave(before);
  dialog ??= frame();
  dialog.setAttribute('aria-busy', 'true');
  try {
    const [image, categories] = await Promise.all([
      api.image(collection.name, now.open, signal),
      api.categories(collection.name, {}, signal).catch(() => [])]);
    if (!signal.aborted) draw(image, categories, collection, signal);
  } catch (error) {
    if (!signal.aborted) dialog.replaceChildren(h('div', { class: 'detail-head' }, closer()), h('p', { class: 'problem', role: 'alert', testid: 'detail-error' }, error.message));
  }
  dialog?.setAttribute('aria-busy', 'false');
}

function leave(before) {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  const id = before?.slice(before.indexOf('/') + 1);
  const here = id ? around(id) : null;
  if (here) grid.focus(here.place);
}

const closer = () => h('button', { class: 'button quiet square', type: 'button', testid: 'detail-close', 'aria-label': 'Close', title: 'Close', onclick: close }, icon('close'));

const stepper = (step, name, sign) => h('button', { class: `detail-step ${sign}`, type: 'button', testid: `detail-${sign}`, 'aria-label': name, title: name, onclick: () => go(step) }, icon(sign));

function picture(image) {
  const shownAs = image.bytes === 0 ? null : h('img', {
    class: 'detail-picture', testid: 'detail-picture', src: image.content_url, alt: label(image),
    onerror: ({ target }) => { target.onerror = null; if (!target.dataset.small) { target.dataset.small = '1'; target.src = thumbnail(image.thumbnail_url, 1024); } } });
  if (shownAs && image.frame?.kind === 'video') return frames.player(image, shownAs);
  return shownAs ?? h('p', { class: 'note' }, 'The server has a vector of this image, and no file.');
}

function draw(image, categories, collection, signal) {
  const now = state.get();
  const here = around(image.id);
  const title = h('h2', { class: 'detail-title', testid: 'detail-title', tabindex: -1 }, label(image));
  const head = h('div', { class: 'detail-head' }, title, closer());
  const stage = h('div', { class: 'detail-stage' }, picture(image),
    here && here.place > 0 ? stepper(-1, 'Previous image', 'back') : null,
    here && here.place < here.list.length - 1 ? stepper(1, 'Next image', 'next') : null);
  const asked = now.parts.find((part) => !part.negative && !part.url && part.image !== image.id);
  const tools = h('div', { class: 'inline detail-tools' }, tool('search', 'Find look-alikes', 'detail-similar', () => { query.know([image]); state.go(state.toImage(image.id)); }, 'primary'),
    tool('plus', 'More like this', 'detail-more', () => withPart(image, false)),
    tool('minus', 'Less like this', 'detail-less', () => withPart(image, true)),
    asked ? tool('copies', 'Compare', 'detail-compare', () => compare(image, asked, collection.name)) : null,
    image.bytes ? h('a', { class: 'button', href: image.content_url, target: '_blank', rel: 'noopener', testid: 'detail-original' }, icon('open'), 'Original') : null,
    image.file_url ? frames.download(image) : null,
    tool('delete', 'Delete', 'detail-delete', () => remove(image, collection)));
  const side = h('div', { class: 'detail-side' }, tools,
    facts(image, { collection, categories, signal, onChanged: (changed) => { handlers.onChanged(changed); shown = null; show(state.get(), collection); } }),
    frames.frames(image, collection, signal), relatives(image, collection, signal));
  dialog.replaceChildren(head, stage, side);
  dialog.scrollTop = 0;
  title.focus({ preventScroll: true });
}

const tool = (sign, text, testid, action, kind = '') => h('button', { class: `button ${kind}`, type: 'button', testid, onclick: action }, icon(sign), text);

function withPart(image, negative) {
  query.know([image]);
  const now = state.get();
  state.go({ view: 'search', item: null, open: null, parts: parts.adding(now.parts, parts.ofImage(image.id, { negative })) });
}

async function remove(image, collection) {
  const stays = image.path && collection.directory ? ' Its file stays in the folder, and the next sync finds it again.' : '';
  if (!await ask(`Delete “${label(image)}” from “${collection.name}”?${stays}`, 'Delete')) return;
  try {
    await api.deleteImage(collection.name, image.id);
    const here = around(image.id);
    const next = here?.list.get(here.place + 1) ?? here?.list.get(here.place - 1);
    state.go({ open: next?.id && next.id !== image.id ? next.id : null, parts: state.get().parts.filter((part) => part.image !== image.id) }, { replace: true });
    handlers.onGone(image);
  } catch (error) {
    byId('detail-problem')?.remove();
    dialog?.prepend(h('p', { class: 'problem', id: 'detail-problem', role: 'alert' }, error.message));
  }
}
