// What a view says when it has nothing to show.

import { h } from './dom.js';

/** A sentence, and the one command or link that helps. */
export const empty = (...content) => h('div', { class: 'empty', testid: 'view-empty' },
  content.filter(Boolean).map((part) => typeof part === 'string' ? h('p', {}, part) : part));
