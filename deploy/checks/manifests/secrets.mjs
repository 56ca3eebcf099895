// What must hold of the External Secrets Operator's objects: where values come from, who gets them, and what is made of them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { named, nameOf, ofKind, parse } from './model.mjs';
import { root } from './program.mjs';
import { when } from './references.mjs';

const arn = /^arn:[a-z-]+:secretsmanager:([a-z0-9-]+):[0-9]{12}:secret:.+$/;
const storeOf = (object, objects) => named(objects, object.spec.secretStoreRef.kind, object.spec.secretStoreRef.name)?.spec.provider ?? {};
const sourceOf = ({ remoteRef: { key, property } }) => `${key} ${property}`;

function storeProblems(store, objects) {
  const { aws, vault } = store.spec.provider;
  if (vault) {
    const account = vault.auth?.kubernetes?.serviceAccountRef?.name;
    return [
      ...when(!/^https:/.test(vault.server), 'reads secrets in plain text'),
      ...when(!named(objects, 'ServiceAccount', account), `ServiceAccount ${account} is missing`),
    ];
  }
  return when(!aws, 'is neither Vault nor AWS').concat(
    when(aws?.service !== 'SecretsManager', `reads from ${aws?.service}`),
    when(aws?.auth?.secretRef, 'has keys of AWS in a Secret; the operator has a role'),
  );
}

/** Names that a template of a Secret's value reads. */
const namesIn = (text) => [...text.matchAll(/\{\{-?\s*\.(\w+)/g)].map(([, name]) => name);

function templateProblems({ spec: { data, target } }) {
  if (!target.template) return [];
  const texts = Object.values(target.template.data ?? {});
  const read = texts.flatMap(namesIn);
  return [
    ...when(target.template.engineVersion !== 'v2', 'its template is not of version 2'),
    ...read.filter((name) => !data.some((item) => item.secretKey === name)).map((name) => `its template reads ${name}, which it does not fetch`),
    ...data.filter((item) => !read.includes(item.secretKey)).map((item) => `${item.secretKey} is fetched and not used`),
    ...texts
      .flatMap((text) => [...text.matchAll(/\{\{-?\s*\.(username|password)\s*\}\}/g)])
      .map(([, name]) => `${name} is not percent-encoded in a URL`),
  ];
}

function sourceProblems(object, provider) {
  return object.spec.data.flatMap(({ secretKey, remoteRef }) => [
    ...when(!remoteRef.property, `${secretKey} is a whole secret, not a property of one`),
    ...when(provider.aws && !arn.test(remoteRef.key), `${secretKey} comes from ${remoteRef.key}, which is no ARN`),
    ...when(
      provider.aws && arn.test(remoteRef.key) && arn.exec(remoteRef.key)[1] !== provider.aws.region,
      `${secretKey} is in another region than ${provider.aws?.region}`,
    ),
  ]);
}

export function secretProblems(objects) {
  const external = ofKind(objects, 'ExternalSecret');
  return [
    ...ofKind(objects, 'SecretStore').flatMap((store) => storeProblems(store, objects).map((problem) => `${nameOf(store)} ${problem}`)),
    ...external.flatMap((object) =>
      [...templateProblems(object), ...sourceProblems(object, storeOf(object, objects))].map((problem) => `${nameOf(object)}: ${problem}`),
    ),
    // An attacker who controls a silo must not get what only migrate reads.
    ...external.flatMap((object) =>
      external
        .filter((other) => nameOf(other) > nameOf(object))
        .flatMap((other) =>
          object.spec.data
            .filter((item) => other.spec.data.some((one) => sourceOf(one) === sourceOf(item)))
            .map((item) => `${nameOf(object)} and ${nameOf(other)}: both have ${sourceOf(item)}`),
        ),
    ),
  ];
}

/** deploy/scripts/aws-secrets.sh makes of Terraform's outputs what the component and the chart's values file have. */
export function awsProblems() {
  const from = join(root, 'deploy', 'checks', 'manifests', 'platform-aws.json');
  const platform = readFileSync(from, 'utf8');
  const script = (...parameters) =>
    execFileSync(join(root, 'deploy', 'scripts', 'aws-secrets.sh'), parameters, { encoding: 'utf8', input: platform });
  const outputs = readFileSync(join(root, 'deploy', 'terraform', 'modules', 'aws', 'platform', 'outputs.tf'), 'utf8');
  const component = readFileSync(join(root, 'k8s', 'components', 'external-secrets-aws', 'platform.env'), 'utf8');
  const values = parse(readFileSync(join(root, 'deploy', 'helm', 'retail-grains', 'ci', 'aws-values.yaml'), 'utf8'))[0];
  return [
    ...Object.keys(JSON.parse(platform))
      .filter((name) => !new RegExp(`^ +${name} += `, 'm').test(outputs))
      .map((name) => `Terraform has no output ${name}`),
    ...when(script() !== component, 'components/external-secrets-aws/platform.env is not what aws-secrets.sh writes'),
    ...when(!isDeepStrictEqual(JSON.parse(script('--helm')), values), 'ci/aws-values.yaml is not what aws-secrets.sh --helm writes'),
  ].map((problem) => `aws-secrets.sh: ${problem}`);
}
