// Reads rendered manifests and compares them with the typed models of Kubernetes and of the custom resources in use.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const tools =
  process.env.RETAIL_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'retail-grains-tools');
const modules = join(tools, 'npm', 'node_modules');
const packageOf = {
  'gateway.networking.k8s.io': 'gateway-api',
  'external-secrets.io': 'external-secrets',
  'keda.sh': 'keda',
  'cert-manager.io': 'cert-manager',
  'monitoring.coreos.com': 'prometheus-operator',
};

export const load = (name) => import(pathToFileURL(join(modules, name)).href);
const { parseAllDocuments } = await load('yaml/dist/index.js').then((module) => module.default ?? module);

/** The objects of a stream of YAML documents, as Kubernetes reads it. */
export function parse(text) {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true })
    .map((document) => {
      if (document.errors.length > 0) throw new Error(document.errors[0].message);
      return document.toJS();
    })
    .filter((object) => object !== null);
}

async function modelOf({ apiVersion, kind }) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const folder = packageOf[group] ? `@kubernetes-models/${packageOf[group]}` : 'kubernetes-models';
  const file = join(modules, folder, apiVersion, `${kind}.js`);
  return existsSync(file) ? (await import(pathToFileURL(file).href))[kind] : null;
}

/** Records which keys a validator reads: those that it never asks for are no fields of the type. */
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const children = Array.isArray(value)
    ? value.map((item, index) => watched(item, `${path}/${index}`, unread))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, watched(item, `${path}/${key}`, unread)]));
  if (Array.isArray(value)) return children;
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  return new Proxy(children, {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return target[key];
    },
    ownKeys(target) {
      for (const key of Object.keys(target)) unread.delete(`${path}/${key}`);
      return Reflect.ownKeys(target);
    },
  });
}

/** What the API server's schema would refuse. */
export async function schemaProblems(object) {
  const name = nameOf(object);
  const Model = await modelOf(object);
  if (Model === null) return [`${name}: there is no kind ${object.kind} in ${object.apiVersion}`];
  const problems = [];
  try {
    new Model(structuredClone(object)).validate();
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
  const unread = new Set();
  try {
    Model.prototype.validate.call(Object.assign(Object.create(Model.prototype), watched(object, '', unread)));
  } catch {
    /* reported above */
  }
  // The validators of a broken object stop early, so what they left unread says nothing.
  if (problems.length === 0)
    problems.push(...[...unread].filter((path) => isTopMost(path, unread) && !isFreeForm(object, path)).map((path) => `${name}: unknown field ${path}`));
  return problems;
}

/** The operator's schema leaves the routes below the first one open. */
const isFreeForm = ({ kind }, path) => kind === 'AlertmanagerConfig' && path.startsWith('/spec/route/routes/');

const isTopMost = (path, all) => ![...all].some((other) => path.startsWith(`${other}/`));

export const nameOf = (object) => `${object.kind}/${object.metadata?.name}`;
export const ofKind = (objects, ...kinds) => objects.filter((object) => kinds.includes(object.kind));
export const named = (objects, kind, name) => objects.find((object) => object.kind === kind && object.metadata.name === name);
export const workloads = (objects) => ofKind(objects, 'Deployment', 'Job', 'CronJob', 'StatefulSet', 'DaemonSet', 'Pod');
export const podOf = (workload) =>
  (
    ({
      Pod: () => workload,
      CronJob: () => workload.spec.jobTemplate.spec.template,
    })[workload.kind] ?? (() => workload.spec.template)
  )();
export const containersOf = (workload) => [...(podOf(workload).spec.initContainers ?? []), ...podOf(workload).spec.containers];
export const labelsOf = (workload) => podOf(workload).metadata?.labels ?? {};
export const componentOf = (workload) => labelsOf(workload)['app.kubernetes.io/component'];

/** Whether a label selector selects these labels; an empty one selects all. */
export function selects(selector, labels) {
  const byLabels = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    byLabels &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values }) =>
      ({
        In: () => values.includes(labels[key]),
        NotIn: () => !values.includes(labels[key]),
        Exists: () => key in labels,
        DoesNotExist: () => !(key in labels),
      })[operator](),
    )
  );
}

/** Bytes of 512Mi, 4Gi. */
export function bytes(quantity) {
  const [, number, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(String(quantity));
  return Number(number) * { '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, k: 1e3, M: 1e6, G: 1e9 }[unit];
}
