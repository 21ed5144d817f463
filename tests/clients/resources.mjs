// Resources, completions, prompts and a live update through every client. Changes are made over a plain socket, so that
// what a client hears of is nothing it did itself.
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { open, variants } from './open-clients.mjs';
import { program } from './program.mjs';
import { seed } from './seed.mjs';

const template = 'redis://{connection}/{database}/keys/{key}';
const uri = 'redis://default/0/keys/resource%3A%FF%2F1';
const key = { base64: Buffer.from('resource:\xff/1', 'latin1').toString('base64') };
const data = { unseed: 'resource:*', seed: [['CONFIG', 'SET', 'notify-keyspace-events', 'KA'], ['SET', key, 'first'], ['SET', 'resource:plain', '1']] };
const command = program();
const complaints = [];
for (const variant of variants) {
  await seed(data);
  const { client, end } = await open(variant, command);
  try {
    await run(variant, client);
  } catch (error) {
    complaints.push(`${variant.name}: ${error.message}`);
  }
  await end();
}
console.log(JSON.stringify({ ok: complaints.length === 0, clients: variants.map((variant) => variant.name), complaints }, null, 2));
process.exit(complaints.length === 0 ? 0 : 1);

async function run({ name, options }, client) {
  const stateless = options.versionNegotiation !== undefined;
  expect(name, 'templates', (await client.listResourceTemplates()).resourceTemplates.map((t) => t.uriTemplate).join(), `${template},redis://findings/{id}`);
  const page = await client.readResource({ uri: 'redis://findings/RF001' });
  expect(name, 'page of a finding', /^# RF001: /.test(page.contents[0].text), true);
  expect(name, 'resources listed', (await client.listResources()).resources.every((resource) => /^(skill:\/\/redis-[a-z-]+\/SKILL\.md|ui:\/\/redis\/[a-z]+)$/.test(resource.uri)), true);
  const [app] = (await client.readResource({ uri: 'ui://redis/overview' })).contents;
  expect(name, 'page of a dashboard', `${app.mimeType} ${app._meta?.ui?.prefersBorder} ${app.text.startsWith('<!doctype html>')}`, 'text/html;profile=mcp-app true true');
  expect(name, 'value', await value(client), 'first');
  const missing = await client.readResource({ uri: 'redis://default/0/keys/resource%3Anone' }).then(() => 'read', (error) => error.code);
  expect(name, 'code of a missing key', missing, stateless ? -32602 : -32002);

  const reference = { type: 'ref/resource', uri: template };
  expect(name, 'connections', (await client.complete({ ref: reference, argument: { name: 'connection', value: 'd' } })).completion.values.join(), 'default');
  expect(name, 'keys', (await client.complete({ ref: reference, argument: { name: 'key', value: 'resource:p' } })).completion.values.join(), 'resource:plain');

  expect(name, 'prompts', (await client.listPrompts()).prompts.map((prompt) => prompt.name).slice(0, 3).join(), 'find_slowness,free_memory,find_lost_data');
  const prompt = await client.getPrompt({ name: 'clean_cache', arguments: { pattern: 'cache:*' } });
  expect(name, 'prompt', /that match "cache:\*", safely\./.test(prompt.messages[0].content.text), true);

  await hears(name, client, stateless);
}

async function hears(name, client, stateless) {
  const told = [];
  let wake = () => {};
  const hear = ({ params }) => { told.push(params.uri); wake(); };
  client.setNotificationHandler(name.startsWith('sdk') ? ResourceUpdatedNotificationSchema : 'notifications/resources/updated', hear);
  const listening = stateless ? await client.listen({ resourceSubscriptions: [uri] }) : await client.subscribeResource({ uri });
  const update = new Promise((resolve, reject) => {
    wake = resolve;
    setTimeout(() => reject(new Error('no update came within 20 seconds')), 20_000).unref();
  });
  await seed({ unseed: 'resource:none', seed: [['SET', key, 'second']] });
  await update;
  expect(name, 'what was told', told[0], uri);
  expect(name, 'value after the update', await value(client), 'second');
  await (stateless ? listening.close() : client.unsubscribeResource({ uri }));
}

async function value(client) {
  const { contents } = await client.readResource({ uri });
  return JSON.parse(contents[0].text).value.text;
}

function expect(about, what, got, wanted) {
  if (got !== wanted) {
    complaints.push(`${about}: ${what} should be ${wanted}, is ${got}`);
  }
}
