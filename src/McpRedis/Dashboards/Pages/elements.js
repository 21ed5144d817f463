// Elements and numbers. What a server said gets into the page as text alone, never as markup.
function h(tag, properties, ...children) {
  return fill(tag.startsWith('svg:') ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4)) : document.createElement(tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const byId = (id) => document.getElementById(id);

/** One line above everything; nothing takes it away. */
function say(text = '', bad = false) {
  byId('said').textContent = text;
  byId('said').className = bad ? 'bad' : '';
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const fixed = (number, digits = 1) => number.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const count = (number) => number < 100_000 ? whole.format(number) : short.format(number);
const rate = (number) => number < 100 ? fixed(number) : count(number);
const percent = (part) => `${fixed(part * 100, part > 0 && part < 0.1 ? 2 : 1)} %`;

function bytes(number) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${unit === 0 || number >= 100 ? whole.format(number) : fixed(number)} ${units[unit]}`;
}

function duration(seconds) {
  const parts = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];
  const from = parts.findIndex(([, size]) => seconds >= size);
  return parts.slice(from < 0 ? 3 : from, from < 0 ? 4 : from + 2).map(([name, size], at, shown) => `${whole.format(Math.floor((at === 0 ? seconds : seconds % shown[at - 1][1]) / size))} ${name}`).join(' ');
}

const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** Stored bytes as our replies write them: text, or base64 of what is none. */
const stored = (value) => value === null || value === undefined ? '' : typeof value === 'string' ? value : value.text ?? `base64 ${value.base64}`;

/** A bar with its value in words. */
function meter(label, part, words, level = '') {
  const filled = h('div', { class: `filled ${level}` });
  filled.style.inlineSize = `${Math.min(100, Math.max(0, part * 100))}%`;
  return h('div', { class: 'meter', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(part * 100), 'aria-valuetext': words }, filled);
}

/** Columns: [title, row → text or element, is a number]; the first is the row's head. */
function table(caption, columns, rows) {
  return h('div', { class: 'scroll', id: `table-${caption.toLowerCase().replaceAll(' ', '-')}`, tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', null, h('caption', { class: 'hidden' }, caption),
      h('thead', null, h('tr', null, columns.map(([title, , number]) => h('th', { scope: 'col', class: number ? 'number' : null }, title)))),
      h('tbody', null, rows.map((row) => h('tr', null, columns.map(([, cell, number], at) =>
        h(at === 0 ? 'th' : 'td', { scope: at === 0 ? 'row' : null, class: number ? 'number' : null }, cell(row))))))));
}
