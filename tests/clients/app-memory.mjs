// The treemap over planted keys, some of a prefix that would be markup.
import { seed } from './seed.mjs';

export const name = 'memory', tool = 'redis_analysis_run';
const mark = '<img src=x onerror="complaints.push(1)">:';

export async function prepare() {
  const keys = (prefix, many, size, ...more) => Array.from({ length: many }, (_, i) => ['SET', prefix.replace('#', i), 'x'.repeat(size), ...more]);
  await seed({ unseed: '*', seed: [...keys('cache:page:#', 200, 2000, 'EX', '3600'), ...keys('cache:thumb:#', 100, 1000, 'EX', '3600'), ...keys('user:#:profile', 300, 500), ...keys(`${mark}#`, 50, 800), ...keys({ replace: (_, i) => ({ base64: Buffer.from(`\xff\xfe:${i}`, 'latin1').toString('base64') }) }, 20, 900)] });
}

export async function check(app) {
  const complaints = [];
  await app.wait('the map', () => document.querySelectorAll('.tile').length >= 4);
  const expected = {
    '#about': /^670 of 670 keys looked at in /,
    '.facts': /Memory of keys\s+[\d.]+ (KiB|MiB)\s+all of it\s+Without expiry\s+[\d.]+ KiB\s+370 keys/,
    'table': /cache:\s[^]*300\s+100\.0 %[^]*user:[^]*300\s+0\.0 %[^]*<img src=x onerror="complaints\.push\(1\)">:[^]*50\s+0\.0 %/,
    '#main': /Biggest keys[^]*cache:page:\d+\s+string[^]*Types[^]*string/,
  };
  for (const [selector, wanted] of Object.entries(expected)) {
    const text = await app.text(selector).catch(() => 'nothing');
    if (!wanted.test(text)) {
      complaints.push(`${selector} should be ${wanted}, is ${text}`);
    }
  }
  // What is larger has more room, and the room is that of the whole.
  const areas = await app.run(() => [...document.querySelectorAll('.tile')].map((tile) => [tile.querySelector('.name').textContent, tile.offsetWidth * tile.offsetHeight / (tile.parentElement.clientWidth * tile.parentElement.clientHeight)]));
  const of = (prefix) => areas.find(([name]) => name === prefix)?.[1] ?? 0;
  const whole = areas.reduce((sum, [, area]) => sum + area, 0);
  if (!(of('cache:') > of('user:') && of('user:') > of(mark) && of(mark) > 0) || Math.abs(whole - 1) > 0.03) {
    complaints.push(`areas: ${JSON.stringify(areas)}`);
  }
  if (await app.run(() => document.querySelector('main img, main script'))) {
    complaints.push('a name became markup');
  }
  return complaints;
}

/** Along the tiles by arrows, into one by Enter, back by Escape; and the same from the table. */
export async function keyboard(app) {
  const complaints = [];
  const focused = () => app.run(() => document.activeElement.dataset.prefix ?? document.activeElement.textContent);
  await app.press('.tile[tabindex="0"]', 'ArrowRight', 'ArrowLeft');
  if ((await focused()) !== 'cache:') {
    complaints.push(`arrows end on ${await focused()}`);
  }
  await app.page.keyboard.press('Enter');
  await app.wait('what is below cache:', () => document.querySelector('[aria-current]').textContent === 'cache:');
  const below = await app.text('table');
  if (!/cache:page:[^]*200[^]*cache:thumb:[^]*100/.test(below) || !/^cache:(page|thumb):/.test(await focused())) {
    complaints.push(`below cache: ${below}; focus on ${await focused()}`);
  }
  await app.picture('memory-below');
  await app.page.keyboard.press('Escape');
  await app.wait('all keys again', () => document.querySelector('[aria-current]').textContent === 'All keys');
  if ((await focused()) !== 'cache:') {
    complaints.push(`after Escape the focus is on ${await focused()}`);
  }
  await app.press('table button', 'Enter');
  await app.wait('what the table opens', () => document.querySelector('[aria-current]').textContent === 'cache:');
  await app.press('#crumb-0', 'Enter');
  await app.wait('all keys by the way above', () => document.querySelector('[aria-current]').textContent === 'All keys');
  await app.press('#again', 'Enter');
  await app.wait('another analysis', () => document.getElementById('said').textContent === '' && document.querySelectorAll('.tile').length >= 4);
  return complaints;
}
