// Which files of a collection's folders are several images.

import * as api from './api.js';
import { h } from './dom.js';

export const VIDEOS = 'Videos, by their scenes';
export const PAGES = 'Every page and animation frame';
export const RAW = 'Raw files of cameras';

/** A box for each kind, of a collection that is there; each change is followed by a sync that reads what it concerns. */
export function row({ name, frames, roots }, { onSync, onChanged, onProblem }) {
  if (!roots?.length) return null;
  const box = (member, text) => {
    const id = `${member}-${name}`;
    const input = h('input', { type: 'checkbox', id, testid: `frames-${member}`, 'data-focus': id, checked: frames[member], onchange: async () => {
      try {
        await api.changeCollection(name, { frames: { [member]: input.checked } });
        onChanged();
        if (!input.checked) return; // what is left out goes with the next sync
        await api.startSync(name, { full: member === 'pages' });
        onSync();
      } catch (error) { onProblem(error); }
    } });
    return [input, h('label', { class: 'note', for: id }, text)];
  };
  return h('span', { class: 'row-facts inline' }, box('videos', VIDEOS), box('pages', PAGES), box('raw', RAW));
}
