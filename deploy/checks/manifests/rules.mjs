// What must hold of a rendered set of objects beyond its schemas. A rule returns a line for each problem.
import { bytes, componentOf, containersOf, labelsOf, named, nameOf, ofKind, podOf, selects, workloads } from './model.mjs';
import { each, references, when } from './references.mjs';
import { flowProblems } from './flows.mjs';
import { secretProblems } from './secrets.mjs';
import { consolePaths, consoleReads, facts, innerPaths, publicPaths, reads } from './program.mjs';

const clusterWide = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];
const margin = 10;
const probePaths = { startupProbe: '/startup', readinessProbe: '/ready', livenessProbe: '/health' };
const required = {
    silo: ['DATABASE_URL', 'POD_NAME', 'POD_IP', 'ORLEANS_CLUSTER_ID', 'OPS_HOST'],
    api: ['DATABASE_URL', 'RETAIL_CLUSTER', 'ORLEANS_CLUSTER_ID'],
    migrate: ['DATABASE_URL', 'MIGRATION_DATABASE_URL'],
    console: ['CONSOLE_API_URL', 'CONSOLE_PORT', 'CONSOLE_OPS_HOST', 'CONSOLE_OPS_PORT', 'Limits__TrustedProxies__0'],
};

/** A container's variables: its own, and those of the ConfigMaps that it takes as a whole. */
function environment(container, objects) {
    const variables = new Map();
    for (const { configMapRef } of container.envFrom ?? []) {
        if (configMapRef)
            for (const [key, value] of Object.entries(named(objects, 'ConfigMap', configMapRef.name)?.data ?? {}))
                variables.set(key, value);
    }
    for (const { name, value, valueFrom } of container.env ?? []) variables.set(name, value ?? valueFrom);
    return variables;
}

const silosHaveTls = (objects) =>
    workloads(objects).some(
        (workload) => componentOf(workload) === 'silo' && environment(containersOf(workload)[0], objects).has('SILO_TLS_CERT'),
    );

const podsSelectedBy = (selector, objects) =>
    workloads(objects).filter((workload) => selects({ matchLabels: selector }, labelsOf(workload)));
const portNames = (workload) => containersOf(workload).flatMap((container) => (container.ports ?? []).map((port) => port.name));
const scaled = (objects) => [
    ...ofKind(objects, 'HorizontalPodAutoscaler').map((object) => ({
        object,
        target: object.spec.scaleTargetRef,
        max: object.spec.maxReplicas,
        min: object.spec.minReplicas,
        behavior: object.spec.behavior,
    })),
    ...ofKind(objects, 'ScaledObject').map((object) => ({
        object,
        target: { kind: 'Deployment', ...object.spec.scaleTargetRef },
        max: object.spec.maxReplicaCount,
        min: object.spec.minReplicaCount,
        behavior: object.spec.advanced?.horizontalPodAutoscalerConfig?.behavior,
    })),
];

/** Whether a path of a route or an Ingress, of this type, takes a request for another path. */
const leads = (type, path, request) => (/Exact/.test(type) ? request === path : `${request}/`.startsWith(path === '/' ? '/' : `${path}/`));

/** The workload that has the pages of the console: pods of its own, or the APIs. */
const consoleHost = (objects) => (workloads(objects).some((workload) => componentOf(workload) === 'console') ? 'console' : 'api');

/**
 * What leads in from outside forwards every path that callers need, to the pods that serve it, and no path that is for the cluster alone.
 * The console's paths are forwarded all, or none.
 */
