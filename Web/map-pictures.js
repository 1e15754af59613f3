// The small pictures of a map: loaded as they are needed, some at a time, the longest unused forgotten.

import * as api from './api.js';
import { thumbnail } from './dom.js';

const AT_ONCE = 12, KEPT = 900, SIZE = 128;

/** Answers a picture of the image at a place, or null where there is none yet; `onLoad()` when one has come. */
export function pictures(collection, ids, onLoad) {
  const known = new Map(); // place → image, null while it is on its way, false where there is none
  let loading = 0;

  function load(place) {
    loading += 1;
    known.set(place, null);
    const image = new Image();
    const done = (value) => { loading -= 1; known.set(place, value); onLoad(); };
    image.onload = () => done(image);
    image.onerror = () => done(false);
    image.src = thumbnail(api.thumbnailOf(collection, ids[place]), SIZE);
  }

  function trim() {
    for (const [place, value] of known) {
      if (known.size <= KEPT) break;
      if (value !== null) known.delete(place);
    }
  }

  return (place, isHurried) => {
    const value = known.get(place);
    if (value) { known.delete(place); known.set(place, value); return value; } // used last
    if (value === undefined && isHurried && loading < AT_ONCE) { load(place); trim(); }
    return null;
  };
}
