// Evaluates the NetworkPolicies for every pair of peers and port, and compares the result with what the programs need.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentOf, nameOf, ofKind, labelsOf, selects, workloads } from './model.mjs';
import { root } from './program.mjs';

const outside = {
  monitoring: { namespace: 'monitoring', labels: {} },
  database: { namespace: 'database', labels: {}, ip: '10.0.64.10' },
  cache: { namespace: 'cache', labels: {}, ip: '10.0.80.10' },
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  stranger: { namespace: 'default', labels: { 'app.kubernetes.io/component': 'api', 'app.kubernetes.io/instance': 'retail-grains' } },
  internet: { ip: '203.0.113.7' },
};

/** The flows that there must be; each other one must not be. */
export const needed = [
  ['silo', 'silo', 'TCP', 11111],
  ['api', 'silo', 'TCP', 30000],
  ['gateway', 'api', 'TCP', 8000],
  ['monitoring', 'silo', 'TCP', 8081],
  ['monitoring', 'api', 'TCP', 8000],
  ...['silo', 'api', 'migrate'].flatMap((from) => [
    [from, 'database', 'TCP', 5432],
    [from, 'dns', 'UDP', 53],
    [from, 'dns', 'TCP', 53],
  ]),
  ...['silo', 'api'].map((from) => [from, 'cache', 'TCP', 6379]),
];
/** The flows that there are besides, with components/console-pod. */
export const consoleFlows = [
  ['gateway', 'console', 'TCP', 8080],
  ['monitoring', 'console', 'TCP', 8082],
  ['console', 'api', 'TCP', 8000],
  ['console', 'dns', 'UDP', 53],
  ['console', 'dns', 'TCP', 53],
];
const ports = [
  ['TCP', 11111],
  ['TCP', 30000],
  ['TCP', 8081],
  ['TCP', 8000],
  ['TCP', 8080],
  ['TCP', 8082],
  ['TCP', 4317],
  ['TCP', 5432],
  ['TCP', 6379],
  ['TCP', 8432],
  ['TCP', 53],
  ['UDP', 53],
  ['TCP', 443],
  ['TCP', 22],
];

const number = (ip) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
function within(ip, cidr) {
  const [base, bits] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}

function isPeer(rule, peer, home) {
  if (rule.ipBlock)
    return Boolean(peer.ip) && within(peer.ip, rule.ipBlock.cidr) && !(rule.ipBlock.except ?? []).some((one) => within(peer.ip, one));
  if (!peer.namespace) return false;
  const inNamespace = rule.namespaceSelector
    ? selects(rule.namespaceSelector, { 'kubernetes.io/metadata.name': peer.namespace })
    : peer.namespace === home;
  return inNamespace && selects(rule.podSelector ?? {}, peer.labels);
}

function allows(policies, direction, pod, peer, protocol, port, home) {
  const [list, side] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  const ofPod = policies.filter((policy) => selects(policy.spec.podSelector, pod.labels) && policy.spec.policyTypes.includes(direction));
  if (ofPod.length === 0) return true;
  return ofPod.some((policy) =>
    (policy.spec[list] ?? []).some(
      (rule) =>
        (!rule[side] || rule[side].some((one) => isPeer(one, peer, home))) &&
        (!rule.ports || rule.ports.some((one) => (one.protocol ?? 'TCP') === protocol && one.port === port)),
    ),
  );
}

/** Every flow that the policies allow between the components and the world. */
export function flows(objects, gatewayNamespace) {
  const policies = ofKind(objects, 'NetworkPolicy');
  const home = policies[0]?.metadata.namespace;
  const own = Object.fromEntries(
    workloads(objects)
      .filter((one) => componentOf(one) !== 'test')
      .map((one) => [componentOf(one), { namespace: home, labels: labelsOf(one), own: true }]),
  );
  const peers = { ...own, ...outside, gateway: { namespace: gatewayNamespace, labels: {} } };
  const result = [];
  for (const [from, source] of Object.entries(peers)) {
    for (const [to, target] of Object.entries(peers)) {
      if (!source.own && !target.own) continue;
      for (const [protocol, port] of ports) {
        const leaves = !source.own || allows(policies, 'Egress', source, target, protocol, port, home);
        const enters = !target.own || allows(policies, 'Ingress', target, source, protocol, port, home);
        if (leaves && enters) result.push([from, to, protocol, port]);
      }
    }
  }
  return result;
}

