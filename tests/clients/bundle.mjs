// A bundle as a host installs it: node bundle.mjs FILE FOLDER, with REDIS_URL in the environment. Unpacks and validates it, and tells what
// the host would start after its user has filled in the address alone.
import { readFileSync } from 'node:fs';
import { getMcpConfigForManifest, unpackExtension, validateManifest } from '@anthropic-ai/mcpb';

const [file, folder] = process.argv.slice(2);
if (!await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true })) {
  throw new Error(`${file} does not unpack`);
}
const say = console.log;
console.log = console.error; // validation talks on stdout
const valid = validateManifest(`${folder}/manifest.json`);
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
const config = await getMcpConfigForManifest({
  manifest, extensionPath: folder, systemDirs: {}, pathSeparator: '/', userConfig: { redis_url: process.env.REDIS_URL },
});
say(JSON.stringify({ valid, manifest, config }));
