// What is under test: `node script.mjs PROGRAM [ARGUMENT…]`, a program to start, or `node script.mjs URL`, a server that
// runs; with REDIS_URL in the environment.
import { existsSync } from 'node:fs';

export function program(argv = process.argv.slice(2)) {
  const [path, ...args] = argv;
  if (!process.env.REDIS_URL) {
    throw new Error('REDIS_URL must name a redis-server this run may write to');
  }
  if (/^https?:/.test(path)) {
    return { url: path };
  }
  if (!path || !existsSync(path)) {
    throw new Error(`name the built program (mcp-redis or mcp-redis.dll), or the URL of a server; got ${path ?? 'nothing'}`);
  }
  return path.endsWith('.dll') ? { command: 'dotnet', args: [path, ...args] } : { command: path, args };
}
