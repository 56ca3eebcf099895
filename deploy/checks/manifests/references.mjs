// References between objects, and the helpers that all rules use.
import { containersOf, named, nameOf, ofKind, podOf, workloads } from './model.mjs';

/** The Secrets that operators make when no component does, with their keys. */
const givenSecrets = {
    'app-secrets': ['database-url', 'redis-url', 'jwt-secret-key', 'admin-user', 'admin-password'],
    'migration-secrets': ['migration-database-url'],
    'silo-tls': ['tls.crt', 'tls.key', 'ca.crt'],
    'silo-client-tls': ['tls.crt', 'tls.key', 'ca.crt'],
    'jwt-private-key': ['private.pem'],
    'jwt-public-key': ['public.pem'],
    'api-tls-secret': ['tls.crt', 'tls.key'],
    'console-oidc': ['client-secret'],
    'pgbackrest-secrets': ['cipher-pass'],
    'pgbackrest-tls': ['tls.crt', 'tls.key', 'ca.crt'],
};

export const each = (objects, check) =>
    workloads(objects).flatMap((workload) => check(workload).map((problem) => `${nameOf(workload)}: ${problem}`));
export const when = (problem, text) => (problem ? [text] : []);

function secretKeys(name, objects) {
    const external = ofKind(objects, 'ExternalSecret').find((object) => object.spec.target?.name === name);
    if (external)
        return [
            ...Object.keys(external.spec.target.template?.data ?? Object.fromEntries(external.spec.data.map((item) => [item.secretKey]))),
            ...(givenSecrets[name] ?? []).filter((key) => key.startsWith('admin')),
        ];
    if (ofKind(objects, 'Certificate').some((object) => object.spec.secretName === name)) return ['tls.crt', 'tls.key', 'ca.crt'];
    return Object.keys(named(objects, 'Secret', name)?.stringData ?? named(objects, 'Secret', name)?.data ?? {}).concat(
        givenSecrets[name] ?? [],
    );
}

/** Who a process may be is its certificate's DNS name and usages. */
function certificateProblems(objects) {
    const cluster = ofKind(objects, 'ConfigMap')
        .map((map) => map.data?.ORLEANS_CLUSTER_ID)
        .find(Boolean);
    return [
        ['silo-tls', `silo.${cluster}`, ['server auth', 'client auth']],
        ['silo-client-tls', `api.${cluster}`, ['client auth']],
    ].flatMap(([secret, host, usages]) => {
        const found = ofKind(objects, 'Certificate').find((object) => object.spec.secretName === secret);
        if (!found) return [];
        const extended = found.spec.usages
            .filter((usage) => usage.endsWith(' auth'))
            .sort()
            .join();
        return [
            ...when(found.spec.dnsNames.join() !== host, `${nameOf(found)}: its name is ${found.spec.dnsNames}, silos accept ${host}`),
            ...when(extended !== usages.sort().join(), `${nameOf(found)}: usages ${extended}`),
        ];
    });
}

/** Whether a URL names a Service and its port. */
function leadsToService(url, objects) {
    if (!URL.canParse(url)) return false;
    const { hostname, port, protocol } = new URL(url);
    const wanted = Number(port || { 'http:': 80, 'https:': 443 }[protocol]);
    return Boolean(named(objects, 'Service', hostname.split('.')[0])?.spec.ports.some((one) => one.port === wanted));
}

