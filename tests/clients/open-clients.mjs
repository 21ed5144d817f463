// The official TypeScript clients, both majors, and the newer one in both protocol eras.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';

const info = { name: 'mcp-redis-outside-clients', version: '1.0.0' };
const v1 = { Client: ClientV1, Stdio: StdioV1, Http: HttpV1 };
const v2 = { Client: ClientV2, Stdio: StdioV2, Http: HttpV2 };

export const variants = [
  { name: 'sdk 1.32.2, handshake', ...v1, options: {} },
  { name: 'client 2.4.0, handshake', ...v2, options: {} },
  { name: 'client 2.4.0, 2026-07-28', ...v2, options: { versionNegotiation: { mode: { pin: '2026-07-28' } } } },
];

/** With `ask`, a client that can ask its user: it gets the form and returns the answer. */
export async function open({ Client, Stdio, Http, options }, { url, command, args }, ask) {
  const client = new Client(info, ask ? { ...options, capabilities: { elicitation: { form: {} } } } : options);
  if (ask) {
    client.setRequestHandler(Client === ClientV1 ? ElicitRequestSchema : 'elicitation/create', (request) => ask(request.params));
  }
  const transport = url ? new Http(new URL(url)) : new Stdio({ command, args, env: process.env, stderr: 'pipe' });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => { stderr += chunk; });
  await client.connect(transport);
  return { client, stderr: () => stderr, session: transport.sessionId, end: () => end(client, transport) };
}

// A client over HTTP that only goes away leaves its session behind.
async function end(client, transport) {
  if (transport.sessionId) {
    await transport.terminateSession();
  }
  await client.close();
}
