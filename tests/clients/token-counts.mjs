// What each tool costs a model: name, description and input schema as JSON, counted in o200k tokens. Prints lines of
// name, bytes and tokens, tabs between. The program keeps them (src/McpRedis/Catalogue/token-counts.tsv).
import { execFileSync } from 'node:child_process';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { program } from './program.mjs';

const { command, args } = program();
const { tools } = JSON.parse(execFileSync(command, [...args, 'tools', '--json', '--toolsets', 'all'], { encoding: 'utf8', maxBuffer: 1 << 26 }));
const rows = tools.map(({ name, description, inputSchema }) => {
  const bytes = Buffer.byteLength(name + description + JSON.stringify(inputSchema));
  return [name, bytes, countTokens(JSON.stringify({ name, description, inputSchema }))].join('\t');
});
console.log(rows.sort().join('\n'));
