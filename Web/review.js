// The review of groups of duplicates, one group after the other, by keys or with a pointer. A group is
// `{ id, kind, images, keep, reason }`: the id of the image that is proposed to be kept, and why.

import { label } from './cards.js';
import { h, icon, thumbnail } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

const KINDS = { exact: 'the same bytes', near: 'the same picture, encoded or sized differently', edited: 'an edited copy' };
const CHOICES = [
  ['keep', 'Enter', 'Keep this one', 'The chosen image stays; the others may go.'],
  ['keep_all', 'a', 'Keep all', 'All stay, and are not asked about again.'],
  ['not_duplicates', 'n', 'Not duplicates', 'They show different things.'],
  ['later', 'l', 'Later', 'Asked about again when the open groups are done.'],
];

/** `decide(group, choice, kept)` and `undo()` answer when it is done; `more()` answers further groups, none at the end. */
export function review(groups, { total, decide, undo, more, onProblem }) {
  const element = h('section', { class: 'review', testid: 'review', tabindex: -1, 'aria-label': 'Review of duplicates' });
  let here = 0, chosen = 0, done = 0, isBusy = false;

  const group = () => groups[here];
  const proposed = () => Math.max(0, group()?.images.findIndex(({ id }) => id === group().keep) ?? 0);

  function show() {
    element.replaceChildren(...group() ? [head(), pictures(), tools()] : [finished()]);
  }

  async function go(step) {
    if (here + step >= groups.length && step > 0) groups.push(...await more());
    here = Math.max(0, Math.min(groups.length, here + step));
    chosen = proposed();
    show();
    element.focus({ preventScroll: true });
  }

  async function act(work) {
    if (isBusy) return;
    isBusy = true;
    try { await work(); } catch (error) { onProblem(error); }
    isBusy = false;
  }

  const choose = (choice) => act(async () => {
    await decide(group(), choice, choice === 'keep' ? [group().images[chosen].id] : []);
    group().decided = choice;
    done += 1;
    await go(1);
  });
  const takeBack = () => act(async () => {
    if (!await undo()) return;
    done = Math.max(0, done - 1);
    await go(-1);
    if (group()) group().decided = null;
    show();
  });

  function head() {
    const { kind, images, reason, decided } = group();
    return h('div', { class: 'review-head' },
      h('p', { testid: 'review-place', role: 'status' }, `Group ${format.count(here + 1)} of ${format.count(Math.max(total, groups.length))}: ${format.plural(images.length, 'image')}, ${KINDS[kind] ?? kind}`),
      decided ? h('span', { class: 'chip same' }, CHOICES.find(([name]) => name === decided)?.[2]) : null,
      reason ? h('p', { class: 'note', testid: 'review-reason' }, `Proposed: ${reason}`) : null);
  }

  const facts = (image) => [image.width ? `${format.count(image.width)} × ${format.count(image.height)}` : null,
    image.bytes ? format.bytes(image.bytes) : null, format.date(image.created_at)].filter(Boolean).join(' · ');

  const pictures = () => h('ul', { class: 'review-images' }, group().images.map((image, place) => h('li', {},
    h('button', {
      class: 'review-image', type: 'button', testid: 'review-image', 'data-id': image.id, 'aria-pressed': String(place === chosen),
      onclick: () => { chosen = place; show(); element.querySelectorAll('.review-image')[place]?.focus(); },
    },
      h('span', { class: 'review-picture' }, h('img', { src: thumbnail(image.thumbnail_url, 512), alt: '', draggable: 'false' }), place === chosen ? icon('check') : null),
      h('span', { class: 'card-name' }, label(image)), h('span', { class: 'note' }, image.path ?? ''), h('span', { class: 'note' }, facts(image)),
      image.id === group().keep ? h('span', { class: 'chip same' }, 'proposed') : null),
    h('button', { class: 'link', type: 'button', onclick: () => state.go({ open: image.id }) }, 'Details', h('span', { class: 'unseen' }, ` of ${label(image)}`)))));

  const key = (text) => h('kbd', { 'aria-hidden': 'true' }, text);
  const button = (text, sign, testid, title, action, kind = '') => h('button', { class: `button ${kind}`, type: 'button', testid, title, onclick: action }, text, key(sign));

  const tools = () => h('div', { class: 'review-tools' },
    CHOICES.map(([name, sign, text, title], i) => button(text, sign === 'Enter' ? '↵' : sign.toUpperCase(), `review-${name}`, title, () => choose(name), i ? '' : 'primary')),
    button('Undo', 'U', 'review-undo', 'Takes the last decision back', takeBack, 'quiet'),
    button('Previous', '↑', 'review-previous', 'The group before', () => act(() => go(-1)), 'quiet'),
    button('Next', '↓', 'review-next', 'The next group, without a decision', () => act(() => go(1)), 'quiet'));

  const finished = () => h('div', { class: 'empty', testid: 'review-end' },
    h('p', {}, groups.length ? `That was the last group. ${format.plural(done, 'decision')} made.` : 'There is nothing to review.'),
    groups.length ? h('div', { class: 'inline' }, button('Undo', 'U', 'review-undo', 'Takes the last decision back', takeBack), button('Previous', '↑', 'review-previous', 'The group before', () => act(() => go(-1)))) : null);

  const KEYS = {
    ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => act(() => go(-1)), ArrowDown: () => act(() => go(1)),
    Enter: () => choose('keep'), a: () => choose('keep_all'), n: () => choose('not_duplicates'), l: () => choose('later'), u: takeBack };
  function step(by) {
    chosen = Math.max(0, Math.min(group().images.length - 1, chosen + by));
    show();
    element.focus({ preventScroll: true });
  }

  function pressed(event) {
    if (!element.isConnected) return removeEventListener('keydown', pressed);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, dialog, a')) return;
    const isButton = event.key === 'Enter' && event.target.closest?.('button');
    const action = KEYS[event.key];
    if (!action || isButton || (!group() && !['u', 'ArrowUp'].includes(event.key))) return;
    event.preventDefault();
    action();
  }
  addEventListener('keydown', pressed);
  chosen = proposed();
  show();
  return element;
}
