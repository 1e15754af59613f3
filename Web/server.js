// What the server says of itself: its version, and whether it fetches images by address.

import * as api from './api.js';
import { ApiError } from './request.js';

let facts = null;

/** Reads it once; where that fails, the next call tries again. */
export async function load() {
  facts ??= await api.server().catch(() => null); // what is asked of it later says what is wrong
}

/** Whether images can be searched with by their addresses; false as long as that is not known. */
export const takesAddresses = () => facts?.fetches_images ?? false;

/** Throws, with what can be done, where images are not fetched. */
export async function checkAddresses() {
  await load();
  if (facts?.fetches_images !== false) return; // hosts that it does not take are named in its answer
  throw new ApiError('This server fetches no images by address. Save the image and drop it here. Whoever runs the server can allow it: LOOKALIKE_FETCH_IMAGES=public in its settings.', 403);
}
