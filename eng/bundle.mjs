// Makes a bundle for Claude Desktop: node eng/bundle.mjs RID, after the program was published for it.
// The bundle goes to artifacts/packages; beside it goes the registry's server.json with every bundle there is and its digest, which only
// a release knows. Needs the packages of tests/clients.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rid = process.argv[2];
const platform = { linux: 'linux', osx: 'darwin', win: 'win32' }[rid?.split('-')[0]];
if (!platform) {
  throw new Error('name the platform: linux-x64, linux-arm64, osx-arm64 or win-x64');
}
const read = (path) => JSON.parse(readFileSync(root + path, 'utf8'));
const write = (path, value) => writeFileSync(root + path, `${JSON.stringify(value, null, 2)}\n`);

const manifest = read('packaging/mcpb/manifest.json');
const program = platform === 'win32' ? 'mcp-redis.exe' : 'mcp-redis';
manifest.server.entry_point = `server/${program}`;
manifest.compatibility.platforms = [platform];

const folder = `artifacts/bundle/${rid}`;
rmSync(root + folder, { recursive: true, force: true });
mkdirSync(`${root}${folder}/server`, { recursive: true });
write(`${folder}/manifest.json`, manifest);
copyFileSync(`${root}packaging/icon.png`, `${root}${folder}/icon.png`);
copyFileSync(`${root}LICENSE`, `${root}${folder}/LICENSE`);
copyFileSync(`${root}artifacts/publish/${rid}/${program}`, `${root}${folder}/server/${program}`);
chmodSync(`${root}${folder}/server/${program}`, 0o755);

const bundle = `artifacts/packages/mcp-redis-${manifest.version}-${rid}.mcpb`;
const mcpb = `${root}tests/clients/node_modules/@anthropic-ai/mcpb/dist/cli/cli.js`;
const run = spawnSync(process.execPath, [mcpb, 'pack', root + folder, root + bundle], { encoding: 'utf8' });
if (run.status !== 0) {
  throw new Error(`mcpb pack: ${run.stdout}\n${run.stderr}`);
}

const server = read('.mcp/server.json');
const bundles = readdirSync(`${root}artifacts/packages`).filter((name) => name.startsWith(`mcp-redis-${manifest.version}-`) && name.endsWith('.mcpb')).sort();
server.packages.push(...bundles.map((name) => ({
  registryType: 'mcpb',
  identifier: `${server.repository.url}/releases/download/v${manifest.version}/${name}`,
  fileSha256: createHash('sha256').update(readFileSync(`${root}artifacts/packages/${name}`)).digest('hex'),
  transport: { type: 'stdio' },
})));
write('artifacts/packages/server.json', server);
console.log(`${root}${bundle}`);
