// The slot map: redis_cluster_info as 128 by 128 slots, and the same as a table.
const slotCount = 16384, side = 128;
const state = { layout: null, owners: null, chosen: null, slot: 0, busy: false };

// As far from each other as so many can be; light enough on dark and dark enough on light.
const colourOf = (index) => `oklch(${dark() ? 0.72 : 0.58} 0.14 ${(200 + index * 137.5) % 360})`;
const dark = () => document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
const masters = () => state.layout.items.filter((node) => node.role !== 'replica' && (node.slots > 0 || node.role === 'master'));
const replicasOf = (node) => state.layout.items.filter((one) => one.master === node.node);
const ends = (range) => range.split('-').map(Number);

function take(layout) {
  state.layout = layout;
  state.owners = new Int16Array(slotCount).fill(-1);
  masters().forEach((node, index) => node.ranges.forEach((range) => {
    const [first, last = first] = ends(range);
    state.owners.fill(index, first, last + 1);
  }));
  if (!masters().some((node) => node.id === state.chosen)) {
    state.chosen = null;
  }
  render();
}

async function refresh() {
  if (state.busy) {
    return;
  }
  state.busy = true;
  render();
  try {
    const layout = await host.call('redis_cluster_info');
    state.failed = null;
    say(`As of ${new Date().toLocaleTimeString('en-GB')}.`);
    take(layout);
  } catch (error) {
    say(error.message, true);
  }
  state.busy = false;
  render();
}

// CRC16 of XMODEM, over what stands between the first braces if there is something: where the cluster puts a key.
function slotOf(key) {
  let data = new TextEncoder().encode(key);
  const open = data.indexOf(123), close = open < 0 ? -1 : data.indexOf(125, open + 1);
  if (close > open + 1) {
    data = data.subarray(open + 1, close);
  }
  let crc = 0;
  for (const byte of data) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc % slotCount;
}

function render() {
  const focused = document.activeElement?.id;
  byId('actions').replaceChildren(h('button', { id: 'again', type: 'button', 'aria-disabled': state.busy ? 'true' : null, click: refresh }, state.busy ? 'Looking…' : 'Refresh'));
  byId('about').textContent = about();
  byId('main').setAttribute('aria-busy', state.layout || state.failed ? 'false' : 'true');
  byId('main').replaceChildren(...(state.failed && !state.layout ? [h('p', { class: 'panel empty', id: 'nothing' }, state.failed.message)]
    : state.layout ? shown() : [h('div', { class: 'wait' })]));
  if (state.layout) {
    paint();
  }
  byId(focused ?? '')?.focus({ preventScroll: true });
}

function about() {
  if (!state.layout) {
    return state.failed ? 'No cluster to show' : 'Waiting for the cluster…';
  }
  const replicas = state.layout.items.filter((node) => node.role === 'replica').length;
  return `Cluster ${state.layout.state ?? 'in an unknown state'} · ${plural(masters().length, 'master')}, ${plural(replicas, 'replica')}`;
}

function shown() {
  const { layout } = state;
  const total = (name) => layout.items.filter((node) => node.role === 'master').reduce((all, node) => all + (node[name] ?? 0), 0);
  const most = Math.max(0, ...masters().map((node) => node.slots)), mean = masters().length ? layout.slotsCovered / masters().filter((node) => node.slots > 0).length : 0;
  const fact = (title, value, more) => h('div', { class: 'panel' }, h('h2', null, title), h('p', { class: 'value' }, value), h('p', { class: 'soft' }, more));
  return [
    ...alarms(),
    h('div', { class: 'facts' },
      fact('Slots covered', whole.format(layout.slotsCovered), `of ${whole.format(slotCount)}`),
      fact('Keys', count(total('keys')), 'on masters'),
      fact('Memory', bytes(total('usedMemoryBytes')), 'on masters'),
      fact('Fullest master', mean ? `${fixed(most / mean, 2)}×` : '–', 'of the mean, by slots')),
    h('div', { class: 'split' }, mapPart(), h('section', { 'aria-label': 'Masters' }, h('ul', { class: 'nodes' }, masters().map(nodeItem)))),
    rangesPart(),
  ];
}