function entryProblems(objects) {
    const services = (component) =>
        ofKind(objects, 'Service')
            .filter((service) => podsSelectedBy(service.spec.selector, objects).some((workload) => componentOf(workload) === component))
            .map((service) => service.metadata.name);
    const serviceOf = { api: services('api'), console: services('console') };
    const hosts = new Map();
    const add = (host, service, path) =>
        Object.keys(serviceOf)
            .filter((component) => serviceOf[component].includes(service))
            .forEach((component) => hosts.set(host, [...(hosts.get(host) ?? []), [component, ...path]]));
    for (const { spec } of ofKind(objects, 'HTTPRoute')) {
        for (const host of spec.hostnames)
            for (const rule of spec.rules)
                for (const { name } of rule.backendRefs ?? [])
                    for (const { path } of rule.matches) add(host, name, [path.type, path.value]);
    }
    for (const rule of ofKind(objects, 'Ingress').flatMap((ingress) => ingress.spec.rules))
        for (const path of rule.http.paths) add(rule.host, path.backend.service.name, [path.pathType, path.path]);
    const host = consoleHost(objects);
    return [...hosts].flatMap(([name, paths]) => {
        const forwards = (request, component) => paths.some(([to, type, path]) => (component ?? to) === to && leads(type, path, request));
        const missing = (component, request) => `${name}: does not forward ${request}, which callers need, to the pods of ${component}`;
        return [
            ...(paths.some(([to]) => to === 'api') ? publicPaths : [])
                .filter((path) => !forwards(path, 'api'))
                .map((path) => missing('api', path)),
            ...(consolePaths.some((path) => forwards(path)) ? consolePaths : [])
                .filter((path) => !forwards(path, host))
                .map((path) => missing(host, path)),
            ...innerPaths.filter((path) => forwards(path)).map((path) => `${name}: forwards ${path}, which is for the cluster alone`),
        ];
    });
}

