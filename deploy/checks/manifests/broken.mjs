// Broken copies of the rendered base: each must be refused by the rule that it is listed under, or that rule proves nothing.
import { containersOf, named, podOf } from './model.mjs';

const deployment = (objects, name) => named(objects, 'Deployment', name);
const container = (objects, name) => containersOf(deployment(objects, name))[0];
const variable = (objects, workload, name) => container(objects, workload).env.find((one) => one.name === name);
const policy = (objects, name) => named(objects, 'NetworkPolicy', name);
const remove = (objects, kind, name) => objects.splice(objects.indexOf(named(objects, kind, name)), 1);

export const broken = {
  schema: {
    'a misspelt field': (all) => {
      container(all, 'silo').imagePullPolicyy = 'Always';
    },
    'a port as text': (all) => {
      container(all, 'silo').ports[0].containerPort = '11111';
    },
    'a variable as a number': (all) => {
      variable(all, 'silo', 'SILO_PORT').value = 11111;
    },
    'a misspelt field of a route': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.rules[0].timeout = {};
    },
    'an unknown kind': (all) => {
      named(all, 'ServiceMonitor', 'silo').kind = 'ServiceMonitors';
    },
    'a wrong enum': (all) => {
      named(all, 'Gateway', 'retail-grains').spec.listeners[1].tls.mode = 'Ends';
    },
  },
  names: {
    'an upper-case name': (all) => {
      named(all, 'ServiceAccount', 'silo-sa').metadata.name = 'Silo';
    },
    'a Service that begins with a digit': (all) => {
      named(all, 'Service', 'silo').metadata.name = '1silo';
    },
    'an object twice': (all) => {
      all.push(structuredClone(named(all, 'Service', 'silo')));
    },
    'a port name of 20 letters': (all) => {
      container(all, 'silo').ports[0].name = 'port-for-other-silos';
    },
    'a label with a blank': (all) => {
      deployment(all, 'silo').metadata.labels.x = 'a b';
    },
  },
  namespaces: {
    'an object elsewhere': (all) => {
      named(all, 'Service', 'silo').metadata.namespace = 'default';
    },
    'a namespace without Pod Security': (all) => {
      delete named(all, 'Namespace', 'retail-grains').metadata.labels['pod-security.kubernetes.io/enforce'];
    },
  },
  restricted: {
    'a root user': (all) => {
      podOf(deployment(all, 'silo')).spec.securityContext.runAsUser = 0;
    },
    'no seccomp profile': (all) => {
      delete podOf(deployment(all, 'silo')).spec.securityContext.seccompProfile;
    },
    'capabilities kept': (all) => {
      container(all, 'api-service').securityContext.capabilities.drop = [];
    },
    'a writable root': (all) => {
      delete container(all, 'api-service').securityContext.readOnlyRootFilesystem;
    },
    'privileges gained': (all) => {
      delete containersOf(named(all, 'Job', 'migrate'))[0].securityContext.allowPrivilegeEscalation;
    },
    'a volume of the host': (all) => {
      podOf(deployment(all, 'silo')).spec.volumes.push({ name: 'host', hostPath: { path: '/' } });
    },
  },
  selectors: {
    'a Deployment without its pods': (all) => {
      deployment(all, 'silo').spec.selector.matchLabels['app.kubernetes.io/component'] = 'silos';
    },
    'a Service without pods': (all) => {
      named(all, 'Service', 'api-service').spec.selector['app.kubernetes.io/component'] = 'apis';
    },
    'a Service of all pods': (all) => {
      delete named(all, 'Service', 'api-service').spec.selector['app.kubernetes.io/component'];
    },
    'a budget without pods': (all) => {
      named(all, 'PodDisruptionBudget', 'silo').spec.selector.matchLabels.x = 'y';
    },
    'a monitor of a port that is none': (all) => {
      named(all, 'ServiceMonitor', 'silo').spec.endpoints[0].port = 'metrics';
    },
    'a monitor without a Service': (all) => {
      named(all, 'Service', 'silo').metadata.labels = {};
    },
    'a spread that counts others': (all) => {
      podOf(deployment(all, 'silo')).spec.topologySpreadConstraints[0].labelSelector.matchLabels.x = 'y';
    },
  },
  ports: {
    'another gateway port': (all) => {
      variable(all, 'silo', 'GATEWAY_PORT').value = '30001';
    },
    'a probe of a port that is none': (all) => {
      container(all, 'silo').readinessProbe.httpGet.port = 'http';
    },
    'a probe of a path that is none': (all) => {
      container(all, 'api-service').livenessProbe.httpGet.path = '/healthz';
    },
    'liveness that asks others': (all) => {
      container(all, 'api-service').livenessProbe.httpGet.path = '/ready';
    },
    'a start that counts as complete too early': (all) => {
      container(all, 'silo').startupProbe.httpGet.path = '/health';
    },
    'no start-up probe': (all) => {
      delete container(all, 'silo').startupProbe;
    },
    'a Service of a port that is none': (all) => {
      named(all, 'Service', 'api-service').spec.ports[0].targetPort = 'https';
    },
  },
  references: {
    'a missing account': (all) => {
      remove(all, 'ServiceAccount', 'silo-sa');
    },
    'a missing ConfigMap': (all) => {
      container(all, 'silo').envFrom[0].configMapRef.name = 'app-config';
    },
    'a key that is none': (all) => {
      variable(all, 'silo', 'DATABASE_URL').valueFrom.secretKeyRef.key = 'databaseurl';
    },
    'a Secret that nobody makes': (all) => {
      variable(all, 'silo', 'DATABASE_URL').valueFrom.secretKeyRef.name = 'secrets';
    },
    'a mount without volume': (all) => {
      podOf(deployment(all, 'silo')).spec.volumes.shift();
    },
    'a route to a port that is none': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.rules[0].backendRefs[0].port = 8000;
    },
    'a route of another listener': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.parentRefs[0].sectionName = 'tls';
    },
    'a route of another host': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.hostnames[0] = 'other.example.com';
    },
  },
  entry: {
    'a path of the smoke test that is not forwarded': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.rules[1].matches.pop();
    },
    'everything forwarded': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.rules[1].matches.push({ path: { type: 'PathPrefix', value: '/' } });
    },
    'no API': (all) => {
      named(all, 'HTTPRoute', 'api-service').spec.rules.pop();
    },
  },
  settings: {
    'a misspelt setting': (all) => {
      variable(all, 'silo', 'DATABASE_POOL_SIZE').name = 'DATABASE_POOLSIZE';
    },
    'a misspelt section setting': (all) => {
      variable(all, 'api-service', 'Limits__TrustedProxies__0').name = 'Limits__TrustedProxy__0';
    },
    'a setting of the guide without meaning': (all) => {
      container(all, 'api-service').env.push({ name: 'ENABLE_VECTOR_SEARCH', value: 'true' });
    },
    'a missing setting': (all) => {
      variable(all, 'silo', 'POD_IP').name = 'POD_NAMESPACE';
    },
    'a secret in the manifest': (all) => {
      Object.assign(variable(all, 'silo', 'JWT_SECRET_KEY'), { value: 'secret', valueFrom: undefined });
    },
    'plaintext without saying so': (all) => {
      for (const name of ['SILO_TLS_CERT', 'SILO_TLS_KEY', 'SILO_TLS_CA']) variable(all, 'silo', name).name = 'LOG_LEVEL';
    },
    "an API without the silos' TLS": (all) => {
      for (const name of ['SILO_TLS_CERT', 'SILO_TLS_KEY', 'SILO_TLS_CA']) variable(all, 'api-service', name).name = `X${name}`;
    },
    'no key of tokens': (all) => {
      variable(all, 'api-service', 'JWT_SECRET_KEY').name = 'JWT_ALGORITHM';
    },
    'a private key in a silo': (all) => {
      variable(all, 'silo', 'JWT_SECRET_KEY').name = 'JWT_PRIVATE_KEY_FILE';
    },
    'a certificate that cannot be renewed': (all) => {
      container(all, 'silo').volumeMounts.find((mount) => mount.name === 'silo-tls').subPath = 'tls.crt';
    },
  },
  hosting: {
    'a token that is not needed': (all) => {
      podOf(deployment(all, 'silo')).spec.automountServiceAccountToken = true;
    },
    'the package without a Role': (all) => {
      variable(all, 'silo', 'ORLEANS_KUBERNETES_HOSTING').value = 'true';
    },
    'a second Deployment of silos': (all) => {
      const copy = structuredClone(deployment(all, 'silo'));
      copy.metadata.name = 'spot';
      all.push(copy);
    },
  },
  flows: {
    'no default': (all) => {
      remove(all, 'NetworkPolicy', 'deny-all');
      remove(all, 'NetworkPolicy', 'allow-dns');
    },
    'no silo to silo': (all) => {
      policy(all, 'silo').spec.ingress.shift();
    },
    'no leaving for silos': (all) => {
      policy(all, 'silo').spec.egress = [];
    },
    'everybody at the gateway port': (all) => {
      delete policy(all, 'silo').spec.ingress[1].from;
    },
    'every namespace at the API': (all) => {
      policy(all, 'api-service').spec.ingress[0].from[0].namespaceSelector = {};
    },
    'no database for migrate': (all) => {
      policy(all, 'allow-database-egress').spec.podSelector.matchExpressions[0].values.pop();
    },
    'DNS by UDP only': (all) => {
      policy(all, 'allow-dns').spec.egress[0].ports.pop();
    },
    'a way to the internet': (all) => {
      policy(all, 'api-service').spec.egress.push({ ports: [{ protocol: 'TCP', port: 443 }] });
    },
    'a pod of any namespace': (all) => {
      policy(all, 'api-service').spec.ingress[0].from.push({ namespaceSelector: {}, podSelector: {} });
    },
  },
  termination: {
    'too little grace': (all) => {
      podOf(deployment(all, 'silo')).spec.terminationGracePeriodSeconds = 30;
    },
    'a preStop that eats the grace': (all) => {
      container(all, 'api-service').lifecycle.preStop.sleep.seconds = 45;
    },
    'a preStop by a shell': (all) => {
      container(all, 'silo').lifecycle.preStop = { exec: { command: ['sh', '-c', 'sleep 5'] } };
    },
  },
  rollout: {
    'replicas beside an HPA': (all) => {
      deployment(all, 'silo').spec.replicas = 3;
    },
    'neither replicas nor an HPA': (all) => {
      remove(all, 'HorizontalPodAutoscaler', 'silo-hpa');
    },
    'silos that go first': (all) => {
      deployment(all, 'silo').spec.strategy.rollingUpdate.maxUnavailable = 1;
    },
    'a budget that blocks every drain': (all) => {
      named(all, 'PodDisruptionBudget', 'silo').spec.maxUnavailable = 0;
    },
    'no budget': (all) => {
      remove(all, 'PodDisruptionBudget', 'api-service');
    },
    'all pods on one node': (all) => {
      podOf(deployment(all, 'api-service')).spec.topologySpreadConstraints.pop();
    },
  },
  scaling: {
    'a target that is none': (all) => {
      named(all, 'HorizontalPodAutoscaler', 'silo-hpa').spec.scaleTargetRef.name = 'silos';
    },
    'more silos than partitions': (all) => {
      named(all, 'HorizontalPodAutoscaler', 'silo-hpa').spec.maxReplicas = 17;
    },
    'by memory': (all) => {
      named(all, 'HorizontalPodAutoscaler', 'silo-hpa').spec.metrics[0].resource.name = 'memory';
    },
    'down fast': (all) => {
      named(all, 'HorizontalPodAutoscaler', 'silo-hpa').spec.behavior.scaleDown.policies[0].periodSeconds = 60;
    },
    'no request to scale by': (all) => {
      delete container(all, 'api-service').resources.requests.cpu;
    },
  },
  resources: {
    'a CPU limit': (all) => {
      container(all, 'silo').resources.limits.cpu = '2';
    },
    'no memory limit': (all) => {
      delete container(all, 'silo').resources.limits.memory;
    },
    'a heap without limit': (all) => {
      variable(all, 'silo', 'DOTNET_GCHeapHardLimitPercent').value = '0x64';
    },
  },
  images: {
    latest: (all) => {
      container(all, 'silo').image = 'retail-grains/silo:latest';
    },
    'no tag': (all) => {
      container(all, 'silo').image = 'retail-grains/silo';
    },
    'two releases': (all) => {
      container(all, 'silo').image = 'retail-grains/silo:1.0.1';
    },
  },
  connections: {
    "the guide's pool": (all) => {
      variable(all, 'silo', 'DATABASE_POOL_SIZE').value = '50';
    },
    'the default pool': (all) => {
      variable(all, 'api-service', 'DATABASE_POOL_SIZE').name = 'LOG_LEVEL';
    },
  },
};