function alarms() {
  const { layout } = state;
  const bad = layout.items.filter((node) => node.health === 'failed' || node.health === 'suspected');
  return [
    layout.uncovered.length > 0 && ['', `${plural(slotCount - layout.slotsCovered, 'slot')} belong to nobody: ${list(layout.uncovered)}.`],
    bad.length > 0 && ['', bad.map((node) => `${node.node} ${node.health}`).join(', ')],
    layout.disputed > 0 && ['', `${plural(layout.disputed, 'slot')} claimed by more than one node.`],
    layout.moving.length > 0 && ['warning', `On their way, or left half moved: ${list([...new Set(layout.moving.map((move) => `${move.slot} from ${move.from} to ${move.to}`))])}.`],
    layout.failed.length > 0 && ['warning', `No answer from ${layout.failed.join(', ')}.`],
    layout.truncated && ['warning', 'The reply was cut: not every node or slot is here.'],
  ].filter(Boolean).map(([level, text]) => h('p', { class: `alarm ${level}`, role: 'note' }, text));
}

const list = (words) => words.length > 8 ? `${words.slice(0, 8).join(', ')} and ${words.length - 8} more` : words.join(', ');

function mapPart() {
  const map = h('div', { class: 'map', id: 'map', tabindex: 0, role: 'slider', 'aria-label': 'Slot', 'aria-valuemin': 0, 'aria-valuemax': slotCount - 1, 'aria-describedby': 'keys',
    keydown: steer, click: (event) => point(event), mousemove: (event) => event.buttons && point(event) },
  h('canvas', { width: side, height: side }), h('div', { class: 'cursor' }));
  const key = h('input', { id: 'key', name: 'key', autocomplete: 'off', spellcheck: 'false' });
  return h('section', { 'aria-label': 'Slot map' }, map,
    h('p', { class: 'at', id: 'at', 'aria-live': 'polite' }),
    h('p', { class: 'hidden', id: 'keys' }, 'Left and right go by one slot, up and down by a row of 128, Page Up and Page Down by eight rows, Home and End to the ends. Enter marks the node that has it.'),
    h('form', { submit: (event) => { event.preventDefault(); go(slotOf(key.value), `"${key.value}" is in slot`); } }, h('label', null, 'Slot of a key', key), h('button', { id: 'find', type: 'submit' }, 'Find')));
}

function steer(event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: side, ArrowUp: -side, PageDown: side * 8, PageUp: -side * 8, Home: -slotCount, End: slotCount };
  if (event.key in steps) {
    event.preventDefault();
    go(Math.min(slotCount - 1, Math.max(0, state.slot + steps[event.key])));
  } else if (event.key === 'Enter' && state.owners[state.slot] >= 0) {
    choose(masters()[state.owners[state.slot]]);
  } else if (event.key === 'Escape') {
    choose(null);
  }
}

function point(event) {
  const box = byId('map').getBoundingClientRect();
  const at = (distance, size) => Math.min(side - 1, Math.max(0, Math.floor(distance / size * side)));
  go(at(event.clientY - box.top, box.height) * side + at(event.clientX - box.left, box.width));
}

function go(slot, before) {
  state.slot = slot;
  mark(before);
}

function choose(node) {
  state.chosen = node && node.id !== state.chosen ? node.id : null;
  render();
}

