// The overview on a server with a limit, some keys, a client with a name that would be markup, and no replica.
import { seed } from './seed.mjs';

export const name = 'overview', tool = 'redis_server_health';
export const mark = '<img src=x onerror="complaints.push(1)">';

export async function prepare() {
  const keys = Array.from({ length: 900 }, (_, i) => ['SET', `user:${i}`, 'x', ...(i % 3 === 0 ? ['EX', '3600'] : [])]);
  await seed({ unseed: '*', seed: [['CONFIG', 'SET', 'maxmemory', '64mb', 'maxmemory-policy', 'allkeys-lru', 'save', ''], ...keys, ['SET', `${mark}:1`, 'x'], ['GET', 'user:1'], ['GET', 'user:none']] });
}

export async function check(app) {
  const complaints = [];
  await app.wait('figures and findings', () => document.querySelectorAll('.card').length === 7 && document.querySelectorAll('#findings details').length > 0 && document.body.innerText.includes('evicted'));
  const expected = {
    '#about': /^Redis \d+\.\d+\.\d+ · standalone · master · up |^Valkey \d+\.\d+\.\d+ · /,
    '.card[aria-label="Memory"]': /MiB\s+of 64\.0 MiB[^]*% of maxmemory, allkeys-lru/,
    '.card[aria-label="Operations"]': /per second[^]*since start/,
    '.card[aria-label="Hit rate"]': /%[^]*\d+ hits, \d+ misses/,
    '.card[aria-label="Clients"]': /\d\s+of [\d,]+/,
    '.card[aria-label="Keys"]': /901[^]*33\.3 % with an expiry/,
    '.card[aria-label="Replication"]': /0 replicas[^]*this is the master/,
    '.card[aria-label="Persistence"]': /not saved[^]*append-only file off/,
    '#finding-RF024': /info[^]*There is no replica/,
    '#finding-RF011': /Nothing is persisted/,
  };
  for (const [selector, wanted] of Object.entries(expected)) {
    const text = await app.text(selector).catch(() => 'nothing');
    if (!wanted.test(text)) {
      complaints.push(`${selector} should be ${wanted}, is ${text}`);
    }
  }
  return complaints;
}

/** From the buttons on to the first finding; Enter opens it and what it says is there. Then Refresh, and Live. */
export async function keyboard(app) {
  const complaints = [];
  await app.press('#again', 'Tab', 'Enter');
  const open = () => document.querySelector('#findings details').open && /Why it matters[^]*What to do[^]*What that changes[^]*What it risks/.test(document.querySelector('#findings details').innerText);
  await app.wait('the first finding to open', open);
  await app.press('#again', 'Enter');
  await app.wait('another look', () => /^As of /.test(document.getElementById('said').textContent));
  const kept = await app.run(() => [document.activeElement?.id, document.querySelector('#findings details').open]);
  if (kept[0] !== 'again' || !kept[1]) {
    complaints.push(`after a refresh the focus is on ${kept[0]}, the finding is open: ${kept[1]}`);
  }
  await app.press('#live', 'Enter');
  await app.wait('a line of what Live saw', () => document.querySelector('svg.line')?.getAttribute('aria-label').startsWith('Operations per second, the last '));
  await app.press('#live', 'Enter');
  if ((await app.run(() => document.getElementById('live').getAttribute('aria-pressed'))) !== 'false') {
    complaints.push('Live does not stop');
  }
  return complaints;
}
