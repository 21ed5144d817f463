// The dashboards in a host: `node apps.mjs CHROMIUM URL CLUSTER`, a browser, our server and another one before a cluster, without redis_server_info; with REDIS_URL in the environment. Pictures go to artifacts/apps.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fits, locked, quiet, reachable, readable } from './app-checks.mjs';
import { withHost } from './app-host.mjs';
import { missing } from './app-missing.mjs';
import * as memory from './app-memory.mjs';
import * as overview from './app-overview.mjs';
import * as slots from './app-slots.mjs';

const [chromium, url, cluster] = process.argv.slice(2);
const inspector = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
const apps = [{ ...overview, url }, { ...slots, url: cluster }, { ...memory, url }];
const results = [];
const note = (about, complaints) => results.push({ about, ok: complaints.length === 0, complaints });

for (const app of apps) {
  const run = spawnSync(process.execPath, [inspector, '--cli', app.url, '--transport', 'http', '--method', 'tools/list', '--app-info', '--format', 'json'], { encoding: 'utf8', timeout: 120_000 });
  const said = run.stdout.split('\n').filter((line) => line.includes(`"${app.tool}"`)).join('\n');
  note(`${app.tool}: --app-info`, run.status === 0 && said.includes(`ui://redis/${app.name}`) ? [] : [`${run.status}: ${run.stdout}\n${run.stderr}`.slice(-2000)]);
}
await withHost(chromium, async (open) => {
  for (const app of apps) {
    await app.prepare?.();
    for (const theme of ['light', 'dark']) {
      const about = `${app.name}, ${theme}`;
      try {
        const shown = await open({ ...app, theme });
        note(`${about}: shows what the server holds`, await app.check(shown, theme));
        await shown.picture(`${app.name}-${theme}`);
        // What light and dark have in common is asked once.
        if (theme === 'light') {
          note(`${about}: by keyboard`, await app.keyboard(shown));
          note(`${about}: everything has a name and is reached`, await reachable(shown));
        }
        note(`${about}: 320 pixels`, await fits(shown));
        await shown.picture(`${app.name}-${theme}-320`);
        note(`${about}: contrast`, await readable(shown));
        note(`${about}: no errors, no requests`, await quiet(shown));
        if (theme === 'light') {
          note(`${about}: other scripts are forbidden`, await locked(shown));
        }
        await shown.close();
      } catch (error) {
        note(about, [error.stack]);
      }
    }
  }
  await missing(open, { alone: url, limited: cluster }, note);
});
const ok = results.every((result) => result.ok);
console.log(JSON.stringify({ ok, results }, null, 2));
process.exit(ok ? 0 : 1);
