// Two images side by side: what was searched with, and one that was found.

import { label } from './cards.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as query from './query.js';

const side = (source, name, note) => h('figure', { class: 'compare-side' },
  h('span', { class: 'compare-picture' }, h('img', { src: source, alt: name, draggable: 'false' })), h('figcaption', {}, name, note ? h('span', { class: 'note' }, note) : null));

/** Shows an image beside a part of the query; the pointer looks at the same place of both. */
export function compare(image, part, collection) {
  const asked = query.sourceOf(part, collection, 1024);
  const both = h('div', { class: 'compare', testid: 'compare' },
    side(asked, 'Searched with', null),
    side(image.content_url, label(image), image.width ? `${format.count(image.width)} × ${format.count(image.height)}` : null));
  const pictures = [...both.querySelectorAll('img')];
  const zoom = h('input', { type: 'range', id: 'compare-zoom', testid: 'compare-zoom', min: 1, max: 8, step: 0.1, value: 1 });
  const look = (x, y) => { for (const picture of pictures) picture.style.transformOrigin = `${100 * x}% ${100 * y}%`; };
  const scale = () => { for (const picture of pictures) picture.style.transform = `scale(${zoom.value})`; };
  zoom.addEventListener('input', scale);
  both.addEventListener('pointermove', (event) => {
    const frame = event.target.closest('.compare-picture')?.getBoundingClientRect();
    if (frame) look((event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
  });
  const dialog = h('dialog', { class: 'compare-dialog', 'aria-labelledby': 'compare-title' },
    h('form', { method: 'dialog' },
      h('div', { class: 'detail-head' }, h('h2', { id: 'compare-title' }, 'Compare'),
        h('div', { class: 'inline' }, h('label', { for: 'compare-zoom' }, 'Zoom'), zoom, h('button', { class: 'button', value: '', testid: 'compare-close' }, 'Close'))),
      both));
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
