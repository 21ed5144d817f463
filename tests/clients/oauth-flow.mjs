// The whole way of OAuth through the official TypeScript clients: refused without a token, they find the issuer by our metadata, ask it for the
// scopes of our challenge and for a token made out to us, and call with it. Then one that was given less than it asked for calls
// above its scopes, is told which it takes, and gets them. The issuer is oauth2-mock-server; the person who consents is this script.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { OAuth2Server } from 'oauth2-mock-server';
import { program } from './program.mjs';

const variants = [
  { name: 'sdk 1.32.2, handshake', Client: ClientV1, Transport: HttpV1, options: {} },
  { name: 'client 2.4.0, handshake', Client: ClientV2, Transport: HttpV2, options: {} },
  { name: 'client 2.4.0, 2026-07-28', Client: ClientV2, Transport: HttpV2, options: { versionNegotiation: { mode: { pin: '2026-07-28' } } } },
];
const complaints = [];
const asked = [];   // every authorization that was asked for: { scope, resource }
let consent = (scope) => scope;

const issuer = new OAuth2Server();
await issuer.issuer.keys.generate('RS256');
await issuer.start(0, '127.0.0.1');
issuer.issuer.url = `http://127.0.0.1:${issuer.address().port}`;
issuer.service.on('beforeAuthorizeRedirect', (redirect, request) => {
  const query = new URL(request.url, issuer.issuer.url).searchParams;
  asked.push({ scope: query.get('scope'), resource: query.get('resource') });
});
issuer.service.on('beforeTokenSigning', (token, request) => {
  token.payload.aud = request.body.resource;
  token.payload.scope = consent(asked.at(-1).scope);
});
issuer.service.on('beforeResponse', (response) => { response.body.scope = consent(asked.at(-1).scope); });

const endpoint = await start();
for (const variant of variants) {
  await everything(variant).catch((error) => complaints.push(`${variant.name}: ${error.stack}`));
  await less(variant).catch((error) => complaints.push(`${variant.name}: ${error.stack}`));
}
console.log(JSON.stringify({ ok: complaints.length === 0, clients: variants.map((variant) => variant.name), complaints }, null, 2));
process.exit(complaints.length === 0 ? 0 : 1);

async function everything(variant) {
  consent = (scope) => scope;
  asked.length = 0;
  const { client } = await signIn(variant);
  expect(variant, 'what was asked for', asked, [{ scope: 'redis:read redis:write redis:admin', resource: endpoint }]);
  const { tools } = await client.listTools();
  expect(variant, 'the flush tool is listed', tools.some((tool) => tool.name === 'redis_server_flush'), true);
  const reply = await client.callTool({ name: 'redis_string_set', arguments: { items: [{ key: 'oauth:flow', value: '1' }] } });
  expect(variant, 'writing', reply.isError ?? false, false);
  await client.close();
}

async function less(variant) {
  consent = () => 'redis:read';
  asked.length = 0;
  const { client, transport, provider } = await signIn(variant);
  const { tools } = await client.listTools();
  expect(variant, 'the set tool is listed for redis:read', tools.some((tool) => tool.name === 'redis_string_set'), false);
  consent = (scope) => scope;
  const call = { name: 'redis_string_set', arguments: { items: [{ key: 'oauth:flow', value: '2' }] } };
  const refused = await client.callTool(call).then(() => undefined, (error) => error);
  expect(variant, 'a call above the scopes', refused !== undefined, true);
  expect(variant, 'was sent to authorize again', provider.visited !== undefined, true);
  if (provider.visited) {
    await transport.finishAuth(await visit(provider));
    expect(variant, 'what was asked for then', asked.at(-1), { scope: 'redis:read redis:write', resource: endpoint });
    // A session holds the rights it began with; who has more begins another.
    const { client: next } = variant.options.versionNegotiation ? { client } : await connect(variant, provider);
    const reply = await next.callTool(call);
    expect(variant, 'writing with more scopes', reply.isError ?? false, false);
    await next.close();
  }
}

async function signIn(variant) {
  const provider = keeper();
  const first = await connect(variant, provider);
  if (!first.error || !provider.visited) {
    throw first.error ?? new Error('let in without a token');
  }
  await first.transport.finishAuth(await visit(provider));
  const second = await connect(variant, provider);
  if (second.error) {
    throw second.error;
  }
  return second;
}

async function connect({ Client, Transport, options }, provider) {
  const client = new Client({ name: 'mcp-redis-outside-clients', version: '1.0.0' }, options);
  const transport = new Transport(new URL(endpoint), { authProvider: provider });
  return { client, transport, provider, error: await client.connect(transport).then(() => undefined, (error) => error) };
}

// What a desktop client keeps, and the browser it opens.
function keeper() {
  let tokens;
  let verifier;
  let found;
  return {
    visited: undefined,
    redirectUrl: 'http://127.0.0.1:9/callback',
    clientMetadata: { client_name: 'outside', redirect_uris: ['http://127.0.0.1:9/callback'], grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: 'none' },
    clientInformation: () => ({ client_id: 'outside' }),
    tokens: () => tokens,
    saveTokens(given) { tokens = { ...given, refresh_token: undefined }; },
    saveCodeVerifier(given) { verifier = given; },
    codeVerifier: () => verifier,
    saveDiscoveryState(given) { found = given; },
    discoveryState: () => found,
    redirectToAuthorization(url) { this.visited = url; },
  };
}

async function visit(provider) {
  const answer = await fetch(provider.visited, { redirect: 'manual' });
  provider.visited = undefined;
  return new URL(answer.headers.get('location')).searchParams.get('code');
}

async function start() {
  const probe = createServer();
  const port = await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(probe.address().port)));
  await new Promise((resolve) => probe.close(resolve));
  const url = `http://127.0.0.1:${port}/mcp`;
  const { command, args } = program();
  const server = spawn(command, [...args, 'http', '--listen', `127.0.0.1:${port}`, '--public-url', url, '--oauth-issuer', issuer.issuer.url, '--confirm', 'never'], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => server.kill());
  await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('MCP at ')) {
        resolve();
      }
    });
    server.on('exit', () => reject(new Error(`the program ended: ${said}`)));
  });
  return url;
}

function expect({ name }, what, actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    complaints.push(`${name}, ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}
