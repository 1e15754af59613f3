// What a search has found, or images to start one with. Arrow keys, Home and End move between cards.

import * as cards from './cards.js';
import { byId } from './dom.js';
import * as format from './format.js';

const grid = byId('grid');

function fill(kind, items) {
  grid.className = kind;
  grid.replaceChildren(...items);
}

/** `isRanked` shows places in place of scores. */
export const showMatches = (results, { queryID, isRanked, onOpen }) => fill('grid matches', results.map((match, i) =>
  cards.picture(match, {
    testid: 'result-card', score: match.score, rank: isRanked ? i + 1 : null, isQuery: match.id === queryID, onOpen })));

export const showGallery = (images, { onOpen }) =>
  fill('grid gallery', images.map((image) => cards.picture(image, { testid: 'gallery-item', onOpen })));

/** A company's images; where the server has only their vectors, the name stands for the image. */
export const showFiles = (company, results) => fill('grid matches', results.map((file) =>
  cards.file({ company, path: file.fullPath, name: file.name, score: file.distance })));

/** Categories by their prototypes' scores; `examples` has images by a category's id. A rank needs no score. */
export const showCategories = (categories, { examples, isRanked }) => fill('grid categories', categories.map((category) => cards.mosaic({
  testid: 'prototype-card', changes: { view: 'categories', item: String(category.id) }, title: category.name,
  hint: format.plural(category.images, 'image'), images: examples.get(category.id) ?? [], score: isRanked ? undefined : category.score,
})));

export const clear = () => grid.replaceChildren();
export const busy = (yes) => grid.setAttribute('aria-busy', String(yes));

/** Lets keys move between the cards of a list. */
export function arrows(list) {
  list.addEventListener('keydown', (event) => {
    const all = [...list.querySelectorAll('.card')];
    const here = all.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const top = all[0].getBoundingClientRect().top;
    const columns = Math.max(all.findIndex((card) => card.getBoundingClientRect().top > top + 1), 0) || all.length;
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - columns, ArrowDown: here + columns, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  });
  return list;
}

arrows(grid);
