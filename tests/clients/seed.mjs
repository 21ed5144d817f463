// Puts the sample data of calls.json into the server of REDIS_URL, over a plain socket: no client library takes part.
import { connect } from 'node:net';

const bytes = (part) =>
  typeof part === 'string' ? Buffer.from(part)
  : 'base64' in part ? Buffer.from(part.base64, 'base64')
  : Buffer.from(part.repeat.repeat(part.times));

const encode = (command) => {
  const parts = command.map(bytes);
  return Buffer.concat([Buffer.from(`*${parts.length}\r\n`),
    ...parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')])]);
};

/** Removes what an earlier run left, then runs the seed commands; the last reply proves that all were read. */
export async function seed({ seed: commands, unseed }, url = new URL(process.env.REDIS_URL)) {
  const login = url.password ? [['AUTH', ...(url.username ? [decodeURIComponent(url.username)] : []), decodeURIComponent(url.password)]] : [];
  // A script, because the keys must be found and removed in one step; the server is the run's own.
  const clear = ['EVAL', "for _, k in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', k) end", '0', unseed];
  const socket = connect(Number(url.port || 6379), url.hostname);
  socket.write(Buffer.concat([...login, clear, ...commands, ['ECHO', 'seeded']].map(encode)));
  let received = '';
  for await (const chunk of socket) {
    received += chunk.toString('latin1');
    if (/^-/m.test(received)) {
      throw new Error(`seeding failed: ${received.match(/^-.*/m)[0]}`);
    }
    if (received.endsWith('seeded\r\n')) {
      return;
    }
  }
  throw new Error('the server closed the connection while it was being seeded');
}
