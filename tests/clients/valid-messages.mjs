// Holds messages against the published schema of their revision: `node valid-messages.mjs FILE`, one {"revision","message"}
// a line. The schemas are the specification's own, which the conformance suite carries. Prints what is not valid.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { Ajv2020 } from 'ajv/dist/2020.js';

const suite = readFileSync(new URL('./node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url), 'utf8');
const start = '{$schema:`https://json-schema.org/draft/2020-12/schema`,$defs:{Annotations:';
const schemas = { '2025-11-25': literal(suite.indexOf(start)), '2026-07-28': literal(suite.lastIndexOf(start)) };
if (schemas['2025-11-25'].$defs.DiscoverResult || !schemas['2026-07-28'].$defs.DiscoverResult) {
  throw new Error('the schemas are not where they were');
}

const checks = Object.fromEntries(Object.entries(schemas).map(([revision, schema]) => [revision, compile(schema)]));
const complaints = new Map();
let count = 0;
for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const { revision, message } = JSON.parse(line);
  count++;
  const problem = checks[revision](message);
  if (problem) {
    complaints.set(problem, [...(complaints.get(problem) ?? []), line.slice(0, 500)]);
  }
}
const shown = [...complaints].map(([problem, lines]) => ({ problem, times: lines.length, first: lines[0] }));
console.log(JSON.stringify({ ok: shown.length === 0 && count > 0, count, shown }, null, 2));
process.exit(shown.length === 0 && count > 0 ? 0 : 1);

function compile(schema) {
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
  ajv.addSchema(schema, 'mcp');
  const of = (name) => ajv.getSchema(`mcp#/$defs/${name}`);
  const notifications = new Map(Object.entries(schema.$defs).filter(([name]) => name.endsWith('Notification')).map(([name, def]) => [def.properties?.method?.const, name]));
  return (message) => {
    const kind = message.method !== undefined ? notifications.get(message.method) ?? 'JSONRPCNotification'
      : message.error !== undefined ? 'JSONRPCErrorResponse'
      : message.result?.content !== undefined ? ['JSONRPCResultResponse', 'CallToolResult']
      : message.result?.tools !== undefined ? ['JSONRPCResultResponse', 'ListToolsResult'] : 'JSONRPCResultResponse';
    const [envelope, result] = [kind].flat();
    const [validate, inner] = [of(envelope), result && of(result)];
    return !validate(message) ? `${envelope}: ${ajv.errorsText(validate.errors)}` : inner && !inner(message.result) ? `${result}: ${ajv.errorsText(inner.errors)}` : undefined;
  };
}

// The object literal that begins there, up to the brace that closes it.
function literal(from) {
  let depth = 0;
  for (let at = from; at < suite.length; at++) {
    const character = suite[at];
    if (character === '`' || character === '"' || character === "'") {
      for (at++; suite[at] !== character; at++) {
        at += suite[at] === '\\' ? 1 : 0;
      }
    } else if (character === '{') {
      depth++;
    } else if (character === '}' && --depth === 0) {
      return JSON.parse(JSON.stringify(runInNewContext(`(${suite.slice(from, at + 1)})`)));
    }
  }
  throw new Error('the schema has no end');
}
