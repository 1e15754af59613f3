// The routes of the review of duplicates.

import { at, request } from './request.js';

const PAGE = 20;

const base = (collection, ...parts) => at('collections', collection, 'duplicates', ...parts);

const group = ({ images, ...rest }) => ({ ...rest, images: images.map(({ image }) => image) });

/** `{ groups, next, total }`; a group is `{ id, kind, images, keep, reason }`. */
export async function groups(collection, { kind, after, isPutOff }, signal) {
  const query = new URLSearchParams({ state: isPutOff ? 'later' : 'open', limit: PAGE });
  if (kind) query.set('kind', kind);
  if (after) query.set('after', after);
  const page = await request(`${base(collection, 'review')}?${query}`, { signal });
  return { ...page, groups: page.groups.map(group) };
}

/** Starts to look for duplicates; answers a job. */
export const search = (collection) => request(base(collection, 'search'), { method: 'POST', json: {} });

/** Answers the decision: `{ id, changed, problems }`. */
export const decide = (collection, { images }, choice, keep, isRemoving) => request(base(collection, 'decisions'), {
  method: 'POST', json: { images: images.map(({ id }) => id), choice, ...choice === 'keep' ? { keep, remove_others: isRemoving } : {} } });

export const undo = (collection, id) => request(base(collection, 'decisions', id), { method: 'DELETE' });
