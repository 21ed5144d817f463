// What every reply must be, whoever asks. Returns complaints; none means the reply is right.
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
const FAULT = ['code', 'hint', 'message', 'retryable'];

export function compile(tools) {
  return new Map(tools.map((tool) => [tool.name, {
    input: ajv.compile(tool.inputSchema),
    output: tool.outputSchema && ajv.compile(tool.outputSchema),
  }]));
}

/** A call that should succeed is itself held against the advertised input schema, so that the table cannot go stale. */
export function checkArguments({ input }, call) {
  return call.error || input(call.arguments) ? [] : [`arguments do not match the input schema: ${ajv.errorsText(input.errors)}`];
}

export function checkReply({ output }, call, reply) {
  const text = reply.content?.[0]?.type === 'text' ? reply.content[0].text : undefined;
  let spoken;
  try {
    spoken = JSON.parse(text);
  } catch {
    return [`the first block is not JSON text: ${String(text).slice(0, 200)}`];
  }
  return call.error ? checkFault(call, reply, spoken) : checkData(output, reply, spoken);
}

function checkFault(call, reply, fault) {
  const complaints = [];
  if (reply.isError !== true) {
    complaints.push(`should fail with ${call.error} but succeeded`);
  } else if (fault.code !== call.error) {
    complaints.push(`should fail with ${call.error}, failed with ${fault.code}: ${fault.message}`);
  } else if (!FAULT.every((name) => name in fault)) {
    complaints.push(`an error has ${FAULT.join(', ')}; this one has ${Object.keys(fault).join(', ')}`);
  } else if (!fault.message || typeof fault.retryable !== 'boolean') {
    complaints.push('an error needs a message and a true or false retryable');
  }
  if (reply.structuredContent !== undefined && !isDeepStrictEqual(reply.structuredContent, fault)) {
    complaints.push('text and structuredContent of the error differ');
  }
  return complaints;
}

function checkData(output, reply, spoken) {
  if (reply.isError) {
    return [`failed: ${JSON.stringify(spoken)}`];
  }
  const complaints = [];
  if (!output) {
    complaints.push('the tool has no output schema');
  } else if (!output(reply.structuredContent)) {
    complaints.push(`structuredContent does not match the output schema: ${ajv.errorsText(output.errors)}`);
  }
  if (!isDeepStrictEqual(reply.structuredContent, spoken)) {
    complaints.push('text and structuredContent differ');
  }
  return complaints;
}
