// The grid of pictures, as matches with scores or as a gallery to start from. Every cell is a real
// link to the search by its picture; arrow keys, Home and End move between cells.

import { byId, h, icon, thumbnailImage } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

const ATTRIBUTES_SHOWN = 3;
const grid = byId('grid');

function attributes(values) {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== '');
  if (!entries.length) return null;
  const text = ([key, value]) => `${key}: ${format.value(value)}`;
  const chips = entries.slice(0, ATTRIBUTES_SHOWN).map((entry) => h('span', { class: 'chip', title: text(entry) },
    typeof entry[1] === 'string' ? [h('span', { class: 'unseen' }, `${entry[0]}: `), entry[1]] : text(entry)));
  const rest = entries.slice(ATTRIBUTES_SHOWN);
  if (rest.length) chips.push(h('span', { class: 'chip', title: rest.map(text).join('\n') }, `+${rest.length}`));
  return h('span', { class: 'chips' }, chips);
}

function meter(score) {
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--score', `${100 * Math.min(Math.max(score, 0), 1)}%`);
  return bar;
}

function cell(image, { testid, score, isQuery, onOpen }) {
  const label = image.name || image.path || image.id;
  const link = h('a', {
    class: 'card', testid, 'data-id': image.id, draggable: 'false',
    href: state.address({ image: image.id, upload: null }),
    title: score === undefined ? label : image.path ?? label,
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a new tab, as usual
      event.preventDefault();
      onOpen(image);
    },
  },
    h('span', { class: 'card-picture' }, thumbnailImage(image.thumbnail_url, score === undefined ? label : '')),
    score === undefined ? null : h('span', { class: 'card-text' },
      meter(score),
      h('span', { class: 'card-line' },
        h('span', { class: 'unseen' }, 'Score '),
        h('span', { class: 'card-score', testid: 'result-score', 'data-score': score }, format.score(score)),
        isQuery ? h('span', { class: 'chip same' }, 'this one') : null),
      h('span', { class: 'card-name', testid: 'result-name' }, label),
      attributes(image.attributes)));
  const original = score === undefined ? null : h('a', {
    class: 'card-open', href: image.content_url, target: '_blank', rel: 'noopener',
    'aria-label': `Open ${label} in full size`, title: 'Open in full size',
  }, icon('open'));
  return h('li', {}, link, original);
}

export function showMatches(results, { queryID, onOpen }) {
  grid.className = 'grid matches';
  grid.replaceChildren(...results.map((match) =>
    cell(match, { testid: 'result-card', score: match.score, isQuery: match.id === queryID, onOpen })));
}

export function showGallery(images, { onOpen }) {
  grid.className = 'grid gallery';
  grid.replaceChildren(...images.map((image) => cell(image, { testid: 'gallery-item', onOpen })));
}

export const clear = () => grid.replaceChildren();
export const busy = (yes) => grid.setAttribute('aria-busy', String(yes));

grid.addEventListener('keydown', (event) => {
  const cards = [...grid.querySelectorAll('.card')];
  const here = cards.indexOf(event.target);
  if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const top = cards[0].getBoundingClientRect().top;
  const columns = Math.max(cards.findIndex((card) => card.getBoundingClientRect().top > top + 1), 0) || cards.length;
  const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - columns, ArrowDown: here + columns, Home: 0, End: cards.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  cards[to]?.focus();
});
