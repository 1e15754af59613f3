// Cards: an image, a category, a file of a company. Each is a real link to where a click leads.

import * as api from './api.js';
import { h, icon, thumbnailImage } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

export const label = (image) => `${image.name || image.path || image.id}${image.frame ? ` · ${format.place(image.frame)}` : ''}`;

/** A click that asks for a new tab goes the browser's way; any other, ours. */
export const follow = (action) => (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  action(event);
};

/** A link to another state. */
export function link(changes, properties, ...children) {
  return h('a', { href: state.address(changes), onclick: follow(() => state.go(changes)), ...properties }, ...children);
}

export function meter(score) {
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--score', `${100 * Math.min(Math.max(score, 0), 1)}%`);
  return bar;
}

export const scoreText = (score) => [
  h('span', { class: 'unseen' }, 'Score '),
  h('span', { class: 'card-score', testid: 'result-score', 'data-score': score }, format.score(score))];

const BANDS = { same_picture: 'same picture', same_thing: 'same thing', same_kind: 'same kind', unrelated: 'unrelated' };

/** What the score is worth, where that was measured. */
const likeness = ({ band, likeness: share }) => !band ? null : h('span', {
  class: `chip band ${band}`, testid: 'result-band', title: share === undefined ? null : `The same thing with a probability of ${format.share(share)}` }, BANDS[band] ?? band);

/** The place among the results; the score is in the title. */
const rankText = (rank, score) => [
  h('span', { class: 'unseen' }, 'Rank '),
  h('span', { class: 'card-score', testid: 'result-rank', 'data-score': score, title: `Score ${format.score(score)}` }, String(rank))];

/** Where only a vector is stored, the name stands for the image. */
const frame = (image, alt, size) => h('span', { class: image.bytes === 0 ? 'card-picture broken' : 'card-picture', 'data-label': label(image) },
  image.bytes === 0 ? null : thumbnailImage(image.thumbnail_url, alt, size), cut(image), where(image));

/** The mark of an image that lacks a part. */
const cut = ({ mark }) => mark ? h('span', { class: 'card-mark', testid: 'picture-mark', title: mark }, 'Cut short') : null;

/** Where in its file a frame is, and how many others of it were found. */
function where({ frame: one, frames }) {
  if (!one) return null;
  const others = (frames?.matches ?? []).slice(1);
  return h('span', { class: 'card-mark place', testid: 'picture-place', title: others.length ? `Also ${others.slice(0, 8).map((other) => format.place(other.frame)).join(', ')}` : null },
    format.place(one), frames?.count > 1 ? ` +${format.count(frames.count - 1)}` : null);
}

const pathNote = (path) => h('span', { class: 'card-path note', testid: 'result-path' }, path);

/** An image: with its score where it was found, or its rank where there is one. A click shows its details; the button on
    it, or the key s, searches with it; `choice` is `{ isChosen, toggle(isRange) }` where it can be chosen. */
export function picture(image, { testid, score, rank = null, isQuery, onOpen, onSimilar, onCopies, choice = null }) {
  const found = score !== undefined;
  const similar = (event) => { event?.preventDefault(); onSimilar(image); };
  const card = h('a', {
    class: 'card', testid, 'data-id': image.id, draggable: 'false', href: state.address({ open: image.id }),
    title: found ? image.path ?? label(image) : label(image), onclick: follow(() => onOpen(image)),
    'aria-keyshortcuts': [onSimilar ? 's' : null, choice ? 'x' : null].filter(Boolean).join(' ') || null,
    onkeydown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 's' && onSimilar) similar(event);
      if (event.key === 'x' && choice) choice.toggle(false);
    },
  },
    frame(image, found ? '' : label(image)),
    !found ? null : h('span', { class: 'card-text' },
      rank === null ? meter(score) : null,
      h('span', { class: 'card-line' }, rank === null ? scoreText(score) : rankText(rank, score), isQuery ? h('span', { class: 'chip same' }, 'this one') : likeness(image)),
      h('span', { class: 'card-name', testid: 'result-name' }, label(image)),
      image.path && image.path !== label(image) ? pathNote(image.path) : null),
    image.offline ? h('span', { class: 'card-mark offline' }, 'Offline') : null);
  return h('li', {}, card, chooser(image, choice), copies(image, onCopies), !onSimilar ? null : h('a', {
    class: 'card-similar', testid: 'similar', href: state.address(state.toImage(image.id)), tabindex: -1, draggable: 'false',
    'aria-label': `Find look-alikes of ${label(image)}`, title: 'Find look-alikes', onclick: follow(similar),
  }, icon('search')));
}

/** A box that chooses the image, for what is done with several. */
function chooser(image, choice) {
  return choice && h('button', {
    class: 'card-choose', type: 'button', testid: 'choose', tabindex: -1, 'data-id': image.id, 'aria-pressed': String(choice.isChosen),
    'aria-label': `Choose ${label(image)}`, title: 'Choose (x)', onclick: (event) => choice.toggle(event.shiftKey),
  }, icon('check'));
}

/** How many near-identical images a folded card stands for. */
function copies(image, onCopies) {
  if (!image.copies?.count) return null;
  return h('button', { class: 'card-copies', type: 'button', testid: 'copies', title: 'Show the near-identical images', onclick: () => onCopies(image) },
    icon('copies'), `+${format.count(image.copies.count)}`, h('span', { class: 'unseen' }, ' near-identical images'));
}

/** Several images in one frame, for what has many: a category, an event. */
export function mosaic({ testid, changes, title, hint, images, score }) {
  return h('li', {}, link(changes, { class: 'card', testid, 'data-id': changes.item ?? changes.event, title },
    h('span', { class: 'mosaic', 'data-count': Math.min(images.length, 4) }, images.slice(0, 4).map((image) => frame(image, '', images.length === 1 ? 256 : 128))),
    h('span', { class: 'card-text' },
      score === undefined ? null : [meter(score), h('span', { class: 'card-line' }, scoreText(score))],
      h('span', { class: 'card-name strong' }, title),
      h('span', { class: 'note' }, hint))));
}

/** A file of a company; a click opens it. */
export function file({ company, path, name, score }) {
  return h('li', { testid: 'result-row' }, h('a', {
    class: 'card', href: api.companyContent(company, path), target: '_blank', rel: 'noopener', title: path, draggable: 'false',
  },
    h('span', { class: 'card-picture', 'data-label': name }, thumbnailImage(api.companyThumbnail(company, path), '')),
    h('span', { class: 'card-text' }, meter(score), h('span', { class: 'card-line' }, scoreText(score)),
      h('span', { class: 'card-name', testid: 'result-name' }, name), pathNote(path))));
}