function mark(before = 'Slot') {
  const owner = masters()[state.owners[state.slot]];
  const moves = state.layout.moving.filter((move) => move.slot === state.slot);
  const words = `${owner ? `${owner.node}, ${owner.health}` : 'nobody'}${moves.length > 0 ? `, moving from ${moves[0].from} to ${moves[0].to}` : ''}`;
  byId('at').replaceChildren(`${before} `, h('strong', null, String(state.slot)), `: ${words}`);
  byId('map').setAttribute('aria-valuenow', state.slot);
  byId('map').setAttribute('aria-valuetext', `slot ${state.slot}, ${words}`);
  const cursor = byId('map').querySelector('.cursor');
  cursor.style.insetInlineStart = `${(state.slot % side + 0.5) / side * 100}%`;
  cursor.style.insetBlockStart = `${(Math.floor(state.slot / side) + 0.5) / side * 100}%`;
}

function paint() {
  const canvas = byId('map').querySelector('canvas').getContext('2d');
  const moving = new Set(state.layout.moving.map((move) => move.slot)), chosen = masters().findIndex((node) => node.id === state.chosen);
  canvas.clearRect(0, 0, side, side);
  for (let slot = 0; slot < slotCount; slot++) {
    const owner = state.owners[slot], x = slot % side, y = Math.floor(slot / side);
    // Nobody's are striped, and so are those on their way.
    if (owner < 0 ? (x + y) % 3 === 0 : !(moving.has(slot) && (x + y) % 2 === 0)) {
      canvas.globalAlpha = owner < 0 || chosen < 0 || owner === chosen ? 1 : 0.25;
      canvas.fillStyle = owner < 0 ? (dark() ? '#ff8078' : '#c42b2b') : colourOf(owner);
      canvas.fillRect(x, y, 1, 1);
    }
  }
  mark();
}

function nodeItem(node, index) {
  const followers = replicasOf(node), colour = h('span', { class: 'colour', 'aria-hidden': 'true' });
  colour.style.background = colourOf(index);
  return h('li', null, h('button', { id: `node-${node.id}`, type: 'button', class: 'node', 'aria-pressed': node.id === state.chosen ? 'true' : 'false', click: () => choose(node) },
    colour, h('span', { class: 'name' }, node.node), h('span', { class: `tag ${node.health === 'ok' ? 'good' : node.health === 'no_answer' ? 'warning' : 'critical'}` }, node.health.replace('_', ' ')),
    h('span', { class: 'under' }, [plural(node.slots, 'slot'), node.keys !== null && plural(node.keys, 'key'), node.usedMemoryBytes !== null && bytes(node.usedMemoryBytes), node.opsPerSecond !== null && `${count(node.opsPerSecond)} ops/s`].filter(Boolean).join(' · ')),
    h('span', { class: 'under' }, followers.length === 0 ? 'no replica' : `followed by ${followers.map((one) => `${one.node}${one.health === 'ok' ? '' : ` (${one.health.replace('_', ' ')})`}`).join(', ')}`)));
}

function rangesPart() {
  const nodes = state.layout.items.filter((node) => state.chosen === null || node.id === state.chosen || masters().find((one) => one.id === state.chosen).node === node.master);
  return h('section', { class: 'part', 'aria-labelledby': 'nodes-title' }, h('h2', { id: 'nodes-title' }, state.chosen === null ? 'Nodes' : 'The chosen node and its replicas'), table('Nodes', [
    ['Node', (node) => node.node],
    ['Role', (node) => node.role === 'replica' ? `replica of ${node.master}` : node.role ?? 'unknown'],
    ['Health', (node) => node.health.replace('_', ' ')],
    ['Slots', (node) => whole.format(node.slots), true],
    ['Which', (node) => list(node.ranges)],
    ['Keys', (node) => node.keys === null ? '–' : whole.format(node.keys), true],
    ['Memory', (node) => node.usedMemoryBytes === null ? '–' : bytes(node.usedMemoryBytes), true],
    ['Address', (node) => node.address ?? '–'],
  ], nodes));
}

render();
// The colours depend on it.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => state.layout && render());
host.start('redis-slots', {
  result: (layout) => { state.failed = null; take(layout); },
  failed: (error) => { state.failed = error; render(); },
  look: () => state.layout && paint(),
});
