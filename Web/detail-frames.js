// A frame of a file that has several: the video that plays from there, and the other frames.

import * as api from './api.js';
import { follow, label } from './cards.js';
import { h, icon, thumbnailImage } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

const MOST = 240; // frames that are shown

const fileName = (image) => (image.path ?? image.name).split('/').pop();

/** The player at the frame's second; where the browser can't play the file, `still` and a link to it. */
export function player(image, still) {
  const box = h('div', { class: 'detail-player' });
  const video = h('video', {
    class: 'detail-picture', testid: 'detail-video', controls: true, autoplay: true, playsinline: true, preload: 'metadata',
    src: `${image.file_url}#t=${image.frame.seconds}`, poster: image.content_url, 'aria-label': `${fileName(image)} from ${format.clock(image.frame.seconds)}`,
    onerror: () => box.replaceChildren(still, h('p', { class: 'note', testid: 'video-note' },
      'This browser can’t play this video. ', h('a', { href: image.file_url, download: fileName(image), testid: 'video-download' }, 'Download it'), '.')),
  });
  box.append(video);
  return box;
}

const KINDS = { video: 'Frames of this video', page: 'Pages of this file', animation: 'Frames of this animation' };

/** The frames of the image's file, filled when the answer is there; nothing for an image that is its whole file. */
export function frames(image, collection, signal) {
  if (!image.frame) return null;
  const box = h('section', {}, h('h3', {}, KINDS[image.frame.kind]));
  const one = (frame) => h('li', {}, h('a', {
    href: state.address({ open: frame.id }), title: label(frame), 'data-id': frame.id, testid: 'detail-frame', 'aria-current': frame.id === image.id ? 'true' : null,
    onclick: follow(() => state.go({ open: frame.id }, { replace: true })),
  }, thumbnailImage(frame.thumbnail_url, label(frame), 128), h('span', { class: 'strip-score' }, format.place(frame.frame))));
  api.frames(collection.name, image.id, signal).then((all) => {
    const here = all.findIndex(({ id }) => id === image.id);
    const first = Math.max(0, Math.min(here - MOST / 2, all.length - MOST));
    box.append(h('ul', { class: 'strip', testid: 'detail-frames' }, all.slice(first, first + MOST).map(one)));
    if (all.length > MOST) box.append(h('p', { class: 'note' }, `${format.count(MOST)} of ${format.count(all.length)}.`));
  }, (error) => { if (!signal.aborted) box.append(h('p', { class: 'problem' }, error.message)); });
  return box;
}

/** The link to the file itself. */
export const download = (image) => h('a', { class: 'button', href: image.file_url, download: fileName(image), testid: 'detail-file' }, icon('open'), 'File');
