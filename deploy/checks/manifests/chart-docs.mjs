// Makes values.schema.json and README.md of the chart from the comments in values.yaml.
//   # -- text                 what a value is, for the README and the schema
//   # @schema {...}           more of its schema: enum, minimum, pattern, items, or another type
// A map is closed to keys that values.yaml does not have, unless its @schema says additionalProperties.
// node chart-docs.mjs writes both; node chart-docs.mjs --check tells whether they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './model.mjs';
import { root } from './program.mjs';

const { parseDocument, isMap, isSeq } = await load('yaml/dist/index.js').then((module) => module.default ?? module);
const folder = join(root, 'deploy', 'helm', 'retail-grains');

function commentOf(key, previous) {
  const text = key.commentBefore ?? previous ?? '';
  const described = [];
  let schema = {};
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line.startsWith('@schema ')) schema = JSON.parse(line.slice(8));
    else if (line.startsWith('-- ')) described.push(line.slice(3));
    else if (described.length > 0 && line !== '') described.push(line);
  }
  return { description: described.join(' '), schema };
}

function typeOf(node) {
  if (isMap(node)) return 'object';
  if (isSeq(node)) return 'array';
  const value = node?.value;
  return { boolean: 'boolean', string: 'string' }[typeof value] ?? (Number.isInteger(value) ? 'integer' : 'number');
}

const rows = [];

function schemaOf(map, path, above) {
  const properties = {};
  map.items.forEach(({ key, value }, index) => {
    // A comment above the first key of a map belongs, for the parser, to the map.
    const { description, schema } = commentOf(key, index === 0 ? above : undefined);
    const name = path ? `${path}.${key.value}` : key.value;
    const own = { ...(description && { description }), type: typeOf(value), ...schema };
    const isOpen = 'additionalProperties' in schema;
    if (own.type === 'object' && !isOpen) Object.assign(own, schemaOf(value, name, value.commentBefore));
    else rows.push({ name, value: value.toJSON?.() ?? value.value, description });
    if (own.type === 'object' && !isOpen && description) rows.push({ name, description, isGroup: true });
    properties[key.value] = own;
  });
  return { properties, additionalProperties: false };
}

const document = parseDocument(readFileSync(join(folder, 'values.yaml'), 'utf8'));
// Helm puts the values of a parent chart's `global` into every chart.
const schema = schemaOf(document.contents, '', document.commentBefore ?? document.contents.commentBefore);
schema.properties.global = { type: 'object', description: 'Given by Helm; not used.' };
const schemaText = `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', ...schema }, null, 2)}\n`;

const cell = (text) => String(text ?? '').replaceAll('|', '\\|');
const shown = (value) => (value === '' ? '`""`' : `\`${cell(typeof value === 'object' ? JSON.stringify(value) : value)}\``);
const readmeText = `# Helm chart retail-grains

Installs silos, APIs and the schema migration of RetailGrains; PostgreSQL and Redis are referred to, not installed. Helm 3.17 or newer, or
4.

\`\`\`shell
kubectl create namespace retail-grains
kubectl label namespace retail-grains pod-security.kubernetes.io/enforce=restricted
kubectl -n retail-grains create secret generic app-secrets --from-env-file=app-secrets.env
kubectl -n retail-grains create secret generic migration-secrets --from-env-file=migration-secrets.env
helm upgrade --install retail-grains deploy/helm/retail-grains -n retail-grains --set tls.certManager.enabled=true --wait --timeout 15m
helm test retail-grains -n retail-grains
\`\`\`

docs/deployment/helm.md has the keys of the Secrets, and how to upgrade and roll back. \`ci/\` has a values file for each supported shape.

## Values

Made from the comments in values.yaml by deploy/checks/manifests/chart-docs.mjs. A value that is not listed is refused.

| value | default | what |
| --- | --- | --- |
${rows
  .filter((row) => !row.isGroup)
  .map((row) => `| \`${row.name}\` | ${shown(row.value)} | ${cell(row.description)} |`)
  .join('\n')}
`;

const outputs = { 'values.schema.json': schemaText, 'README.md': readmeText };

/** Files that differ from values.yaml. */
export function stale() {
  return Object.entries(outputs)
    .filter(([file, text]) => {
      try {
        return readFileSync(join(folder, file), 'utf8') !== text;
      } catch {
        return true;
      }
    })
    .map(([file]) => `${file} is stale: node deploy/checks/manifests/chart-docs.mjs`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    for (const problem of stale()) console.error(problem);
    process.exitCode = stale().length > 0 ? 1 : 0;
  } else {
    for (const [file, text] of Object.entries(outputs)) writeFileSync(join(folder, file), text);
  }
}
