// Which pictures of a job are cut short: asked for when somebody wants to know, since jobs are listed without it.

import * as api from './api.js';
import { h } from './dom.js';

/** A sync tells them by their paths, a batch by their ids. */
const sentences = (result) => result.marks?.map(({ path, detail }) => `${path}: ${detail}`)
  ?? (result.results ?? []).filter(({ mark }) => mark).map(({ image_id: id, mark }) => `${id}: ${mark}`);

/** Opens to a list; null where no picture of the job is cut short. */
export function marks({ id, result }) {
  if (!result?.marked) return null;
  const list = h('ul', { testid: 'job-marks' });
  const load = async () => {
    try {
      const told = sentences((await api.job(id)).result);
      const more = result.marked - told.length;
      list.replaceChildren(...[...told, more > 0 ? `And ${more} more.` : null].filter(Boolean).map((text) => h('li', {}, text)));
    } catch (error) { list.replaceChildren(h('li', {}, error.message)); }
  };
  return h('details', { class: 'job-marks', ontoggle: (event) => { if (event.target.open && !list.childElementCount) load(); } },
    h('summary', { testid: 'job-marks-open' }, 'Which are cut short'), list);
}
