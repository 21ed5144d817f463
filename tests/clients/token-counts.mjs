// What each tool costs a model: name, description and input schema as JSON, counted in o200k tokens. Prints lines of
// name, bytes and tokens, tabs between. The program keeps them (src/McpRedis/Catalogue/token-counts.tsv).
import { execFileSync } from 'node:child_process';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { program } from './program.mjs';

const { command, args } = program();
// Tools that work between two connections are listed only where there are two, and counted so.
const one = list({});
const two = list({ REDIS_URL_OTHER: process.env.REDIS_URL });
const tools = [...one, ...two.filter((tool) => !one.some(({ name }) => name === tool.name))];
const rows = tools.map(({ name, description, inputSchema }) => {
  const bytes = Buffer.byteLength(name + description + JSON.stringify(inputSchema));
  return [name, bytes, countTokens(JSON.stringify({ name, description, inputSchema }))].join('\t');
});

function list(variables) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, ...variables } };
  return JSON.parse(execFileSync(command, [...args, 'tools', '--json', '--toolsets', 'all'], options)).tools;
}
console.log(rows.sort().join('\n'));
