// The overview: figures of redis_server_info (twice, for rates), findings of redis_server_health, whose page it is.
const state = { looks: [], history: [], health: null, live: 0, busy: false };
const sections = ['server', 'clients', 'memory', 'persistence', 'stats', 'replication', 'keyspace'];
const betweenLooksMs = 3000, longestHistory = 60;

const number = (text) => text === undefined || text === '' || Number.isNaN(Number(text)) ? null : Number(text);
const field = (node, section, name) => number(node.sections[section]?.[name]);
// null where no node tells.
const sum = (nodes, section, name) => nodes.reduce((total, node) => {
  const own = field(node, section, name);
  return own === null ? total : (total ?? 0) + own;
}, null);

/** Both looks at a node, unless it was started anew in between or does not answer. */
function pairs() {
  const [before, now] = state.looks.slice(-2);
  return !now ? [] : now.nodes.flatMap((node) => {
    const then = before.nodes.find((one) => one.node === node.node);
    const clock = (one) => field(one, 'server', 'server_time_usec');
    const same = then && !then.error && !node.error && field(node, 'server', 'uptime_in_seconds') >= field(then, 'server', 'uptime_in_seconds');
    const seconds = same && clock(node) && clock(then) ? (clock(node) - clock(then)) / 1e6 : (now.at - before.at) / 1000;
    return same && seconds > 0 ? [{ node, then, seconds }] : [];
  });
}

const grown = (pair, name) => Math.max(0, (field(pair.node, 'stats', name) ?? 0) - (field(pair.then, 'stats', name) ?? 0));
const perSecond = (name) => pairs().length === 0 ? null : pairs().reduce((total, pair) => total + grown(pair, name) / pair.seconds, 0);

async function look() {
  const reply = await host.call('redis_server_info', { sections });
  state.looks = [...state.looks.slice(-1), { at: performance.now(), nodes: reply.nodes, truncated: reply.truncated }];
  const now = perSecond('total_commands_processed');
  if (now !== null) {
    state.history = [...state.history, now].slice(-longestHistory);
  }
}

async function figures() {
  try {
    await look();
    render();
    if (state.looks.length === 1) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await look();
      render();
    }
    state.missing = null;
  } catch (error) {
    state.missing = `Figures are missing: ${error.message}`;
    render();
  }
}

async function refresh() {
  if (state.busy) {
    return;
  }
  state.busy = true;
  say('Looking again…');
  render();
  try {
    await Promise.all([figures(), host.call('redis_server_health').then((health) => { state.health = health; })]);
    say(`As of ${new Date().toLocaleTimeString('en-GB')}.`);
  } catch (error) {
    say(error.message, true);
  }
  state.busy = false;
  render();
}

function watch() {
  clearInterval(state.live);
  state.live = state.live ? 0 : setInterval(async () => {
    if (!document.hidden && !state.busy) {
      await figures();
    }
  }, betweenLooksMs);
  render();
}

function render() {
  const open = [...document.querySelectorAll('details[open]')].map((one) => one.id);
  const focused = document.activeElement?.id;
  const nodes = (state.looks.at(-1)?.nodes ?? []).filter((node) => !node.error);
  byId('about').textContent = about(nodes);
  byId('actions').replaceChildren(
    h('button', { id: 'live', type: 'button', 'aria-pressed': state.live ? 'true' : 'false', title: 'Figures every 3 seconds', click: watch }, 'Live'),
    h('button', { id: 'again', type: 'button', 'aria-disabled': state.busy ? 'true' : null, click: refresh }, state.busy ? 'Looking…' : 'Refresh'));
  byId('main').replaceChildren(...[figuresPart(nodes), nodesPart(), findingsPart(), gapsPart()].filter(Boolean));
  byId('main').setAttribute('aria-busy', state.health ? 'false' : 'true');
  for (const id of open) {
    byId(id)?.setAttribute('open', '');
  }
  byId(focused ?? '')?.focus({ preventScroll: true });
}

function about(nodes) {
  const node = nodes.find((one) => one.sections.server) ?? nodes[0];
  const server = node?.sections.server;
  if (!server) {
    return state.missing ? 'No figures' : 'Waiting for the server…';
  }
  const name = server.valkey_version ? `Valkey ${server.valkey_version}` : `Redis ${server.redis_version ?? ''}`;
  const shape = nodes.length > 1 ? `cluster of ${nodes.length} nodes` : server.redis_mode ?? '';
  return [name, shape, nodes.length === 1 ? node.sections.replication?.role : null, `up ${duration(number(server.uptime_in_seconds) ?? 0)}`].filter(Boolean).join(' · ');
}

