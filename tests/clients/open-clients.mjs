// The official TypeScript clients, both majors, and the newer one in both protocol eras.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';

const info = { name: 'mcp-redis-outside-clients', version: '1.0.0' };

export const variants = [
  { name: 'sdk 1.32.2, handshake', Client: ClientV1, Transport: StdioV1, options: {} },
  { name: 'client 2.4.0, handshake', Client: ClientV2, Transport: StdioV2, options: {} },
  { name: 'client 2.4.0, 2026-07-28', Client: ClientV2, Transport: StdioV2, options: { versionNegotiation: { mode: { pin: '2026-07-28' } } } },
];

/** With `ask`, a client that can ask its user: it gets the form and returns the answer. */
export async function open({ Client, Transport, options }, { command, args }, ask) {
  const client = new Client(info, ask ? { ...options, capabilities: { elicitation: { form: {} } } } : options);
  if (ask) {
    client.setRequestHandler(Client === ClientV1 ? ElicitRequestSchema : 'elicitation/create', (request) => ask(request.params));
  }
  const transport = new Transport({ command, args, env: process.env, stderr: 'pipe' });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => { stderr += chunk; });
  await client.connect(transport);
  return { client, stderr: () => stderr };
}
