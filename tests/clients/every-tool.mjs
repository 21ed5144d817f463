// Calls every listed tool through every client; prints a summary as JSON; exits 1 on any complaint. With `two-connections` after the URL of a
// server that has a connection `other` as well: the tools that such a server alone lists.
import { readFileSync } from 'node:fs';
import { checkArguments, checkReply, compile } from './check-reply.mjs';
import { open, variants } from './open-clients.mjs';
import { program } from './program.mjs';
import { seed } from './seed.mjs';

const table = JSON.parse(readFileSync(new URL('./calls.json', import.meta.url)));
const command = program();
const calls = process.argv.includes('two-connections') ? table.twoConnections : table.calls;
const runs = [];
for (const variant of variants) {
  await seed(table);
  runs.push(await run(variant));
}
const names = runs.map((run) => run.tools.join());
if (new Set(names).size > 1) {
  runs[0].complaints.push('the clients were shown different tools');
}
const ok = runs.every((run) => run.complaints.length === 0);
console.log(JSON.stringify({ ok, runs }, null, 2));
process.exit(ok ? 0 : 1);

async function run(variant) {
  const complaints = [];
  const { client, stderr, session, end } = await open(variant, command);
  const { tools } = await client.listTools();
  const schemas = compile(tools);
  for (const { name } of tools.filter((tool) => ![...table.calls, ...table.twoConnections].some((call) => call.tool === tool.name))) {
    complaints.push(`${name}: calls.json has no call for it`);
  }
  let errors = 0;
  for (const call of calls) {
    const about = `${call.tool} ${JSON.stringify(call.arguments).slice(0, 120)}`;
    const schema = schemas.get(call.tool);
    if (!schema) {
      complaints.push(...(call.module ? await saysWhatTheServerLacks(client, call) : ['the tool is not listed']).map((text) => `${about}: ${text}`));
      continue;
    }
    errors += call.error ? 1 : 0;
    try {
      const reply = await client.callTool({ name: call.tool, arguments: call.arguments });
      complaints.push(...[...checkArguments(schema, call), ...checkReply(schema, call, reply)].map((text) => `${about}: ${text}`));
    } catch (error) {
      complaints.push(`${about}: the client refused the reply: ${error.message}`);
    }
  }
  await refusesUnknownTool(client, complaints);
  const server = client.getServerVersion();
  await end();
  return { client: variant.name, session: session !== undefined, server: `${server?.name} ${server?.version}`, tools: tools.map((tool) => tool.name), calls: calls.length, errors, complaints, stderrLines: stderr().split('\n').length - 1 };
}

// Families of modules are listed where the server has the module; a call says what it lacks, or what is wrong with the call.
async function saysWhatTheServerLacks(client, call) {
  const reply = await client.callTool({ name: call.tool, arguments: call.arguments });
  const { code } = JSON.parse(reply.content[0].text);
  return code === 'unsupported_by_server' || (call.error === 'invalid_argument' && code === call.error) ? [] : [`is not listed, and its call answers ${code ?? 'data'}`];
}

async function refusesUnknownTool(client, complaints) {
  try {
    await client.callTool({ name: 'redis_no_such_tool', arguments: {} });
    complaints.push('an unknown tool was not refused with a protocol error');
  } catch (error) {
    if (error.code !== -32602) {
      complaints.push(`an unknown tool should be refused with -32602, not ${error.code}: ${error.message}`);
    }
  }
}
