// The dashboards in a host: `node apps.mjs CHROMIUM URL`, a browser and our server; with REDIS_URL in the environment. Pictures go to artifacts/apps.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fits, quiet, reachable, readable } from './app-checks.mjs';
import { withHost } from './app-host.mjs';
import * as overview from './app-overview.mjs';

const [chromium, url] = process.argv.slice(2);
const inspector = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
const apps = [{ ...overview, url }];
const results = [];
const note = (about, complaints) => results.push({ about, ok: complaints.length === 0, complaints });

for (const app of apps) {
  const run = spawnSync(process.execPath, [inspector, '--cli', app.url, '--transport', 'http', '--method', 'tools/list', '--app-info', '--format', 'json'], { encoding: 'utf8', timeout: 120_000 });
  const said = run.stdout.split('\n').filter((line) => line.includes(`"${app.tool}"`)).join('\n');
  note(`${app.tool}: --app-info`, run.status === 0 && said.includes(`ui://redis/${app.name}`) ? [] : [`${run.status}: ${run.stdout}\n${run.stderr}`.slice(-2000)]);
  await app.prepare();
}
await withHost(chromium, async (open) => {
  for (const app of apps) {
    for (const theme of ['light', 'dark']) {
      const about = `${app.name}, ${theme}`;
      try {
        const shown = await open({ ...app, theme });
        note(`${about}: shows what the server holds`, await app.check(shown, theme));
        await shown.picture(`${app.name}-${theme}`);
        note(`${about}: by keyboard`, await app.keyboard(shown));
        note(`${about}: everything has a name and is reached`, await reachable(shown));
        note(`${about}: 320 pixels`, await fits(shown));
        await shown.picture(`${app.name}-${theme}-320`);
        note(`${about}: contrast`, await readable(shown));
        note(`${about}: no errors, no requests`, await quiet(shown));
        await shown.close();
      } catch (error) {
        note(about, [error.stack]);
      }
    }
  }
});
const ok = results.every((result) => result.ok);
console.log(JSON.stringify({ ok, results }, null, 2));
process.exit(ok ? 0 : 1);
