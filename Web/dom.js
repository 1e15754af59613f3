// Building and finding elements. Text always goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

/** An element: `h('a', { class: 'card', testid: 'result-card', href }, 'text', child)`. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'testid') element.dataset.testid = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** One of the icons declared in index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The thumbnail URL at a size in pixels; keeps whatever else the server put in it. */
export function thumbnail(url, size) {
  const sized = new URL(url, location.origin);
  sized.searchParams.set('size', size);
  return sized.href;
}

/** A lazily loaded square thumbnail, sharp on dense screens; says so when it can't be shown. */
export function thumbnailImage(url, alt, size = 256) {
  return h('img', {
    src: thumbnail(url, size), srcset: `${thumbnail(url, size)} 1x, ${thumbnail(url, 2 * size)} 2x`,
    alt, loading: 'lazy', decoding: 'async', draggable: 'false', width: size, height: size,
    onerror: (event) => event.target.parentElement?.classList.add('broken'),
  });
}
