// Checks every shape of the manifests: node check.mjs [--table]. Exit code 1 when anything is wrong.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { broken, brokenShapes } from './broken.mjs';
import { chartProblems, chartShapes } from './chart.mjs';
import { composeProblems, dockerfileProblems } from './containers.mjs';
import { consoleFlows, flows, needed, tableProblems } from './flows.mjs';
import { nameOf, parse, schemaProblems, tools } from './model.mjs';
import { root } from './program.mjs';
import { rules } from './rules.mjs';
import { awsProblems } from './secrets.mjs';

const work = join(root, 'artifacts', 'manifests');
rmSync(work, { recursive: true, force: true });
mkdirSync(join(work, 'rendered'), { recursive: true });

const problems = [];
const shapes = new Map();
const count = { shapes: 0, objects: 0, rules: Object.keys(rules).length, broken: 0 };

function kustomize(folder) {
  return execFileSync(join(tools, 'bin', 'kubectl'), ['kustomize', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The base with one component, as a user would combine them. */
function withComponents(...components) {
  const folder = join(work, 'kustomize', components.join('-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'retail-grains',
      resources: ['../../../../k8s/base'],
      components: components.map((one) => `../../../../k8s/components/${one}`),
    }),
  );
  return folder;
}

async function check(shape, text) {
  writeFileSync(join(work, 'rendered', `${shape}.yaml`), text);
  const objects = parse(text);
  shapes.set(shape, objects);
  count.shapes++;
  count.objects += objects.length;
  for (const object of objects) problems.push(...(await schemaProblems(object)).map((problem) => `${shape}: ${problem}`));
  for (const [name, rule] of Object.entries(rules)) problems.push(...rule(objects).map((problem) => `${shape}: ${name}: ${problem}`));
  return objects;
}

const baseText = kustomize(join(root, 'k8s', 'base'));
const base = await check('base', baseText);
for (const overlay of readdirSync(join(root, 'k8s', 'overlays')))
  await check(`overlay-${overlay}`, kustomize(join(root, 'k8s', 'overlays', overlay)));
for (const component of readdirSync(join(root, 'k8s', 'components'))) {
  const others = { openshift: ['ingress'], 'dashboard-access': ['cert-manager'], oidc: ['console-pod'] }[component] ?? [];
  await check(`component-${component}`, kustomize(withComponents(...others, component)));
}

// The backup's CronJobs run in the same namespace, under its policies.
await check('backup', `${baseText}\n---\n${kustomize(join(root, 'deploy', 'backup'))}`);

for (const { shape, text } of chartShapes()) await check(shape, text);

const refusing = new Set();
for (const [shape, ofRules] of Object.entries({ base: broken, ...brokenShapes })) {
  for (const [rule, copies] of Object.entries(ofRules)) {
    refusing.add(rule);
    for (const [what, damage] of Object.entries(copies)) {
      const copy = structuredClone(shapes.get(shape));
      damage(copy);
      const found = rule === 'schema' ? (await Promise.all(copy.map(schemaProblems))).flat() : rules[rule](copy);
      count.broken++;
      if (found.length === 0) problems.push(`rule ${rule} does not see ${what} (${shape})`);
    }
  }
}
for (const [row, other] of [
  ['| gateway | api | TCP 8000 |', ''],
  ['| gateway | console | TCP 8080 |', ''],
  ['TCP 8081 |', 'TCP 8080 |'],
]) {
  const page = readFileSync(join(root, 'docs', 'deployment', 'kustomize.md'), 'utf8');
  count.broken++;
  if (tableProblems(page.replace(row, other)).length === 0) problems.push(`the table of flows may have ${other || 'no row'} for ${row}`);
}
for (const rule of Object.keys(rules)) if (!refusing.has(rule)) problems.push(`rule ${rule} has no broken copy`);

problems.push(...(await chartProblems({ 'default-values': base, 'console-pod-values': shapes.get('component-console-pod') })));
problems.push(...awsProblems(), ...tableProblems(), ...composeProblems(), ...dockerfileProblems());

if (process.argv.includes('--table')) {
  const wanted = [...needed, ...consoleFlows].map((flow) => flow.join());
  const all = flows(shapes.get('component-console-pod'), 'envoy-gateway-system');
  for (const [from, to, protocol, port] of all.filter((flow) => wanted.includes(flow.join()))) {
    console.log(`| ${from} | ${to} | ${protocol} ${port} |`);
  }
}
for (const problem of problems) console.error(problem);
console.log(
  `${count.shapes} shapes, ${count.objects} objects, ${count.rules} rules besides the schemas, ` +
    `${count.broken} broken copies refused; ${problems.length} problems`,
);
console.log(`Kinds: ${[...new Set(base.map(nameOf).map((name) => name.split('/')[0]))].join(', ')}`);
process.exitCode = problems.length > 0 ? 1 : 0;
