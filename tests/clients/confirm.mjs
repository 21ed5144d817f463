// Confirms and declines a deletion through every client: by its user where it can ask, by the token where it cannot.
import { open, variants } from './open-clients.mjs';
import { program } from './program.mjs';
import { seed } from './seed.mjs';

const data = { unseed: 'confirm:*', seed: [['SET', 'confirm:one', '1'], ['SET', 'confirm:two', '2', 'PX', '600000'], ['SET', 'confirm:three', '3']] };
const call = { name: 'redis_key_delete', arguments: { pattern: 'confirm:*' } };
const command = program();
const complaints = [];
for (const variant of variants) {
  await byUser(variant, { action: 'accept', content: { proceed: 'yes' } }, undefined);
  await byUser(variant, { action: 'accept', content: { proceed: 'no' } }, 'cancelled');
  await byUser(variant, { action: 'decline' }, 'cancelled');
  await byUser(variant, { action: 'cancel' }, 'cancelled');
  await byToken(variant);
}
console.log(JSON.stringify({ ok: complaints.length === 0, clients: variants.map((variant) => variant.name), complaints }, null, 2));
process.exit(complaints.length === 0 ? 0 : 1);

async function byUser(variant, answer, code) {
  await seed(data);
  const forms = [];
  const { client, end } = await open(variant, command, (form) => { forms.push(form); return answer; });
  const reply = await client.callTool(call);
  const about = `${variant.name}, ${JSON.stringify(answer)}`;
  expect(about, 'outcome', outcome(reply), code ?? 3);
  expect(about, 'questions', forms.length, 1);
  expect(about, 'what the form shows', /deletes the 3 keys.*\n.*default, database 0\nKeys: 3, 2 of them without expiry\n  "confirm:one"/.test(forms[0]?.message), true);
  expect(about, 'what is asked for', JSON.stringify(forms[0]?.requestedSchema?.required), '["proceed"]');
  expect(about, 'default', forms[0]?.requestedSchema?.properties?.proceed?.default, undefined);
  expect(about, 'keys left', await left(client), code ? 3 : 0);
  await end();
}

async function byToken(variant) {
  await seed(data);
  const { client, end } = await open(variant, command);
  const asked = JSON.parse((await client.callTool(call)).content[0].text);
  const about = `${variant.name}, token`;
  expect(about, 'code', asked.code, 'confirmation_required');
  expect(about, 'keys in the preview', asked.preview?.keys, 3);
  expect(about, 'keys left before', await left(client), 3);
  const confirmed = { ...call, arguments: { ...call.arguments, confirmToken: asked.confirmToken } };
  expect(about, 'outcome', outcome(await client.callTool(confirmed)), 3);
  expect(about, 'outcome of the second use', outcome(await client.callTool(confirmed)), 'confirmation_invalid');
  await end();
}

function outcome(reply) {
  const said = JSON.parse(reply.content[0].text);
  return reply.isError ? said.code : said.changed;
}

async function left(client) {
  return (await client.callTool({ name: 'redis_key_scan', arguments: { pattern: 'confirm:*' } })).structuredContent.items.length;
}

function expect(about, what, got, wanted) {
  if (got !== wanted) {
    complaints.push(`${about}: ${what} should be ${wanted}, is ${got}`);
  }
}