export const rules = {
    names: (objects) => {
        const keys = objects.map((object) => `${object.apiVersion} ${nameOf(object)}`);
        return objects
            .flatMap((object, index) => [
                ...when(!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(object.metadata.name), `${nameOf(object)}: no DNS name`),
                ...when(
                    object.kind === 'Service' && !/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(object.metadata.name),
                    `${nameOf(object)}: no name for a Service`,
                ),
                ...when(keys.indexOf(keys[index]) !== index, `${nameOf(object)}: twice`),
                ...Object.entries({ ...object.metadata.labels, ...(object.spec?.template?.metadata?.labels ?? {}) })
                    .filter(([, value]) => !/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value))
                    .map(([key]) => `${nameOf(object)}: the value of label ${key} is none`),
                ...Object.entries(object.metadata.annotations ?? {})
                    .filter(([, value]) => typeof value !== 'string')
                    .map(([key]) => `${nameOf(object)}: annotation ${key} is no string`),
            ])
            .concat(
                ofKind(objects, 'ConfigMap').flatMap((map) =>
                    Object.entries(map.data ?? {})
                        .filter(([, value]) => typeof value !== 'string')
                        .map(([key]) => `${nameOf(map)}: ${key} is no string`),
                ),
                each(objects, (workload) =>
                    containersOf(workload).flatMap((container) =>
                        (container.ports ?? [])
                            .filter((port) => !/^[a-z0-9-]{1,15}$/.test(port.name ?? ''))
                            .map((port) => `port ${port.containerPort} needs a name of at most 15 characters`),
                    ),
                ),
            );
    },

    namespaces: (objects) => {
        const namespaces = new Set(
            objects.filter((object) => !clusterWide.includes(object.kind)).map((object) => object.metadata.namespace),
        );
        const own = ofKind(objects, 'Namespace').map((object) => object.metadata.name);
        return [
            ...when(namespaces.size !== 1, `objects are in ${[...namespaces].join(', ')}`),
            ...own.filter((name) => !namespaces.has(name)).map((name) => `Namespace ${name} holds nothing`),
            ...ofKind(objects, 'Namespace')
                .filter((object) => object.metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
                .map((object) => `${nameOf(object)}: Pod Security is not restricted`),
            ...ofKind(objects, 'RoleBinding').flatMap((binding) =>
                binding.subjects
                    .filter((subject) => !namespaces.has(subject.namespace))
                    .map((subject) => `${nameOf(binding)}: subject in ${subject.namespace}`),
            ),
        ];
    },

    restricted: (objects) =>
        each(objects, (workload) => {
            const pod = podOf(workload).spec;
            const context = pod.securityContext ?? {};
            const volumeKinds = [
                'configMap',
                'csi',
                'downwardAPI',
                'emptyDir',
                'ephemeral',
                'persistentVolumeClaim',
                'projected',
                'secret',
            ];
            return [
                ...when(pod.hostNetwork || pod.hostPID || pod.hostIPC, 'uses a namespace of the host'),
                ...when(context.runAsNonRoot !== true, 'runAsNonRoot is not set'),
                ...when(context.runAsUser === 0, 'runs as root'),
                ...when(!['RuntimeDefault', 'Localhost'].includes(context.seccompProfile?.type), 'no seccomp profile'),
                ...(pod.volumes ?? [])
                    .filter((volume) => !Object.keys(volume).some((key) => volumeKinds.includes(key)))
                    .map((volume) => `volume ${volume.name}`),
                ...containersOf(workload).flatMap((container) => {
                    const own = container.securityContext ?? {};
                    return [
                        ...when(own.allowPrivilegeEscalation !== false, 'may gain privileges'),
                        ...when(own.privileged || own.runAsUser === 0 || own.runAsNonRoot === false, 'is privileged'),
                        ...when(!(own.capabilities?.drop ?? []).includes('ALL'), 'keeps capabilities'),
                        ...when(
                            (own.capabilities?.add ?? []).some((one) => one !== 'NET_BIND_SERVICE'),
                            'adds capabilities',
                        ),
                        ...when(own.readOnlyRootFilesystem !== true, 'has a writable root'),
                        ...when(
                            (container.ports ?? []).some((port) => port.hostPort),
                            'has a host port',
                        ),
                    ].map((problem) => `${container.name} ${problem}`);
                }),
            ];
        }),

    selectors: (objects) => [
        ...ofKind(objects, 'Deployment')
            .filter(
                (object) =>
                    !selects(object.spec.selector, labelsOf(object)) || Object.keys(object.spec.selector.matchLabels ?? {}).length === 0,
            )
            .map((object) => `${nameOf(object)}: its selector does not match its pods`),
        ...ofKind(objects, 'Deployment').flatMap((object) =>
            ofKind(objects, 'Deployment', 'Job')
                .filter((other) => other !== object && selects(object.spec.selector, labelsOf(other)))
                .map((other) => `${nameOf(object)}: selects pods of ${nameOf(other)}`),
        ),
        ...ofKind(objects, 'Service')
            .filter((object) => podsSelectedBy(object.spec.selector, objects).length !== 1)
            .map((object) => `${nameOf(object)}: selects the pods of ${podsSelectedBy(object.spec.selector, objects).length} workloads`),
        ...ofKind(objects, 'PodDisruptionBudget')
            .filter((object) => workloads(objects).filter((workload) => selects(object.spec.selector, labelsOf(workload))).length !== 1)
            .map((object) => `${nameOf(object)}: does not select one workload`),
        ...ofKind(objects, 'ServiceMonitor').flatMap((monitor) => {
            const services = ofKind(objects, 'Service').filter((service) => selects(monitor.spec.selector, service.metadata.labels ?? {}));
            if (services.length !== 1) return [`${nameOf(monitor)}: selects ${services.length} Services`];
            return monitor.spec.endpoints
                .filter((endpoint) => !services[0].spec.ports.some((port) => port.name === endpoint.port))
                .map((endpoint) => `${nameOf(monitor)}: ${nameOf(services[0])} has no port ${endpoint.port}`);
        }),
        ...each(objects, (workload) =>
            (podOf(workload).spec.topologySpreadConstraints ?? [])
                .filter((constraint) => !selects(constraint.labelSelector, labelsOf(workload)))
                .map((constraint) => `its spread over ${constraint.topologyKey} does not count its pods`),
        ),
    ],

    ports: (objects) => [
        ...each(objects, (workload) => {
            const known = facts.ports[componentOf(workload)];
            if (!known) return [];
            const ports = containersOf(workload).flatMap((container) => container.ports ?? []);
            const variables = environment(containersOf(workload)[0], objects);
            const isConsole = componentOf(workload) === 'console';
            const [http, ops] = isConsole ? ['CONSOLE_PORT', 'CONSOLE_OPS_PORT'] : ['API_PORT', 'OPS_PORT'];
            const settings = { silo: 'SILO_PORT', gateway: 'GATEWAY_PORT', ops, http };
            return Object.entries(known).flatMap(([name, standard]) => {
                const listens = Number(variables.get(settings[name]) ?? standard);
                const port = ports.find((one) => one.name === name);
                return when(port?.containerPort !== listens, `port ${name} is ${port?.containerPort}, the program listens on ${listens}`);
            });
        }),
        ...each(objects, (workload) =>
            containersOf(workload).flatMap((container) =>
                ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((kind) => {
                    const get = container[kind]?.httpGet;
                    if (!get) return workload.kind === 'Deployment' ? [`no ${kind}`] : [];
                    return [
                        ...when(!(container.ports ?? []).some((port) => port.name === get.port), `${kind} asks port ${get.port}`),
                        ...when(!facts.has(get.path, componentOf(workload)), `${kind} asks ${get.path}, which no program answers`),
                        ...when(get.path !== probePaths[kind], `${kind} asks ${get.path}`),
                        ...when(container[kind].timeoutSeconds > container[kind].periodSeconds, `${kind} takes longer than its period`),
                    ];
                }),
            ),
        ),
        ...ofKind(objects, 'Service').flatMap((service) =>
            service.spec.ports
                .filter(
                    (port) =>
                        !podsSelectedBy(service.spec.selector, objects).some((workload) => portNames(workload).includes(port.targetPort)),
                )
                .map((port) => `${nameOf(service)}: no pod has port ${port.targetPort}`),
        ),
        ...ofKind(objects, 'ServiceMonitor').flatMap((monitor) =>
            monitor.spec.endpoints
                .filter((endpoint) => !facts.has(endpoint.path))
                .map((endpoint) => `${nameOf(monitor)}: no program answers ${endpoint.path}`),
        ),
    ],

    references,

    secrets: secretProblems,

    entry: entryProblems,

    settings: (objects) =>
        each(objects, (workload) =>
            containersOf(workload).flatMap((container) => {
                const variables = environment(container, objects);
                return [
                    ...[...variables.keys()]
                        .filter((name) => componentOf(workload) !== 'test' && !reads(name))
                        .map((name) => `${name} is read by no program`),
                    ...(container.env ?? [])
                        .filter((one) => componentOf(workload) === 'console' && !consoleReads(one.name))
                        .map((one) => `${one.name} is not read by the console`),
                    ...when(
                        componentOf(workload) === 'api' && (variables.get('ENABLE_CONSOLE') === 'false') !== (consoleHost(objects) === 'console'),
                        'hosts the console beside its own pods, or nothing hosts it',
                    ),
                    ...(required[componentOf(workload)] ?? []).filter((name) => !variables.has(name)).map((name) => `${name} is not set`),
                    ...when(
                        componentOf(workload) === 'silo' &&
                            variables.has('SILO_TLS_CERT') === (variables.get('SILO_ALLOW_PLAINTEXT') === 'true'),
                        'needs either the certificate between silos or SILO_ALLOW_PLAINTEXT',
                    ),
                    ...when(
                        componentOf(workload) === 'api' && variables.has('SILO_TLS_CERT') !== silosHaveTls(objects),
                        'has a certificate where silos have none, or none where they have',
                    ),
                    ...when(
                        ['silo', 'api'].includes(componentOf(workload)) &&
                            !['JWT_SECRET_KEY', 'JWT_PRIVATE_KEY_FILE', 'JWT_PUBLIC_KEY_FILE'].some((name) => variables.has(name)),
                        'has no key of tokens',
                    ),
                    ...when(componentOf(workload) === 'silo' && variables.has('JWT_PRIVATE_KEY_FILE'), 'has a key that only APIs need'),
                    ...['SILO_TLS_CERT', 'SILO_TLS_KEY', 'SILO_TLS_CA', 'JWT_PRIVATE_KEY_FILE', 'JWT_PUBLIC_KEY_FILE', 'CONSOLE_OIDC_CLIENT_SECRET_FILE']
                        .filter((name) => variables.has(name))
                        .filter(
                            (name) =>
                                !(container.volumeMounts ?? []).some(
                                    (mount) => String(variables.get(name)).startsWith(`${mount.mountPath}/`) && !mount.subPath,
                                ),
                        )
                        .map((name) => `${name} is not mounted as a folder`),
                    ...(container.env ?? [])
                        .filter(
                            (one) =>
                                /(_URL|KEY|PASSWORD|SECRET)$/.test(one.name) &&
                                typeof one.value === 'string' &&
                                !one.value.startsWith('/') &&
                                !(one.name === 'CONSOLE_API_URL' && !one.value.includes('@')),
                        )
                        .map((one) => `${one.name} is a secret and stands in the manifest`),
                    ...(container.env ?? [])
                        .map((one) => one.name)
                        .filter((name, index, names) => names.indexOf(name) !== index)
                        .map((name) => `${name} is set twice`),
                ];
            }),
        ),

    hosting: (objects) =>
        each(objects, (workload) => {
            if (componentOf(workload) !== 'silo')
                return when(
                    podOf(workload).spec.automountServiceAccountToken !== false && componentOf(workload) !== 'test',
                    'has an API token',
                );
            const pod = podOf(workload).spec;
            const byPackage = environment(containersOf(workload)[0], objects).get('ORLEANS_KUBERNETES_HOSTING') !== 'false';
            const role = ofKind(objects, 'RoleBinding').some((binding) =>
                binding.subjects.some((subject) => subject.name === pod.serviceAccountName),
            );
            const labels = ['orleans/serviceId', 'orleans/clusterId'].every((name) => name in labelsOf(workload));
            return [
                ...when(
                    byPackage !== (pod.automountServiceAccountToken !== false),
                    byPackage ? "Orleans' hosting needs an API token" : 'has an API token that it does not need',
                ),
                ...when(byPackage !== role, byPackage ? "Orleans' hosting needs a Role" : 'has a Role that it does not need'),
                ...when(byPackage && !labels, "Orleans' hosting needs the labels orleans/serviceId and orleans/clusterId"),
                ...when(
                    ofKind(objects, 'Deployment', 'StatefulSet').filter((other) => componentOf(other) === 'silo').length > 1,
                    'more than one workload of silos',
                ),
            ];
        }).concat(
            ofKind(objects, 'Role', 'ClusterRole').flatMap((role) =>
                role.rules
                    .flatMap((rule) => [...rule.verbs, ...rule.resources, ...rule.apiGroups])
                    .filter((word) => word === '*' || word === 'secrets')
                    .map((word) => `${nameOf(role)}: ${word}`),
            ),
            ofKind(objects, 'ClusterRole').map((role) => `${nameOf(role)}: not namespaced`),
        ),

    flows: flowProblems,

    termination: (objects) =>
        each(objects, (workload) => {
            const shutdown = facts.shutdown[componentOf(workload)];
            if (workload.kind !== 'Deployment' || !shutdown) return [];
            const sleep = Math.max(0, ...containersOf(workload).map((container) => container.lifecycle?.preStop?.sleep?.seconds ?? 0));
            const grace = podOf(workload).spec.terminationGracePeriodSeconds ?? 30;
            return [
                ...when(
                    grace < sleep + shutdown + margin,
                    `${grace} s of grace are less than ${sleep} (preStop) + ${shutdown} (shutdown) + ${margin}`,
                ),
                ...when(
                    containersOf(workload).some((container) => container.lifecycle?.preStop?.exec),
                    'preStop needs a program that the image does not have',
                ),
            ];
        }),

    rollout: (objects) => [
        ...ofKind(objects, 'Deployment').flatMap((object) => {
            const { maxSurge, maxUnavailable } = object.spec.strategy?.rollingUpdate ?? {};
            return [
                ...when(maxUnavailable !== 0 || maxSurge !== 1, 'replaces pods otherwise than one by one after a new one is ready'),
                ...when(componentOf(object) === 'silo' && !(object.spec.minReadySeconds >= 30), 'minReadySeconds is below 30'),
                ...when(
                    ofKind(objects, 'PodDisruptionBudget').filter((budget) => selects(budget.spec.selector, labelsOf(object))).length !== 1,
                    'has not one PodDisruptionBudget',
                ),
                ...when(
                    (object.spec.replicas !== undefined) === scaled(objects).some(({ target }) => target.name === object.metadata.name),
                    object.spec.replicas === undefined ? 'nobody says how many pods' : 'replicas is set, and an autoscaler owns it',
                ),
                ...when(
                    (podOf(object).spec.topologySpreadConstraints ?? [])
                        .map((one) => one.topologyKey)
                        .sort()
                        .join() !== 'kubernetes.io/hostname,topology.kubernetes.io/zone',
                    'is not spread over zones and nodes',
                ),
            ].map((problem) => `${nameOf(object)}: ${problem}`);
        }),
        ...ofKind(objects, 'PodDisruptionBudget').flatMap((budget) => {
            const { minAvailable, maxUnavailable } = budget.spec;
            return when(
                minAvailable !== undefined || !(maxUnavailable >= 1),
                `${nameOf(budget)}: could block a drain; use maxUnavailable of 1 or more`,
            );
        }),
    ],

    scaling: (objects) =>
        scaled(objects).flatMap(({ object, target, min, max, behavior }) => {
            const workload = named(objects, target.kind, target.name);
            const down = behavior?.scaleDown;
            const text = JSON.stringify(object.spec.metrics ?? object.spec.triggers);
            return [
                ...when(!workload, `there is no ${target.kind} ${target.name}`),
                ...when(!(min >= 2 && max >= min), `from ${min} to ${max}`),
                ...when(
                    workload && componentOf(workload) === 'silo' && max > facts.partitions,
                    `more silos than ${facts.partitions} partitions`,
                ),
                ...when(/"(name|type)":"memory"/.test(text), 'scales by memory'),
                ...when(!/"(name|type)":"cpu"/.test(text), 'does not scale by CPU'),
                ...when(
                    workload && !containersOf(workload).every((container) => container.resources?.requests?.cpu),
                    'scales by CPU, and the pods request none',
                ),
                ...when((behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) !== 0, 'waits before it scales up'),
                ...when(
                    !(
                        down?.policies?.length === 1 &&
                        down.policies[0].type === 'Pods' &&
                        down.policies[0].value === 1 &&
                        down.policies[0].periodSeconds >= 300
                    ),
                    'takes away more than a pod in 300 s',
                ),
                ...when(object.kind === 'ScaledObject' && !object.spec.fallback, 'no fallback'),
            ].map((problem) => `${nameOf(object)}: ${problem}`);
        }),

    resources: (objects) =>
        each(objects, (workload) =>
            containersOf(workload).flatMap((container) => {
                const { requests = {}, limits = {} } = container.resources ?? {};
                const heap = (container.env ?? []).find((one) => one.name === 'DOTNET_GCHeapHardLimitPercent')?.value;
                return [
                    ...when(!requests.cpu || !requests.memory, 'no requests'),
                    ...when(!limits.memory || bytes(limits.memory) < bytes(requests.memory), 'no memory limit above the request'),
                    ...when(limits.cpu !== undefined, 'a CPU limit throttles it'),
                    ...when(
                        workload.kind === 'Deployment' && !(Number(heap) >= 0x28 && Number(heap) <= 0x50),
                        'its heap has no limit between 40 and 80 % of the memory',
                    ),
                ];
            }),
        ),

    images: (objects) => {
        const images = workloads(objects).flatMap((workload) => containersOf(workload).map((container) => container.image));
        const ours = images.filter((image) => /retail-grains\/(api|console|silo|migrate|tools):/.test(image));
        return [
            ...images
                .filter((image) => !/(:[A-Za-z0-9][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})$/.test(image) || image.endsWith(':latest'))
                .map((image) => `${image} has no fixed version`),
            ...when(new Set(ours.map((image) => image.split(':').at(-1))).size > 1, `images of different releases: ${ours.join(', ')}`),
        ];
    },

    connections: (objects, { maxConnections = 500, reserve = 30 } = {}) => {
        const parts = workloads(objects).map((workload) => {
            const pool = Number(environment(containersOf(workload)[0], objects).get('DATABASE_POOL_SIZE') ?? facts.defaultPool);
            const most =
                workload.kind === 'Deployment'
                    ? (scaled(objects).find(({ target }) => target.name === workload.metadata.name)?.max ?? workload.spec.replicas) +
                      workload.spec.strategy.rollingUpdate.maxSurge
                    : 1;
            const each = pool + facts.besidePool(componentOf(workload));
            return { name: workload.metadata.name, each, most, sum: ['silo', 'api', 'migrate'].includes(componentOf(workload)) ? most * each : 0 };
        });
        const sum = parts.reduce((total, part) => total + part.sum, 0);
        return when(
            sum > maxConnections - reserve,
            `${sum} connections at most (${parts.map((part) => `${part.most} ${part.name} × ${part.each}`).join(', ')}) ` +
                `are more than max_connections ${maxConnections} less ${reserve}`,
        );
    },
};
