// The extension for skills (SEP-2640): the official suite's scenarios for it, and the Inspector's own check of digests and frontmatter. `node skills.mjs URL`, a server that runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [url] = process.argv.slice(2);
const suite = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));
const inspector = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
const run = (...command) => spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 120_000 });

const scenarios = ['sep-2640-skills-enumeration', 'sep-2640-skills-manifest'].map((scenario) => {
  const results = mkdtempSync(join(tmpdir(), 'skills-'));
  const { status } = run(suite, 'server', '--url', url, '--scenario', scenario, '-o', results);
  const checks = readdirSync(results).flatMap((folder) => JSON.parse(readFileSync(join(results, folder, 'checks.json'))));
  rmSync(results, { recursive: true });
  const bad = checks.filter((check) => ['FAILURE', 'WARNING', 'SKIPPED'].includes(check.status)).map((check) => `${check.status} ${check.id}: ${check.errorMessage}`);
  return { about: scenario, ok: status === 0 && bad.length === 0 && checks.length > 3, checks: checks.length, bad };
});
const verified = ['modern', 'legacy'].map((era) => {
  const { status, stdout, stderr } = run(inspector, '--cli', url, '--transport', 'http', '--method', 'skills/list', '--protocol-era', era, '--verify');
  return { about: `skills/list --verify, ${era}`, ok: status === 0, said: status === 0 ? '' : `${stdout}\n${stderr}`.slice(-3000) };
});
const results = [...scenarios, ...verified];
const ok = results.every((result) => result.ok);
console.log(JSON.stringify({ ok, results }, null, 2));
process.exit(ok ? 0 : 1);
