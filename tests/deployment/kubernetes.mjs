// Reads a file of manifests as strictly as the API server would, holds each against the schema of its kind, and prints them as JSON.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const found = [];
for (const document of parseAllDocuments(readFileSync(process.argv[2], 'utf8'), { strict: true, uniqueKeys: true })) {
    if (document.errors.length + document.warnings.length > 0) {
        throw document.errors[0] ?? document.warnings[0];
    }
    const manifest = document.toJS();
    const { [manifest.kind]: Model } = await import(`kubernetes-models/${manifest.apiVersion}`);
    new Model(manifest).validate();
    found.push(manifest);
}
console.log(JSON.stringify(found));
