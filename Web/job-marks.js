// Which images of a job are cut short: requested on demand, because the list of jobs does not include them.

import * as api from './api.js';
import { h } from './dom.js';

/** A sync names them by path, a batch by id. */
const sentences = (result) => result.marks?.map(({ path, detail }) => `${path}: ${detail}`)
  ?? (result.results ?? []).filter(({ mark }) => mark).map(({ image_id: id, mark }) => `${id}: ${mark}`);

/** A list that can be opened; null if no image of the job is cut short. */
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
    h('summary', { testid: 'job-marks-open', 'data-focus': `marks/${id}` }, 'Which are cut short'), list);
}
