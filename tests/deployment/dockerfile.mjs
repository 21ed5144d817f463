// What Docker's language tools say of a Dockerfile, one line each; nothing when all is well.
import { readFileSync } from 'node:fs';
import { validate, ValidationSeverity as Severity } from 'dockerfile-utils';

const all = ['casingInstruction', 'deprecatedMaintainer', 'directiveCasing', 'emptyContinuationLine', 'instructionCasing', 'instructionCmdMultiple',
    'instructionEntrypointMultiple', 'instructionHealthcheckMultiple', 'instructionJSONInSingleQuotes', 'instructionWorkdirRelative'];
const findings = validate(readFileSync(process.argv[2], 'utf8'), Object.fromEntries(all.map(name => [name, Severity.ERROR])));
for (const finding of findings) {
    console.log(`${process.argv[2]}:${finding.range.start.line + 1}: ${finding.message}`);
}
process.exitCode = findings.length === 0 ? 0 : 1;
