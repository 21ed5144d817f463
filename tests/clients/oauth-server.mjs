// An OAuth issuer of another maker (oauth2-mock-server) for the end-to-end tests. Its first line is its address; then it answers
// each line of JSON on stdin with one line:
//   {"do":"token","claims":{…},"header":{…},"kid":"…"}   a token; claims and header replace what the issuer writes, null takes away
//   {"do":"stop"}                                         nobody answers any more
// It ends with stdin.
import { createInterface } from 'node:readline';
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
const kid = (await server.issuer.keys.generate('RS256')).kid;
const ec = (await server.issuer.keys.generate('ES256')).kid;
await server.start(0, '127.0.0.1');
server.issuer.url = `http://127.0.0.1:${server.address().port}`;
console.log(JSON.stringify({ issuer: server.issuer.url, rs256: kid, es256: ec }));

function merge(into, changes) {
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === null) {
      delete into[name];
    } else {
      into[name] = value;
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.do === 'token') {
    const token = await server.issuer.buildToken({
      kid: order.kid,
      scopesOrTransform: (header, claims) => {
        merge(header, order.header);
        merge(claims, order.claims);
      },
    });
    console.log(JSON.stringify(token));
  } else if (order.do === 'stop') {
    await server.stop();
    console.log('true');
  }
}
process.exit(0);