const card = (title, value, unit, facts, ...extra) => h('section', { class: 'panel card', 'aria-label': title },
  h('h2', null, title), h('p', { class: 'value' }, value, unit ? h('small', null, ` ${unit}`) : null), extra, h('ul', null, facts.filter(Boolean).map((fact) => h('li', null, fact))));

function figuresPart(nodes) {
  if (state.missing && nodes.length === 0) {
    return h('p', { class: 'panel empty', id: 'figures' }, state.missing);
  }
  if (nodes.length === 0) {
    return h('div', { class: 'cards', 'aria-hidden': 'true' }, Array.from({ length: 7 }, () => h('div', { class: 'wait' })));
  }
  return h('div', { class: 'cards', id: 'figures' }, [memory, operations, hits, clients, keys, replication, persistence].map((make) => make(nodes)),
    state.missing ? h('p', { class: 'panel empty whole' }, state.missing) : null);
}

function memory(nodes) {
  const used = sum(nodes, 'memory', 'used_memory') ?? 0, peak = sum(nodes, 'memory', 'used_memory_peak'), resident = sum(nodes, 'memory', 'used_memory_rss');
  const limited = nodes.every((node) => field(node, 'memory', 'maxmemory') > 0), limit = limited ? sum(nodes, 'memory', 'maxmemory') : 0;
  const policies = [...new Set(nodes.map((node) => node.sections.memory?.maxmemory_policy).filter(Boolean))];
  const part = limit ? used / limit : 0, words = `${bytes(used)} of ${bytes(limit)}, ${percent(part)}`;
  return card('Memory', bytes(used), limit ? `of ${bytes(limit)}` : '', [
    limit ? `${percent(part)} of maxmemory, ${policies.join(', ')}` : 'no maxmemory set',
    peak !== null && `peak ${bytes(peak)}`,
    resident !== null && `resident ${bytes(resident)} (${fixed(resident / Math.max(1, used), 2)}×)`,
  ], limit ? meter('Memory used', part, words, part >= 0.95 ? 'critical' : part >= 0.8 ? 'warning' : '') : null);
}

function operations(nodes) {
  const now = perSecond('total_commands_processed') ?? sum(nodes, 'stats', 'instantaneous_ops_per_sec') ?? 0;
  const read = perSecond('total_net_input_bytes'), written = perSecond('total_net_output_bytes');
  return card('Operations', rate(now), 'per second', [
    read !== null && `in ${bytes(read)}/s, out ${bytes(written)}/s`,
    `${count(sum(nodes, 'stats', 'total_commands_processed') ?? 0)} since start`,
  ], state.history.length > 2 ? line(state.history) : null);
}

function line(values) {
  const most = Math.max(...values, 1), step = 100 / (values.length - 1);
  const path = values.map((value, at) => `${at ? 'L' : 'M'}${(at * step).toFixed(2)} ${(27 - (value / most) * 26).toFixed(2)}`).join('');
  return h('svg:svg', { class: 'line', viewBox: '0 0 100 28', preserveAspectRatio: 'none', role: 'img', 'aria-label': `Operations per second, the last ${values.length} looks: ${values.map(rate).join(', ')}` }, h('svg:path', { d: path }));
}

function hits(nodes) {
  const hit = sum(nodes, 'stats', 'keyspace_hits') ?? 0, missed = sum(nodes, 'stats', 'keyspace_misses') ?? 0;
  const hitNow = pairs().reduce((total, pair) => total + grown(pair, 'keyspace_hits'), 0), missedNow = pairs().reduce((total, pair) => total + grown(pair, 'keyspace_misses'), 0);
  const now = hitNow + missedNow > 0 ? hitNow / (hitNow + missedNow) : null, ever = hit + missed > 0 ? hit / (hit + missed) : null;
  return card('Hit rate', now === null && ever === null ? '–' : percent(now ?? ever), now !== null ? 'now' : ever !== null ? 'since start' : '', [
    now !== null ? `${percent(ever)} since start` : ever === null ? 'no key has been read yet' : 'no reads just now',
    `${count(hit)} hits, ${count(missed)} misses`,
  ]);
}

function clients(nodes) {
  const connected = sum(nodes, 'clients', 'connected_clients') ?? 0, most = sum(nodes, 'clients', 'maxclients');
  const part = most ? connected / most : 0, rejected = sum(nodes, 'stats', 'rejected_connections');
  return card('Clients', count(connected), most ? `of ${count(most)}` : '', [
    `${count(sum(nodes, 'clients', 'blocked_clients') ?? 0)} blocked`,
    rejected !== null && `${count(rejected)} refused since start`,
  ], most ? meter('Clients connected', part, `${connected} of ${most}`, part >= 0.95 ? 'critical' : part >= 0.8 ? 'warning' : '') : null);
}

