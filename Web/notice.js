// What the page says in words: the status line, errors, warnings, and what to do when there is nothing to show.

import { byId, h, icon } from './dom.js';

const statusLine = byId('status');
const errorBox = byId('error');
const warningList = byId('warnings');
const emptyBox = byId('empty');

/** `state` is idle, searching, done or error; it is also readable as `data-state`. */
export function status(text, state = 'idle', title = '') {
  statusLine.textContent = text;
  statusLine.title = title;
  statusLine.dataset.state = state;
}

/** A search has begun; the last one's words stay until there are others. */
export const searching = () => { statusLine.dataset.state = 'searching'; };

export function error(sentence, retry, box = errorBox) {
  box.replaceChildren(
    h('p', {}, sentence),
    retry ? h('button', { class: 'button', type: 'button', onclick: retry }, 'Try again') : '',
    h('button', { class: 'button quiet square', type: 'button', 'aria-label': 'Dismiss', onclick: () => clearError(box) }, icon('close')));
  box.hidden = false;
}

export function clearError(box = errorBox) {
  box.hidden = true;
  box.replaceChildren();
}

export function warnings(sentences = []) {
  warningList.hidden = sentences.length === 0;
  warningList.replaceChildren(...sentences.map((sentence) => h('li', {}, sentence)));
}

export function empty(...content) {
  emptyBox.hidden = content.length === 0;
  emptyBox.replaceChildren(...content.filter(Boolean).map((part) => typeof part === 'string' ? h('p', {}, part) : part));
}

/** A word as a shell takes it. */
export const quoted = (word) => /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command to copy. */
export function command(text) {
  const copied = h('button', {
    class: 'button', type: 'button',
    onclick: async () => {
      await navigator.clipboard.writeText(text);
      copied.textContent = 'Copied';
    },
  }, 'Copy');
  return h('div', { class: 'command' }, h('code', {}, text), navigator.clipboard ? copied : null);
}
