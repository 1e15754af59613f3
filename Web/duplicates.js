// The routes of the review of duplicates.

import { at, request } from './request.js';

const PAGE = 20;

const base = (collection, ...parts) => at('collections', collection, 'duplicates', ...parts);
const list = (path, parameters) => `${path}?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== ''))}`;

const group = ({ id, kind, members, best, put_off: isPutOff }) => ({ id, kind, images: members.map(({ image }) => image), keep: best.id, reason: best.reason, isPutOff });

/** `{ groups, next, total }`. */
export async function groups(collection, { kind, after, isPutOff }, signal) {
  const page = await request(list(base(collection, 'groups'), { kind, after, put_off: isPutOff || null, limit: PAGE }), { signal });
  return { ...page, groups: page.groups.map(group) };
}

/** Starts to look for duplicates; answers a job. */
export const search = (collection) => request(base(collection, 'search'), { method: 'POST', json: {} });

/** Answers the decision. */
export const decide = (collection, { images }, choice, kept, isRemoving) => request(base(collection, 'decisions'), {
  method: 'POST', json: { images: images.map(({ id }) => id), choice, kept, ...choice === 'keep' ? { remove_others: isRemoving } : {} } });

export const undo = (collection, id) => request(base(collection, 'decisions', id), { method: 'DELETE' });