// db0: keys=26867,expires=6666,avg_ttl=3599000; a replica holds what its master does.
function keys(nodes) {
  const masters = nodes.filter((node) => node.sections.replication?.role !== 'slave');
  const databases = new Map();
  for (const node of masters.length > 0 ? masters : nodes) {
    for (const [name, text] of Object.entries(node.sections.keyspace ?? {})) {
      const parts = Object.fromEntries(text.split(',').map((part) => part.split('=')));
      const own = databases.get(name) ?? { keys: 0, expires: 0 };
      databases.set(name, { keys: own.keys + (number(parts.keys) ?? 0), expires: own.expires + (number(parts.expires) ?? 0) });
    }
  }
  const all = [...databases.values()].reduce((total, one) => ({ keys: total.keys + one.keys, expires: total.expires + one.expires }), { keys: 0, expires: 0 });
  const evicted = perSecond('evicted_keys'), expired = perSecond('expired_keys');
  return card('Keys', count(all.keys), '', [
    all.keys > 0 && `${percent(all.expires / all.keys)} with an expiry`,
    evicted !== null && `evicted ${rate(evicted)}/s`,
    expired !== null && `expired ${rate(expired)}/s`,
    databases.size > 1 && [...databases].slice(0, 6).map(([name, one]) => `${name} ${count(one.keys)}`).join(', ') + (databases.size > 6 ? ` and ${databases.size - 6} more` : ''),
  ]);
}

function replication(nodes) {
  const replicas = nodes.filter((node) => node.sections.replication?.role === 'slave'), masters = nodes.filter((node) => node.sections.replication?.role === 'master');
  const following = sum(masters, 'replication', 'connected_slaves') ?? 0, broken = replicas.filter((node) => node.sections.replication.master_link_status !== 'up');
  const links = masters.flatMap((node) => Object.entries(node.sections.replication).filter(([name]) => /^slave\d+$/.test(name)).map(([, text]) => Object.fromEntries(text.split(',').map((part) => part.split('=')))));
  const lag = Math.max(-1, ...links.map((link) => number(link.lag) ?? -1)), behind = links.filter((link) => link.state && link.state !== 'online').length;
  const value = masters.length > 0 ? plural(following, 'replica') : broken.length > 0 ? 'link down' : 'in sync';
  return card('Replication', value, '', [
    nodes.length > 1 ? `of ${plural(masters.length, 'master')}` : masters.length > 0 ? 'this is the master' : 'this is a replica',
    lag >= 0 && `slowest heard ${lag} s ago`,
    behind > 0 && `${behind} not online`,
    replicas.length > 0 && (broken.length > 0 ? `${plural(broken.length, 'replica')} without a link to the master` : `last heard of the master ${Math.max(0, ...replicas.map((node) => field(node, 'replication', 'master_last_io_seconds_ago') ?? 0))} s ago`),
    masters.length > 0 && following === 0 && 'no second copy of the data',
  ]);
}

function persistence(nodes) {
  const bad = nodes.filter((node) => [node.sections.persistence?.rdb_last_bgsave_status, node.sections.persistence?.aof_last_write_status].some((status) => status && status !== 'ok'));
  const appending = nodes.filter((node) => field(node, 'persistence', 'aof_enabled') === 1).length;
  const saves = nodes.map((node) => field(node, 'persistence', 'rdb_last_save_time')).filter((time) => time > 0);
  // Until the first one the time of the last save is that of the start.
  const saved = nodes.every((node) => (field(node, 'persistence', 'rdb_saves') ?? 1) > 0 || field(node, 'persistence', 'rdb_last_load_keys_loaded') > 0);
  return card('Persistence', bad.length > 0 ? 'failing' : appending === nodes.length ? 'append-only' : saved ? 'snapshots' : 'not saved', '', [
    bad.length > 0 && `the last write failed on ${plural(bad.length, 'node')}`,
    `append-only file ${appending === 0 ? 'off' : appending === nodes.length ? 'on' : `on ${appending} of ${nodes.length} nodes`}`,
    saved && saves.length > 0 && `saved ${duration(Math.max(0, Date.now() / 1000 - Math.min(...saves)))} ago`,
    `${count(sum(nodes, 'persistence', 'rdb_changes_since_last_save') ?? 0)} changes ${saved ? 'since' : 'not saved'}`,
  ]);
}