export function flowProblems(objects) {
  const policies = ofKind(objects, 'NetworkPolicy');
  if (policies.length === 0) return ['there is no NetworkPolicy'];
  const entry = policies
    .flatMap((policy) =>
      (policy.spec.ingress ?? [])
        .filter((rule) => (rule.ports ?? []).some((port) => port.port === 8000))
        .flatMap((rule) => (rule.from ?? []).map((from) => from.namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'])),
    )
    .find((namespace) => namespace && namespace !== 'monitoring');
  const hasEntry = ofKind(objects, 'Gateway', 'Ingress').length > 0;
  const hasConsole = workloads(objects).some((workload) => componentOf(workload) === 'console');
  const expected = [...needed, ...(hasConsole ? consoleFlows : [])].filter(([from]) => from !== 'gateway' || hasEntry);
  // Components that open more than the base.
  if (ofKind(objects, 'Service').some((service) => service.metadata.name.endsWith('silo-dashboard')))
    expected.push(['gateway', 'silo', 'TCP', 8081]);
  if (workloads(objects).some((workload) => componentOf(workload) === 'postgres-backup'))
    expected.push(
      ['postgres-backup', 'database', 'TCP', 8432],
      ['postgres-backup', 'internet', 'TCP', 443],
      ['postgres-backup', 'dns', 'UDP', 53],
      ['postgres-backup', 'dns', 'TCP', 53],
    );
  if (policies.some((policy) => policy.metadata.name.endsWith('allow-traces-egress')))
    expected.push(...['api', 'silo', ...(hasConsole ? ['console'] : [])].map((from) => [from, 'monitoring', 'TCP', 4317]));
  if (policies.some((policy) => policy.metadata.name.endsWith('oidc-issuer')))
    expected.push(...['api', ...(hasConsole ? ['console'] : [])].map((from) => [from, 'internet', 'TCP', 443]));
  const dnsPort = policies.some((policy) => JSON.stringify(policy.spec).includes('openshift-dns')) ? null : 53;
  const key = (flow) => flow.join(' ');
  const actual = new Set(flows(objects, entry).map(key));
  const wanted = expected.filter(([, to]) => to !== 'dns' || dnsPort).map(key);
  const toKubernetes = policies.some((policy) => policy.metadata.name.endsWith('kubernetes-api'));
  return [
    ...policies.filter((policy) => !(policy.spec.policyTypes?.length > 0)).map((policy) => `${nameOf(policy)}: no policyTypes`),
    ...wanted.filter((flow) => !actual.has(flow)).map((flow) => `${flow} is needed and not allowed`),
    ...[...actual]
      .filter((flow) => !wanted.includes(flow))
      .filter((flow) => !(toKubernetes && /^silo (database|cache) TCP 443$/.test(flow)))
      .map((flow) => `${flow} is allowed and not needed`),
  ];
}

/** The table in the documentation has exactly the flows that there must be. */
export function tableProblems(text = readFileSync(join(root, 'docs', 'deployment', 'kustomize.md'), 'utf8')) {
  const rows = text
    .split('## Network policies')[1]
    .split('\n## ')[0]
    .matchAll(/^\| ([a-z, ]+) \| ([a-z]+) \| ([A-Z]{3}(?: and [A-Z]{3})?) ([0-9]+) \|$/gm);
  const shown = [...rows].flatMap(([, from, to, protocols, port]) =>
    from.split(', ').flatMap((one) => protocols.split(' and ').map((protocol) => [one, to, protocol, port].join(' '))),
  );
  const wanted = [...needed, ...consoleFlows].map((flow) => flow.join(' '));
  return [
    ...wanted.filter((flow) => !shown.includes(flow)).map((flow) => `docs/deployment/kustomize.md: the table lacks ${flow}`),
    ...shown.filter((flow) => !wanted.includes(flow)).map((flow) => `docs/deployment/kustomize.md: the table has ${flow}, which is not allowed`),
  ];
}
