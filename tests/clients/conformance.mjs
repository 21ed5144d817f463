// The official conformance suite against a server: `node conformance.mjs URL REVISION`. Prints what failed, and what of it
// is for want of a fixture (a tool, prompt or resource that the suite asks for by name); its exit code is the suite's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [url, revision] = process.argv.slice(2);
const suite = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));
const expected = fileURLToPath(new URL('../conformance/expected-failures.yml', import.meta.url));
const wanting = [
  /^Not testable: /, /Unknown (tool|prompt)\./, /^Failed: Resource not found\.$/, /No such prompt or resource template\.$/,
  /^Tool 'json_schema_2020_12_tool' not found\./, /^Expected InputRequiredResult with/, /^Prerequisite failed: could not get initial/,
];

const results = mkdtempSync(join(tmpdir(), 'conformance-'));
const run = spawnSync(process.execPath, [suite, 'server', '--url', url, '--requirements', revision, '--expected-failures', expected, '-o', results], { encoding: 'utf8', timeout: 170_000 });
const required = readFileSync(new URL(`../requirements/${revision}.yaml`, pathToFileURL(suite)), 'utf8').match(/^server:\n((?: {2}- .*\n)+)/m)[1];
const scenarios = readdirSync(results).sort().map(read);
rmSync(results, { recursive: true });
console.log(JSON.stringify({ exit: run.status, scenarios, said: run.status === 0 ? '' : `${run.stdout}\n${run.stderr}`.slice(-6000) }));
process.exit(run.status ?? 1);

// server-tools-list-2026-11-21T19-45-53-436Z
function read(folder) {
  const name = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\dZ-]+$/, '');
  const checks = JSON.parse(readFileSync(join(results, folder, 'checks.json')));
  const of = (status) => checks.filter((check) => check.status === status);
  return {
    name,
    scored: required.includes(`- ${name}\n`),
    passed: of('SUCCESS').length,
    lacking: ids(of('FAILURE').filter(lacksFixture)),
    failed: of('FAILURE').filter((check) => !lacksFixture(check)).map((check) => `${check.id}: ${check.errorMessage}`),
    warned: ids(of('WARNING')),
  };
}

function lacksFixture({ errorMessage }) {
  return wanting.some((pattern) => pattern.test(errorMessage ?? ''));
}

function ids(checks) {
  return [...new Set(checks.map((check) => check.id))].sort();
}
