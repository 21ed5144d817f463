// The treemap: redis_analysis_run counts, redis_analysis_get tells the prefixes below one.
const state = { analysis: null, path: [], levels: new Map(), begun: null, busy: false, over: false };
const root = '', mostTiles = 100;

const level = () => state.levels.get(here());
const here = () => state.path.at(-1) ?? root;
const openable = (prefix) => prefix.hasMore && prefix.prefix.text !== undefined && !prefix.prefix.truncated;
const named = (prefix) => stored(prefix.prefix) || '(no prefix)';
const ranged = (amount, write) => amount.low === null ? write(amount.value) : `${write(amount.value)} (${write(amount.low)}–${write(amount.high)})`;
const share = (value) => value === null ? 'expiry not asked' : `${fixed(value)} % with an expiry`;

function take(analysis) {
  if (state.analysis?.jobId !== analysis.jobId) {
    state.path = [];
    state.levels.clear();
  }
  state.analysis = analysis;
  state.failed = null;
  if (analysis.state === 'running') {
    render();
    follow(analysis.jobId);
    return;
  }
  state.levels.set(root, analysis.prefixes);
  render();
  // The reply shows the first ten.
  if (analysis.prefixes.length > 0) {
    below(root);
  }
}

// Each call waits for its end for a while by itself.
async function follow(jobId) {
  try {
    const analysis = await host.call('redis_analysis_run', { jobId });
    if (!state.over) {
      take(analysis);
    }
  } catch (error) {
    fail(error);
  }
}

async function below(prefix) {
  try {
    const reply = await host.call('redis_analysis_get', { jobId: state.analysis.jobId, view: 'prefixes', limit: mostTiles, ...(prefix === root ? {} : { prefix }) }, []);
    state.levels.set(prefix, reply.prefixes);
    return true;
  } catch (error) {
    say(error.message, true);
    return false;
  } finally {
    render();
  }
}

async function enter(prefix) {
  say();
  const name = prefix.prefix.text;
  if (state.levels.has(name) || await below(name)) {
    state.path.push(name);
    render();
    byId('map').querySelector('button')?.focus();
  }
}

function leave(depth) {
  const from = state.path[depth];
  state.path = state.path.slice(0, depth);
  render();
  [...byId('map').querySelectorAll('button')].find((tile) => tile.dataset.prefix === from)?.focus();
}

async function run(args, words) {
  if (state.busy) {
    return;
  }
  state.busy = true;
  say(words);
  render();
  try {
    const analysis = await host.call('redis_analysis_run', args);
    say();
    take(analysis);
  } catch (error) {
    say(error.message, true);
  }
  state.busy = false;
  render();
}

function again() {
  const { pattern, databases, maxSeconds, maxKeys, file } = state.begun ?? {};
  return run(Object.fromEntries(Object.entries({ pattern, databases, maxSeconds, maxKeys, file }).filter(([, value]) => value !== undefined)), 'Counting anew…');
}

function fail(error) {
  state.failed = error;
  render();
}

function render() {
  const focused = document.activeElement, id = focused?.id, prefix = focused?.dataset?.prefix;
  const { analysis } = state, disabled = state.busy ? 'true' : null;
  byId('actions').replaceChildren(...[
    analysis?.canGoOn && analysis.state !== 'running' ? h('button', { id: 'on', type: 'button', 'aria-disabled': disabled, click: () => run({ jobId: analysis.jobId }, 'Going on…') }, 'Go on') : null,
    h('button', { id: 'again', type: 'button', 'aria-disabled': disabled, click: again }, 'Analyse again')].filter(Boolean));
  byId('about').textContent = about();
  byId('main').setAttribute('aria-busy', analysis && analysis.state !== 'running' || state.failed ? 'false' : 'true');
  byId('main').replaceChildren(...(state.failed ? [h('p', { class: 'panel empty' }, state.failed.message)] : !analysis ? [h('div', { class: 'wait' })] : analysis.state === 'running' ? [running()] : shown()));
  lay();
  (id ? byId(id) : prefix === undefined ? null : [...document.querySelectorAll('[data-prefix]')].find((one) => one.dataset.prefix === prefix))?.focus({ preventScroll: true });
}

function about() {
  const { analysis } = state;
  return !analysis ? (state.failed ? 'Nothing was analysed' : 'Waiting for the analysis…')
    : `${count(analysis.seen)} ${analysis.keys === null ? 'keys' : `of ${plural(analysis.keys, 'key')}`} looked at${analysis.seenPercent === null || analysis.seenPercent === 100 ? '' : ` (${fixed(analysis.seenPercent)} %)`}${analysis.seconds === null ? '' : ` in ${duration(Math.max(1, analysis.seconds))}`}`;
}