function nodesPart() {
  const { nodes = [], truncated } = state.looks.at(-1) ?? {};
  if (nodes.length < 2 && !truncated) {
    return null;
  }
  const columns = [
    ['Node', (node) => node.node],
    ['Memory', (node) => node.error ?? bytes(field(node, 'memory', 'used_memory') ?? 0), true],
    ['Ops/s', (node) => node.error ? '' : rate(pairs().filter((pair) => pair.node === node).map((pair) => grown(pair, 'total_commands_processed') / pair.seconds)[0] ?? field(node, 'stats', 'instantaneous_ops_per_sec') ?? 0), true],
    ['Clients', (node) => node.error ? '' : count(field(node, 'clients', 'connected_clients') ?? 0), true],
    ['Link', (node) => node.sections.replication?.master_link_status ?? ''],
  ];
  return h('section', { class: 'part', 'aria-labelledby': 'nodes' }, h('div', { class: 'title' }, h('h2', { id: 'nodes' }, 'Nodes'),
    truncated ? h('span', { class: 'soft' }, 'The reply was cut: figures of some nodes are missing.') : null), table('Nodes', columns, nodes));
}

function findingsPart() {
  const { health } = state;
  if (state.failed) {
    return h('section', { class: 'part' }, h('p', { class: 'panel empty', id: 'findings' }, `There are no findings to show: ${state.failed.message}`));
  }
  const title = h('div', { class: 'title' }, h('h2', { id: 'findings-title' }, 'Findings'));
  if (!health) {
    return h('section', { class: 'part', 'aria-labelledby': 'findings-title' }, title, h('div', { class: 'wait' }));
  }
  for (const severity of ['critical', 'warning', 'info']) {
    const many = health.items.filter((item) => item.severity === severity).length;
    if (many > 0) {
      title.append(h('span', { class: `tag ${severity}` }, severity === 'warning' ? plural(many, 'warning') : `${many} ${severity}`));
    }
  }
  title.append(h('span', { class: 'soft' }, `${plural(health.checks, 'check')} on ${plural(health.nodes, 'node')} in ${fixed(health.sampledSeconds)} s${health.truncated ? ', list cut' : ''}`));
  return h('section', { class: 'part', 'aria-labelledby': 'findings-title' }, title, health.items.length === 0
    ? h('p', { class: 'panel empty', id: 'findings' }, 'Nothing is wrong that these checks know of.')
    : h('ul', { class: 'findings', id: 'findings' }, health.items.map((item) => h('li', null, finding(item)))));
}

function finding(item) {
  return h('details', { id: `finding-${item.id}` },
    h('summary', { id: `head-${item.id}` }, h('span', { class: `tag ${item.severity}` }, item.severity), h('span', { class: 'head' }, item.title), h('span', { class: 'seen' }, item.evidence.join(' · '))),
    h('div', { class: 'more' }, h('dl', null,
      h('dt', null, 'Why it matters'), h('dd', null, item.why),
      h('dt', null, 'What to do'), h('dd', null, h('ul', { class: 'fix' }, item.fix.map((fix) => h('li', null, fix)))),
      h('dt', null, 'What that changes'), h('dd', null, item.change),
      h('dt', null, 'What it risks'), h('dd', null, item.risk)),
    h('div', { class: 'foot' }, h('code', { class: 'soft' }, item.page),
      host.canAsk ? h('button', { id: `ask-${item.id}`, type: 'button', click: () => host.ask(`Explain finding ${item.id} of redis_server_health (${item.title}) on this server, and what you would do about it.`).catch((error) => say(error.message, true)) }, 'Ask about it') : null)));
}

function gapsPart() {
  const { notChecked = [], silenced = [], failed = [] } = state.health ?? {};
  if (notChecked.length + silenced.length + failed.length === 0) {
    return null;
  }
  return h('section', { class: 'part', 'aria-labelledby': 'gaps' }, h('div', { class: 'title' }, h('h2', { id: 'gaps' }, 'Not checked')),
    failed.length > 0 ? h('p', null, `No answer from ${failed.join(', ')}.`) : null,
    notChecked.length > 0 ? table('Not checked', [['Missing', (gap) => h('code', null, gap.missing)], ['Why', (gap) => gap.reason], ['Hides', (gap) => gap.ids.join(', ')], ['Where', (gap) => gap.nodes.join(', ')]], notChecked) : null,
    silenced.length > 0 ? h('p', { class: 'soft' }, `Silenced: ${silenced.join(', ')}.`) : null);
}

render();
host.start('redis-overview', {
  input: figures,
  result: (health) => { state.health = health; state.failed = null; render(); },
  failed: (error) => { state.failed = error; render(); byId('main').setAttribute('aria-busy', 'false'); },
  end: () => clearInterval(state.live),
});