const external = (objects, name) => named(objects, 'ExternalSecret', name).spec;
const owners = (objects) => external(objects, 'migration-external-secrets');
const item = (spec, key) => spec.data.find((one) => one.secretKey === key);

/** The same for objects that the base does not have, by the shape that has them. */
export const brokenShapes = {
  'component-console': {
    entry: {
      'a page of the console that is not forwarded': (all) => {
        named(all, 'HTTPRoute', 'console').spec.rules.pop();
      },
    },
    settings: {
      'APIs without the console that the gateway forwards': (all) => {
        container(all, 'api-service').env.push({ name: 'ENABLE_CONSOLE', value: 'false' });
      },
    },
  },
  'component-console-pod': {
    restricted: {
      'a console with a writable root': (all) => {
        delete container(all, 'console').securityContext.readOnlyRootFilesystem;
      },
    },
    selectors: {
      'a Service without consoles': (all) => {
        named(all, 'Service', 'console').spec.selector['app.kubernetes.io/component'] = 'web';
      },
    },
    ports: {
      'another port of the console': (all) => {
        variable(all, 'console', 'CONSOLE_PORT').value = '8081';
      },
      'metrics of the console on another port': (all) => {
        variable(all, 'console', 'CONSOLE_OPS_PORT').value = '8083';
      },
      'a probe of a path that only the API answers': (all) => {
        container(all, 'console').livenessProbe.httpGet.path = '/version';
      },
    },
    references: {
      'an API that is no Service': (all) => {
        variable(all, 'console', 'CONSOLE_API_URL').value = 'http://api';
      },
      'an API on another port': (all) => {
        variable(all, 'console', 'CONSOLE_API_URL').value = 'http://api-service:8000';
      },
    },
    entry: {
      'a page that leads to the APIs': (all) => {
        named(all, 'HTTPRoute', 'console').spec.rules[2].backendRefs[0].name = 'api-service';
      },
      'probes of the console for everybody': (all) => {
        named(all, 'HTTPRoute', 'console').spec.rules[1].matches.push({ path: { type: 'Exact', value: '/ready' } });
      },
    },
    settings: {
      'a console in the APIs too': (all) => {
        variable(all, 'api-service', 'ENABLE_CONSOLE').value = 'true';
      },
      'a setting that only the API reads': (all) => {
        container(all, 'console').env.push({ name: 'DATABASE_POOL_SIZE', value: '6' });
      },
      'no API': (all) => {
        variable(all, 'console', 'CONSOLE_API_URL').name = 'CONSOLE_ORIGIN';
      },
      'a password in a URL': (all) => {
        variable(all, 'console', 'CONSOLE_API_URL').value = 'http://user:secret@api-service';
      },
      'one address for all users': (all) => {
        variable(all, 'console', 'Limits__TrustedProxies__0').name = 'CONSOLE_ASSETS_URL';
      },
    },
    flows: {
      'a console that reaches the silos': (all) => {
        policy(all, 'console').spec.egress.push({ ports: [{ protocol: 'TCP', port: 30000 }] });
        policy(all, 'silo').spec.ingress.push({ ports: [{ protocol: 'TCP', port: 30000 }] });
      },
      'a console that reaches the database': (all) => {
        policy(all, 'allow-database-egress').spec.podSelector.matchExpressions[0].values.push('console');
      },
      'APIs that refuse the console': (all) => {
        remove(all, 'NetworkPolicy', 'api-from-console');
      },
      'metrics of the console that Prometheus cannot reach': (all) => {
        policy(all, 'console').spec.ingress.pop();
      },
      'every pod at the console': (all) => {
        policy(all, 'console').spec.ingress[0].from.push({ namespaceSelector: {} });
      },
    },
    termination: {
      'a console with too little grace': (all) => {
        podOf(deployment(all, 'console')).spec.terminationGracePeriodSeconds = 30;
      },
    },
    images: {
      'a console of another release': (all) => {
        container(all, 'console').image = 'retail-grains/console:1.0.1';
      },
    },
  },
  'component-tracing': {
    flows: {
      'APIs whose traces do not arrive': (all) => {
        policy(all, 'allow-traces-egress').spec.podSelector.matchExpressions.find((one) => one.key.endsWith('component')).values.shift();
      },
    },
  },
  'component-oidc': {
    flows: {
      'a console that cannot reach the issuer': (all) => {
        policy(all, 'oidc-issuer').spec.podSelector.matchExpressions[1].values.pop();
      },
      'an issuer on every network': (all) => {
        delete policy(all, 'oidc-issuer').spec.egress[0].to[0].ipBlock.except;
      },
    },
  },
  'chart-console-ingress-values': {
    entry: {
      'metrics for everybody': (all) => {
        const { paths } = named(all, 'Ingress', 'api-ingress').spec.rules[0].http;
        paths.find((path) => path.path === '/').pathType = 'Prefix';
      },
    },
  },
  'component-external-secrets': {
    references: {
      'a key that Vault does not give': (all) => {
        external(all, 'app-external-secrets').data.shift();
      },
      'a store that is none': (all) => {
        remove(all, 'SecretStore', 'vault-secret-store');
      },
      'a Secret beside it': (all) => {
        all.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app-secrets', namespace: 'retail-grains' } });
      },
    },
    secrets: {
      'Vault in plain text': (all) => {
        named(all, 'SecretStore', 'vault-secret-store').spec.provider.vault.server = 'http://vault.example.com';
      },
      'an account that is none': (all) => {
        remove(all, 'ServiceAccount', 'vault-auth');
      },
      "the owner's URL for silos": (all) => {
        item(external(all, 'app-external-secrets'), 'database-url').remoteRef.property = 'migration-url';
      },
    },
  },
  'component-external-secrets-aws': {
    schema: {
      'a store of another service': (all) => {
        named(all, 'SecretStore', 'aws-secret-store').spec.provider.aws.service = 'SecretManager';
      },
      'a misspelt field of a template': (all) => {
        owners(all).target.template.engine = 'v2';
      },
    },
    references: {
      'a template without the key': (all) => {
        owners(all).target.template.data = { 'database-url': owners(all).target.template.data['migration-database-url'] };
      },
    },
    secrets: {
      'keys of AWS': (all) => {
        named(all, 'SecretStore', 'aws-secret-store').spec.provider.aws.auth = { secretRef: {} };
      },
      'parameters instead of secrets': (all) => {
        named(all, 'SecretStore', 'aws-secret-store').spec.provider.aws.service = 'ParameterStore';
      },
      'another region': (all) => {
        named(all, 'SecretStore', 'aws-secret-store').spec.provider.aws.region = 'eu-west-1';
      },
      'a name that Terraform did not fill in': (all) => {
        item(external(all, 'app-external-secrets'), 'redis-url').remoteRef.key = 'from-platform.env';
      },
      'a whole secret': (all) => {
        delete item(external(all, 'app-external-secrets'), 'jwt-secret-key').remoteRef.property;
      },
      "the owner's password for silos": (all) => {
        external(all, 'app-external-secrets').data.push(structuredClone(item(owners(all), 'password')));
      },
      'a value that is not fetched': (all) => {
        owners(all).data.pop();
      },
      'a value that is not used': (all) => {
        owners(all).target.template.data['migration-database-url'] = 'postgresql://{{ .username | urlquery }}@{{ .address }}';
      },
      'a password that breaks the URL': (all) => {
        const { data } = owners(all).target.template;
        data['migration-database-url'] = data['migration-database-url'].replace('.password | urlquery', '.password');
      },
      'a template of the first version': (all) => {
        owners(all).target.template.engineVersion = 'v1';
      },
    },
  },
};
