// How the program under test is started: `node script.mjs PROGRAM [ARGUMENT…]`, with REDIS_URL in the environment.
import { existsSync } from 'node:fs';

export function program(argv = process.argv.slice(2)) {
  const [path, ...args] = argv;
  if (!path || !existsSync(path)) {
    throw new Error(`name the built program (mcp-redis or mcp-redis.dll); got ${path ?? 'nothing'}`);
  }
  if (!process.env.REDIS_URL) {
    throw new Error('REDIS_URL must name a redis-server this run may write to');
  }
  return path.endsWith('.dll') ? { command: 'dotnet', args: [path, ...args] } : { command: path, args };
}