function running() {
  const { seen, keys } = state.analysis, part = keys ? seen / keys : 0, filled = h('div');
  filled.style.inlineSize = `${part * 100}%`;
  return h('div', { class: 'panel' }, h('p', null, 'The analysis is running.'), h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Keys looked at', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(part * 100) }, filled));
}

function shown() {
  const { analysis } = state;
  const fact = (title, value, more) => h('div', { class: 'panel' }, h('h2', null, title), h('p', { class: 'value' }, value), h('p', { class: 'soft' }, more));
  const between = (amount, write) => amount.low === null ? '' : `${write(amount.low)} to ${write(amount.high)}`;
  return [
    h('div', { class: 'facts' },
      fact(analysis.sizesAre === 'payload' ? 'In the file' : 'Memory of keys', bytes(analysis.sizeBytes.value), between(analysis.sizeBytes, bytes) || 'all of it'),
      fact('Without expiry', bytes(analysis.stayingBytes.value), `${plural(analysis.staying.value, 'key')}${between(analysis.staying, count) && `, ${between(analysis.staying, count)}`}`),
      fact('Forgotten', analysis.forgotten === null ? '–' : count(analysis.forgotten.value), analysis.forgotten === null ? 'idle time is not told' : 'no expiry, idle for 30 days')),
    treePart(), largePart(), typesPart(), savingsPart(),
    analysis.notes.length > 0 ? h('section', { class: 'part' }, h('h2', null, 'About these numbers'), h('ul', { class: 'notes' }, analysis.notes.map((note) => h('li', null, note)))) : null,
  ].filter(Boolean);
}

function treePart() {
  const prefixes = level() ?? [];
  if (prefixes.length === 0) {
    return h('p', { class: 'panel empty' }, state.analysis.seen === 0 ? 'There are no keys.' : 'These keys have no prefixes in common.');
  }
  return h('section', { 'aria-labelledby': 'tree-title' }, h('h2', { id: 'tree-title', class: 'hidden' }, 'Memory by prefix'), crumbs(),
    h('div', { class: 'treemap', id: 'map', role: 'group', 'aria-label': 'Memory by prefix; arrows go to the next, Enter opens, Escape goes up', keydown: steer }, tiles(prefixes)),
    h('p', { class: 'key' }, ['Keys with an expiry:', 'none', ramp(), 'all'].map((part) => h('span', null, part))),
    h('p', { class: 'at', id: 'at', 'aria-hidden': 'true' }),
    h('div', { class: 'part' }, table('Prefixes', [
      ['Prefix', (one) => openable(one) ? h('button', { type: 'button', 'aria-label': `Open ${named(one)}`, click: () => enter(one) }, h('code', null, named(one))) : h('code', null, named(one))],
      ['Memory', (one) => ranged(one.sizeBytes, bytes), true],
      ['Share', (one) => `${fixed(one.sizePercent, 2)} %`, true],
      ['Keys', (one) => ranged(one.keys, count), true],
      ['With expiry', (one) => one.expiringPercent === null ? '–' : `${fixed(one.expiringPercent)} %`, true],
    ], prefixes)));
}

const crumbs = () => h('nav', { 'aria-label': 'Where' }, h('ol', null, [root, ...state.path].map((prefix, depth, all) => h('li', null,
  depth === all.length - 1 ? h('span', { 'aria-current': 'page' }, prefix || 'All keys') : h('button', { id: `crumb-${depth}`, type: 'button', click: () => leave(depth) }, prefix || 'All keys')))));

// From what never goes away to what goes by itself; both ends keep 4.5 to 1 with their text, and so does what is between.
const tint = (percent) => `color-mix(in oklab, light-dark(#f3c9a0, #6b3f14), light-dark(#a9d3f5, #144a73) ${percent ?? 0}%)`;

function ramp() {
  const one = h('span', { class: 'ramp', 'aria-hidden': 'true' });
  one.style.background = `linear-gradient(to right, ${tint(0)}, ${tint(50)}, ${tint(100)})`;
  return one;
}

function tiles(prefixes) {
  const whole = state.path.length === 0 ? 100 : parentPercent(), rest = whole - prefixes.reduce((all, one) => all + one.sizePercent, 0);
  const made = prefixes.filter((one) => one.sizePercent > 0).map((one, at) => {
    const words = `${named(one)} · ${ranged(one.sizeBytes, bytes)}, ${fixed(one.sizePercent, 2)} % of all, ${plural(one.keys.value, 'key')}, ${share(one.expiringPercent)}`;
    const tile = h('button', { type: 'button', class: `tile${openable(one) ? ' open' : ''}`, tabindex: at === 0 ? 0 : -1, title: words, 'aria-label': openable(one) ? `${words}. Opens` : words, 'data-prefix': one.prefix.text ?? null,
      click: () => openable(one) && enter(one), focus: () => { byId('at').textContent = words; }, mouseenter: () => { byId('at').textContent = words; } },
    h('span', { class: 'name' }, named(one)), h('span', { class: 'size' }, `${bytes(one.sizeBytes.value)} · ${fixed(one.sizePercent)} %`));
    tile.style.setProperty('--tile', one.expiringPercent === null ? 'var(--panel)' : tint(one.expiringPercent));
    tile.style.setProperty('--tile-ink', one.expiringPercent === null ? 'var(--ink)' : 'light-dark(#14171d, #ffffff)');
    return { size: one.sizePercent, tile };
  });
  if (rest > 0.05) {
    made.push({ size: rest, tile: h('div', { class: 'tile rest', title: `Everything else: ${fixed(rest)} %` }, h('span', { class: 'name' }, 'everything else'), h('span', { class: 'size' }, `${fixed(rest)} %`)) });
  }
  state.tiles = made;
  return made.map(({ tile }) => tile);
}

function parentPercent() {
  const above = state.levels.get(state.path.at(-2) ?? root) ?? [];
  return above.find((one) => one.prefix.text === here())?.sizePercent ?? 100;
}

// Squarified: rows along the shorter side, each as long as that makes its tiles squarer.
function lay() {
  const map = byId('map');
  if (!map) {
    return;
  }
  let { width, height } = map.getBoundingClientRect(), x = 0, y = 0;
  const all = state.tiles.reduce((sum, one) => sum + one.size, 0), scale = width * height / all;
  const left = [...state.tiles].sort((a, b) => b.size - a.size).map(({ size, tile }) => ({ area: size * scale, tile }));
  const worst = (row, sum, side) => Math.max(...row.map(({ area }) => Math.max(side * side * area / (sum * sum), sum * sum / (side * side * area))));
  while (left.length > 0) {
    const side = Math.min(width, height), row = [left.shift()];
    let sum = row[0].area;
    while (left.length > 0 && worst([...row, left[0]], sum + left[0].area, side) <= worst(row, sum, side)) {
      sum += left[0].area;
      row.push(left.shift());
    }
    const depth = side > 0 ? sum / side : 0;
    let along = 0;
    for (const { area, tile } of row) {
      const length = depth > 0 ? area / depth : 0;
      put(tile, width >= height ? [x, y + along, depth, length] : [x + along, y, length, depth]);
      along += length;
    }
    [x, y, width, height] = width >= height ? [x + depth, y, width - depth, height] : [x, y + depth, width, height - depth];
  }
}

function put(tile, [left, top, width, height]) {
  Object.assign(tile.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  tile.classList.toggle('small', width < 56 || height < 26);
  tile.querySelector('.size')?.toggleAttribute('hidden', height < 48);
}

// One stop for Tab, as in a toolbar; Escape goes up.
function steer(event) {
  const all = [...byId('map').querySelectorAll('button')], at = all.indexOf(document.activeElement);
  const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined && all[next]) {
    event.preventDefault();
    all.forEach((tile, index) => { tile.tabIndex = index === next ? 0 : -1; });
    all[next].focus();
  } else if ((event.key === 'Escape' || event.key === 'Backspace') && state.path.length > 0) {
    event.preventDefault();
    leave(state.path.length - 1);
  }
}

const largePart = () => state.analysis.biggest.length === 0 ? null : h('section', { class: 'part' }, h('h2', null, 'Biggest keys'), table('Biggest keys', [
  ['Key', (one) => h('code', null, stored(one.key) + (one.key.truncated ? '…' : ''))],
  ['Type', (one) => one.type],
  ['Memory', (one) => one.sizeBytes === null ? '–' : bytes(one.sizeBytes), true],
  ['Length', (one) => one.length === null ? '–' : count(one.length), true],
  ['Expires in', (one) => one.ttlMs === null ? 'never' : duration(one.ttlMs / 1000), true],
], state.analysis.biggest));

const typesPart = () => state.analysis.types.length === 0 ? null : h('section', { class: 'part' }, h('h2', null, 'Types'), table('Types', [
  ['Type', (one) => one.type],
  ['Memory', (one) => ranged(one.sizeBytes, bytes), true],
  ['Keys', (one) => ranged(one.keys, count), true],
  ['Largest', (one) => bytes(one.largestBytes), true],
  ['Mean length', (one) => count(Math.round(one.meanLength)), true],
], state.analysis.types));

const savingsPart = () => state.analysis.savings.length === 0 ? null : h('section', { class: 'part' }, h('h2', null, 'What could take less'), table('What could take less', [
  ['What', (one) => `${one.kind.replaceAll('_', ' ')}${one.prefix ? `, ${stored(one.prefix)}` : ''}`],
  ['Less by', (one) => `${bytes(one.lowBytes)} to ${bytes(one.highBytes)}`, true],
  ['Keys', (one) => ranged(one.keys, count), true],
  ['How', (one) => one.fix],
], state.analysis.savings));

render();
new ResizeObserver(lay).observe(byId('main'));
host.start('redis-memory', {
  input: (args) => { state.begun = args; },
  result: take,
  failed: fail,
  look: lay,
  end: () => { state.over = true; },
});
