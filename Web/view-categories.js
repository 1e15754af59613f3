// The categories of a collection, each with a few of its images; and one category with all of them.

import * as api from './api.js';
import * as cards from './cards.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import { arrows } from './grid.js';
import * as notice from './notice.js';
import * as sources from './sources.js';
import * as state from './state.js';

const EXAMPLES = 4, PAGE = 120;

export const title = (now, data) => now.item ? data?.category?.name ?? 'Category' : 'Categories';

export const lead = (now, data) => {
  if (!data?.categories) return '';
  if (data.page) return format.plural(data.page.total, 'image');
  return `${format.plural(data.categories.length, 'category', 'categories')} of “${now.collection}”. A search can compare with the categories’ prototypes (the means of their images’ vectors) first.`;
};

export async function load({ collection: name, company, item }, signal) {
  const collection = sources.find(name);
  if (company || !collection) return { none: company ?? name ?? '' };
  const id = Number(item);
  const [categories, page] = await Promise.all([
    api.categories(name, { examples: item ? 0 : EXAMPLES }, signal),
    item ? api.categoryImages(name, id, { limit: PAGE }, signal) : null]);
  return { collection: name, categories, page, category: categories.find((category) => category.id === id) };
}

export function draw(data) {
  if (data.page) return one(data);
  if (!data.categories?.length) return nothing(data);
  return arrows(h('ul', { class: 'grid categories', 'aria-label': 'Categories' }, data.categories.map((category) => cards.mosaic({
    testid: 'category-card', changes: state.toView('categories', String(category.id)), title: category.name,
    hint: format.plural(category.images, 'image'), images: category.examples,
  }))));
}

function one({ collection, category, page }) {
  const back = cards.link(state.toView('categories'), { class: 'back', testid: 'all-categories', 'data-focus': 'back' }, 'All categories');
  if (!page.images.length) return [back, empty(`“${category?.name ?? 'It'}” has no images.`)];
  const list = arrows(h('ul', { class: 'gallery', 'aria-label': 'Images' }));
  const add = (images) => list.append(...images.map((image) => cards.picture(image, {
    testid: 'category-picture', onOpen: () => state.go({ open: image.id }) })));
  add(page.images);
  let { next } = page;
  const more = h('button', { class: 'button', type: 'button', 'data-focus': 'more', hidden: !next, onclick: async () => {
    more.disabled = true;
    try {
      const further = await api.categoryImages(collection, category.id, { limit: PAGE, after: next });
      add(further.images);
      next = further.next;
      more.hidden = !next;
    } catch (error) { notice.error(error.message, null, document.getElementById('view-error')); }
    more.disabled = false;
  } }, 'Show more');
  return [back, list, more];
}

function nothing({ none }) {
  const others = sources.all().filter((collection) => collection.categories > 0);
  return empty(
    none === undefined ? 'The images of this collection have no categories.'
      : none && sources.hasCompany(none) ? `“${none}” is a company; its images have no categories.` : 'No collection is chosen.',
    others.length ? h('p', {}, 'Categories are in ', others.map((collection, i) => [i ? ', ' : '', cards.link(
      { ...state.toCollection(collection.name), view: 'categories' }, { testid: 'elsewhere' }, collection.name)]), '.')
      : [h('p', {}, 'To make a collection with categories from a folder that has one folder per category, stop the server, run this in the folder where you started it, and start it again:'), notice.command('lookalike import-folder DIR')]);
}
