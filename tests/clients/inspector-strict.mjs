// MCP Inspector's command line: are our schemas portable (--strict), do calls, resources and prompts come through? (Its command line has no completion.)
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program } from './program.mjs';
import { seed } from './seed.mjs';

const { url, command, args } = program();
const target = url ? [url, '--transport', 'http'] : [command, ...args, '-e', `REDIS_URL=${process.env.REDIS_URL}`];
const inspector = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));

const steps = [
  { about: 'tools/list --strict', options: ['--method', 'tools/list', '--strict'], exit: 0 },
  { about: 'tools/list --strict, 2026-07-28', options: ['--method', 'tools/list', '--strict', '--protocol-era', 'modern'], exit: 0 },
  { about: 'tools/call', options: ['--method', 'tools/call', '--tool-name', 'redis_key_scan', '--tool-arg', 'pattern=*', '--format', 'json', '-q'], exit: 0 },
  { about: 'resources/templates/list', options: ['--method', 'resources/templates/list', '--format', 'json', '-q'], exit: 0, says: '"uriTemplate"' },
  { about: 'resources/read', options: ['--method', 'resources/read', '--uri', 'redis://default/0/keys/inspector%3Akey', '--format', 'json', '-q'], exit: 0, says: 'seen by the inspector' },
  { about: 'resources/read, 2026-07-28', options: ['--method', 'resources/read', '--uri', 'redis://default/0/keys/inspector%3Akey', '--protocol-era', 'modern', '--format', 'json', '-q'], exit: 0, says: 'seen by the inspector' },
  { about: 'prompts/list', options: ['--method', 'prompts/list', '--format', 'json', '-q'], exit: 0, says: '"find_slowness"' },
  { about: 'prompts/get', options: ['--method', 'prompts/get', '--prompt-name', 'clean_cache', '--prompt-args', 'pattern=cache:*', '--format', 'json', '-q'], exit: 0, says: 'cache:*' },
  // 5 is the Inspector's own code for a reply with isError.
  { about: 'tools/call that fails', options: ['--method', 'tools/call', '--tool-name', 'redis_key_get', '--tool-arg', 'key=no:such:key', '--format', 'json', '-q'], exit: 5 },
];

await seed({ unseed: 'inspector:*', seed: [['SET', 'inspector:key', 'seen by the inspector']] });
const results = steps.map(({ about, options, exit, says }) => {
  const run = spawnSync(process.execPath, [inspector, '--cli', ...target, ...options], { encoding: 'utf8', timeout: 120_000 });
  const ok = run.status === exit && run.stdout.includes(says ?? '');
  const said = ok ? `${run.stderr}`.match(/\d+ errors?, \d+ warnings?.*/)?.[0] ?? '' : `${run.stdout}\n${run.stderr}`.trim().slice(-4000);
  return { about, ok, exit: run.status, expected: exit, said };
});
const ok = results.every((result) => result.ok);
console.log(JSON.stringify({ ok, results }, null, 2));
process.exit(ok ? 0 : 1);
