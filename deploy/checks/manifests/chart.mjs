// Renders the chart in every supported shape with both versions of Helm, and compares it with the manifests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stale } from './chart-docs.mjs';
import { nameOf, parse, tools } from './model.mjs';
import { root } from './program.mjs';

const folder = join(root, 'deploy', 'helm', 'retail-grains');
const helms = ['helm3', 'helm4'];
const shapes = [
  ...readdirSync(join(folder, 'ci')).map((file) => join('ci', file)),
  ...readdirSync(folder).filter((file) => /^values-.*\.yaml$/.test(file)),
];

function helm(version, ...parameters) {
  return spawnSync(join(tools, 'bin', version), parameters, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HELM_NAMESPACE: 'retail-grains' },
  });
}

const template = (version, ...parameters) => helm(version, 'template', 'retail-grains', '.', '-n', 'retail-grains', ...parameters);
const rendered = new Map();

/** Text of each shape by Helm 3; Helm 4 must render the same. */
export function chartShapes() {
  return shapes.map((shape) => {
    const texts = helms.map((version) => {
      const run = template(version, '-f', shape);
      if (run.status !== 0) throw new Error(`${version}: ${shape}: ${run.stderr}`);
      return run.stdout;
    });
    const name = `chart-${shape.replace(/^ci\//, '').replace('.yaml', '')}`;
    rendered.set(name, texts);
    return { shape: name, text: texts[0] };
  });
}

/** Values that must be refused, with a word of the message. */
const refused = {
  'silo.autoscaling.maxReplicas=17': 'maxReplicas',
  'image.tag=latest': 'tag',
  'silo.poolSize=60': 'connections',
  'silo.pollSize=5': 'pollSize',
  'keda.enabled=true,silo.autoscaling.enabled=false,silo.autoscaling.maxReplicas=16': 'connections',
  'keda.enabled=true,keda.fallbackReplicas=16': 'fallbackReplicas',
  'unknown=1': 'unknown',
  'ingress.enabled=true': 'exclude',
  'silo.preStopSeconds=60,silo.terminationGracePeriodSeconds=90': 'terminationGracePeriodSeconds',
  'silo.autoscaling.minReplicas=9,silo.autoscaling.maxReplicas=6': 'minReplicas',
  'logLevel=LOUD': 'logLevel',
  'test.image=curl': 'image',
  'image.digests.api=sha256:1': 'api',
  'host=': 'host',
  'secrets.externalSecrets.enabled=true,secrets.externalSecrets.provider=aws': 'aws-secrets.sh',
  'secrets.externalSecrets.provider=azure': 'provider',
  'secrets.externalSecrets.aws.jwtSecret=retail-jwt': 'jwtSecret',
  'console.mode=pods': 'mode',
  'console.mode=pod,console.preStopSeconds=60': 'console.terminationGracePeriodSeconds',
  'console.mode=pod,console.autoscaling.minReplicas=9': 'console.autoscaling.minReplicas',
  'oidc.authority=http://login.example.com': 'authority',
  'oidc.clientSecret=console-oidc': 'console.mode',
};

const sorted = (value) => {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item) => item && typeof item === 'object' && 'name' in item)
      ? items.sort((a, b) => (a.name < b.name ? -1 : 1))
      : items;
  }
  return value && typeof value === 'object'
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key])]),
      )
    : value;
};

/** An object without what only Helm or kustomize says. */
function essence(object) {
  const copy = structuredClone(object);
  const hash = /^app-config-[a-z0-9]{10}$/;
  for (const metadata of [copy.metadata, copy.spec?.template?.metadata].filter(Boolean)) {
    for (const key of Object.keys(metadata.annotations ?? {}))
      if (/^(helm\.sh|argocd\.argoproj\.io|checksum)\//.test(key)) delete metadata.annotations[key];
    for (const key of ['helm.sh/chart', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/version']) delete metadata.labels?.[key];
    if (Object.keys(metadata.annotations ?? {}).length === 0) delete metadata.annotations;
    if (hash.test(metadata.name)) metadata.name = 'app-config';
  }
  for (const container of copy.spec?.template?.spec?.containers ?? []) {
    for (const from of container.envFrom ?? []) if (hash.test(from.configMapRef?.name)) from.configMapRef.name = 'app-config';
  }
  return sorted(copy);
}

function differences(left, right, path = '') {
  if (isDeepStrictEqual(left, right)) return [];
  if (left && right && typeof left === 'object' && typeof right === 'object') {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
      differences(left[key], right[key], `${path}/${key}`),
    );
  }
  return [`${path}: ${JSON.stringify(left)} in the manifests, ${JSON.stringify(right)} in the chart`];
}

function sameProblems(shape, objects) {
  const text = rendered.get(`chart-${shape}`)[0];
  const chart = parse(text).filter((object) => !object.metadata.annotations?.['helm.sh/hook']?.includes('test'));
  const ours = new Map(chart.map((object) => [nameOf(object), essence(object)]));
  const theirs = new Map(
    objects
      .filter((object) => object.kind !== 'Namespace')
      .map(essence)
      .map((object) => [nameOf(object), object]),
  );
  return [
    ...[...theirs.keys()].filter((name) => !ours.has(name)).map((name) => `${name} is in the manifests and not in the chart`),
    ...[...ours.keys()].filter((name) => !theirs.has(name)).map((name) => `${name} is in the chart and not in the manifests`),
    ...[...theirs]
      .filter(([name]) => ours.has(name))
      .flatMap(([name, object]) => differences(object, ours.get(name)).map((difference) => `${name}${difference}`)),
  ].map((problem) => `${shape}: ${problem}`);
}

/** @param manifests Objects of the manifests, by the values with which the chart must render the same. */
export async function chartProblems(manifests) {
  return [
    ...stale(),
    ...helms.flatMap((version) => {
      const run = helm(version, 'lint', '--strict', '.');
      return run.status === 0 ? [] : [`${version} lint: ${run.stdout}${run.stderr}`];
    }),
    ...[...rendered]
      .filter(([, [three, four]]) => !isDeepStrictEqual(parse(three), parse(four)))
      .map(([name]) => `${name}: Helm 3 and 4 render it differently`),
    ...[...rendered].filter(([, [text]]) => /<no value>|%!\w\(/.test(text)).map(([name]) => `${name}: a value is missing`),
    ...helms.flatMap((version) =>
      Object.entries(refused).flatMap(([set, word]) => {
        const run = template(version, '--set', set);
        if (run.status === 0) return [`${version}: accepts ${set}`];
        return run.stderr.includes(word) ? [] : [`${version}: refuses ${set} without naming ${word}: ${run.stderr}`];
      }),
    ),
    ...Object.entries(manifests).flatMap(([shape, objects]) => sameProblems(shape, objects)),
  ].map((problem) => `chart: ${problem}`);
}
