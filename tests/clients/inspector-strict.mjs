// MCP Inspector's command line: are our schemas portable (--strict), does a call come through?
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program } from './program.mjs';

const { command, args } = program();
const inspector = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));

const steps = [
  { about: 'tools/list --strict', options: ['--method', 'tools/list', '--strict'], exit: 0 },
  { about: 'tools/list --strict, 2026-07-28', options: ['--method', 'tools/list', '--strict', '--protocol-era', 'modern'], exit: 0 },
  { about: 'tools/call', options: ['--method', 'tools/call', '--tool-name', 'redis_key_scan', '--tool-arg', 'pattern=*', '--format', 'json', '-q'], exit: 0 },
  // 5 is the Inspector's own code for a reply with isError.
  { about: 'tools/call that fails', options: ['--method', 'tools/call', '--tool-name', 'redis_key_get', '--tool-arg', 'key=no:such:key', '--format', 'json', '-q'], exit: 5 },
];

const results = steps.map(({ about, options, exit }) => {
  const run = spawnSync(process.execPath, [inspector, '--cli', command, ...args, '-e', `REDIS_URL=${process.env.REDIS_URL}`, ...options], { encoding: 'utf8', timeout: 120_000 });
  const ok = run.status === exit;
  const said = ok ? `${run.stderr}`.match(/\d+ errors?, \d+ warnings?.*/)?.[0] ?? '' : `${run.stdout}\n${run.stderr}`.trim().slice(-4000);
  return { about, ok, exit: run.status, expected: exit, said };
});
const ok = results.every((result) => result.ok);
console.log(JSON.stringify({ ok, results }, null, 2));
process.exit(ok ? 0 : 1);
