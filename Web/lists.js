// Lists that are read as they are looked at: `{ length, isWhole, get(place), want(first, end), onChange }`. `isWhole` says
// whether `length` is known for good; `onChange()` is called when something has come.

const PAGE = 120;

/** A list whose length is known at once and that is read from any place on: `load(offset, limit)` answers
    `{ items, total }`. */
export function anywhere({ first, total, load, onError }) {
  const items = new Map(first.map((item, place) => [place, item]));
  const asked = new Set();
  const list = {
    length: total, isWhole: true, onChange() {},
    get: (place) => items.get(place),
    want(from, end) {
      for (let page = Math.floor(from / PAGE); page * PAGE < end; page += 1) {
        if (asked.has(page) || isThere(page)) continue;
        asked.add(page);
        load(page * PAGE, PAGE).then((answer) => {
          answer.items.forEach((item, i) => items.set(page * PAGE + i, item));
          list.length = answer.total;
          if (answer.items.length === 0) items.delete(page * PAGE);
          list.onChange();
        }, (error) => { asked.delete(page); onError(error); });
      }
    },
    /** What changed of an item, or null where it is gone. */
    update(place, item) {
      if (item) items.set(place, item);
    },
  };
  const isThere = (page) => {
    for (let place = page * PAGE; place < Math.min((page + 1) * PAGE, list.length); place += 1) if (!items.has(place)) return false;
    return true;
  };
  return list;
}

/** A list without an end that is known: `more(items)` answers further items, an empty list at the end. */
export function onwards({ first, isWhole, more, onError }) {
  const items = [...first];
  let isAsking = false;
  const list = {
    length: items.length, isWhole, onChange() {},
    get: (place) => items[place],
    want(from, end) {
      if (list.isWhole || isAsking || end < items.length - PAGE / 4) return;
      isAsking = true;
      more(items).then((further) => {
        items.push(...further.items);
        list.length = items.length;
        list.isWhole = further.isWhole;
        isAsking = false;
        list.onChange();
      }, (error) => { list.isWhole = true; onError(error); });
    },
    update(place, item) { if (item) items[place] = item; },
  };
  return list;
}

/** A list that is all there. */
export const whole = (items) => ({ length: items.length, isWhole: true, onChange() {}, get: (place) => items[place], want() {}, update(place, item) { items[place] = item; } });