/** Whatever an object names must be there, with the key, port, listener or host that it means. */
export function references(objects) {
    const secretProblem = (name, key) => {
        const keys = secretKeys(name, objects);
        if (keys.length === 0) return [`Secret ${name} is made by nobody`];
        return when(key && !keys.includes(key), `Secret ${name} has no key ${key}`);
    };
    return [
        ...each(objects, (workload) => {
            const pod = podOf(workload).spec;
            return [
                ...when(!named(objects, 'ServiceAccount', pod.serviceAccountName), `ServiceAccount ${pod.serviceAccountName} is missing`),
                ...containersOf(workload).flatMap((container) => [
                    ...(container.envFrom ?? [])
                        .filter((from) => from.configMapRef && !named(objects, 'ConfigMap', from.configMapRef.name))
                        .map((from) => `ConfigMap ${from.configMapRef.name} is missing`),
                    ...(container.env ?? [])
                        .filter((one) => one.valueFrom?.secretKeyRef)
                        .flatMap(
                            ({
                                valueFrom: {
                                    secretKeyRef: { name, key },
                                },
                            }) => secretProblem(name, key),
                        ),
                    ...(container.env ?? [])
                        .filter((one) => one.name === 'CONSOLE_API_URL' && !leadsToService(one.value, objects))
                        .map((one) => `${one.name} is ${one.value}, which is no Service`),
                    ...(container.volumeMounts ?? [])
                        .filter((mount) => !(pod.volumes ?? []).some((volume) => volume.name === mount.name))
                        .map((mount) => `no volume ${mount.name}`),
                ]),
                ...(pod.volumes ?? []).filter((volume) => volume.secret).flatMap((volume) => secretProblem(volume.secret.secretName)),
                ...(pod.volumes ?? [])
                    .filter((volume) => volume.configMap && !named(objects, 'ConfigMap', volume.configMap.name))
                    .map((volume) => `ConfigMap ${volume.configMap.name} is missing`),
            ];
        }),
        ...ofKind(objects, 'ExternalSecret').flatMap((object) => [
            ...when(
                !named(objects, object.spec.secretStoreRef.kind, object.spec.secretStoreRef.name),
                `${nameOf(object)}: ${object.spec.secretStoreRef.name} is missing`,
            ),
            ...when(named(objects, 'Secret', object.spec.target.name), `${nameOf(object)}: there is a Secret of its name too`),
            ...when(
                object.spec.target.creationPolicy === 'Owner' && object.metadata.annotations?.['helm.sh/hook'],
                `${nameOf(object)}: Helm deletes it at each upgrade, and its Secret with it`,
            ),
        ]),
        ...ofKind(objects, 'Certificate')
            .filter((object) => object.spec.issuerRef.kind === 'Issuer' && !named(objects, 'Issuer', object.spec.issuerRef.name))
            .map((object) => `${nameOf(object)}: Issuer ${object.spec.issuerRef.name} is missing`),
        ...certificateProblems(objects),
        ...ofKind(objects, 'Issuer')
            .filter((object) => object.spec.ca && secretKeys(object.spec.ca.secretName, objects).length === 0)
            .map((object) => `${nameOf(object)}: Secret ${object.spec.ca.secretName} is missing`),
        ...ofKind(objects, 'RoleBinding').flatMap((object) => [
            ...when(!named(objects, object.roleRef.kind, object.roleRef.name), `${nameOf(object)}: ${object.roleRef.name} is missing`),
            ...object.subjects
                .filter((subject) => !named(objects, 'ServiceAccount', subject.name))
                .map((subject) => `${nameOf(object)}: ${subject.name} is missing`),
        ]),
        ...ofKind(objects, 'HTTPRoute').flatMap((route) => [
            ...route.spec.parentRefs.flatMap((parent) => {
                const gateway = named(objects, 'Gateway', parent.name);
                const listener = gateway?.spec.listeners.find((one) => one.name === parent.sectionName);
                if (!gateway) return when(!parent.namespace, `${nameOf(route)}: Gateway ${parent.name} is missing`);
                return [
                    ...when(!listener, `${nameOf(route)}: no listener ${parent.sectionName}`),
                    ...when(
                        listener?.hostname && !route.spec.hostnames.includes(listener.hostname),
                        `${nameOf(route)}: its host is not the listener's`,
                    ),
                ];
            }),
            ...route.spec.rules.flatMap((rule) =>
                (rule.backendRefs ?? [])
                    .filter((backend) => !named(objects, 'Service', backend.name)?.spec.ports.some((port) => port.port === backend.port))
                    .map((backend) => `${nameOf(route)}: no Service ${backend.name} with port ${backend.port}`),
            ),
        ]),
        ...ofKind(objects, 'Gateway').flatMap((gateway) =>
            gateway.spec.listeners.flatMap((listener) =>
                (listener.tls?.certificateRefs ?? [])
                    .filter((secret) => secretKeys(secret.name, objects).length === 0)
                    .map((secret) => `${nameOf(gateway)}: Secret ${secret.name} is made by nobody`),
            ),
        ),
        ...ofKind(objects, 'Certificate')
            .filter((object) => object.spec.secretName === 'api-tls-secret')
            .flatMap((object) =>
                object.spec.dnsNames
                    .filter(
                        (host) =>
                            ![
                                ...ofKind(objects, 'Gateway').flatMap((gateway) =>
                                    gateway.spec.listeners.map((listener) => listener.hostname),
                                ),
                                ...ofKind(objects, 'Ingress').flatMap((ingress) => ingress.spec.rules.map((rule) => rule.host)),
                            ].includes(host),
                    )
                    .map((host) => `${nameOf(object)}: nothing serves ${host}`),
            ),
        ...ofKind(objects, 'Ingress').flatMap((ingress) => [
            ...ingress.spec.rules.flatMap((rule) =>
                rule.http.paths
                    .filter(
                        ({ backend: { service } }) =>
                            !named(objects, 'Service', service.name)?.spec.ports.some(
                                (port) => port.name === service.port.name || port.port === service.port.number,
                            ),
                    )
                    .map(({ path }) => `${nameOf(ingress)}: ${path} leads nowhere`),
            ),
            ...when(!ingress.spec.ingressClassName, `${nameOf(ingress)}: no class`),
            ...(ingress.spec.tls ?? []).flatMap((tls) => secretProblem(tls.secretName)),
            ...ingress.spec.rules
                .filter((rule) => !(ingress.spec.tls ?? []).some((tls) => tls.hosts.includes(rule.host)))
                .map((rule) => `${nameOf(ingress)}: ${rule.host} is without TLS`),
        ]),
    ];
}
