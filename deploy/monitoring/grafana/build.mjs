// Makes what is derived from one source: Grafana's dashboards (dashboards/*.json) from dashboards.mjs, the Prometheus Operator's rules and the
// files of the chart from prometheus/rules, and the operator's AlertmanagerConfig from alertmanager.yml.
//   node deploy/monitoring/grafana/build.mjs           writes them
//   node deploy/monitoring/grafana/build.mjs --check   fails when one is stale
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../../checks/manifests/model.mjs';
import { dashboards } from './dashboards.mjs';

const { parse, stringify } = await load('yaml/dist/index.js').then((module) => module.default ?? module);

const monitoring = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(monitoring, '..', '..');
const chart = join(root, 'deploy', 'helm', 'retail-grains', 'files', 'monitoring');
const source = { type: 'prometheus', uid: '${datasource}' };

const variables = [
    { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
    {
        name: 'namespace',
        type: 'query',
        label: 'Namespace',
        datasource: source,
        query: { query: 'label_values(up{job=~"silo|api-service"}, namespace)', refId: 'namespace' },
        refresh: 2,
        includeAll: true,
        // Without Kubernetes there is no such label, and this matches that too.
        allValue: '.*',
        current: { text: 'All', value: '$__all' },
    },
];

function panelOf({ title, unit, description, queries, type = 'timeseries', width = 8, height = 8, thresholds, max }, id, position) {
    const steps = [{ color: 'green', value: null }, ...(thresholds ?? []).map(([value, color]) => ({ color, value }))];
    return {
        id,
        type,
        title,
        description,
        datasource: source,
        gridPos: { h: height, w: width, ...position },
        fieldConfig: {
            defaults: {
                unit,
                ...(max === undefined ? {} : { max }),
                ...(type === 'stat' ? { color: { mode: 'thresholds' } } : {}),
                ...(thresholds || type === 'stat' ? { thresholds: { mode: 'absolute', steps } } : {}),
                ...(type === 'timeseries' ? { custom: { fillOpacity: 10, showPoints: 'never' }, min: 0 } : {}),
            },
            overrides: [],
        },
        options: type === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] }, graphMode: 'area' } : { legend: { displayMode: 'list' } },
        targets: Object.entries(queries).map(([legend, expression], index) => ({
            refId: String.fromCharCode(65 + index),
            datasource: source,
            // $ns stands for the selector of the dashboard's variable.
            expr: expression.replaceAll('$ns', 'namespace=~"$namespace"').replace(/\s+/g, ' ').trim(),
            legendFormat: legend,
        })),
    };
}

/** Panels from left to right, 24 columns wide; a string begins a row. */
function laidOut(items) {
    let [x, y, high] = [0, 0, 0];
    const next = () => ([x, y, high] = [0, y + high, 0]);
    return items.map((item, index) => {
        if (typeof item === 'string') {
            next();
            const row = { id: index + 1, type: 'row', title: item, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] };
            y++;
            return row;
        }
        const { width = 8, height = 8 } = item;
        if (x + width > 24) next();
        const panel = panelOf(item, index + 1, { x, y });
        x += width;
        high = Math.max(high, height);
        return panel;
    });
}

function dashboardText({ uid, title, description, panels }) {
    const { panels: list, ...head } = {
        uid: `retail-grains-${uid}`,
        title: `RetailGrains: ${title}`,
        description,
        tags: ['retail-grains'],
        timezone: 'utc',
        schemaVersion: 41,
        refresh: '30s',
        time: { from: 'now-1h', to: 'now' },
        templating: { list: variables },
        links: [
            { type: 'dashboards', title: 'RetailGrains', tags: ['retail-grains'], asDropdown: true, keepTime: true, includeVars: true },
        ],
        panels: laidOut(panels),
    };
    // One line a panel, so that a change of one shows as one.
    const lines = list.map((panel) => `    ${JSON.stringify(panel)}`).join(',\n');
    return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "panels": [\n${lines}\n  ]\n}\n`;
}

const rules = readdirSync(join(monitoring, 'prometheus', 'rules'))
    .sort()
    .map((file) => readFileSync(join(monitoring, 'prometheus', 'rules', file), 'utf8'));
const groups = rules.map((text) => text.slice(text.indexOf('groups:\n') + 8)).join('\n');
const generated = '# Made by deploy/monitoring/grafana/build.mjs; do not edit.\n';

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const matcher = (text) => {
    const [, name, matchType, value] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text);
    return { name, value, matchType };
};

/** The value with the operator's names, and its matchers and addresses in the operator's form. */
function operators(value, key) {
    if (key === 'api_url_file') return { name: 'alert-urls', key: value.replace(/.*alert_(.*)_url/, '$1') };
    if (/matchers$/.test(key ?? '')) return value.map(matcher);
    if (Array.isArray(value)) return value.map((item) => operators(item));
    if (value === null || typeof value !== 'object') return value;
    const names = { api_url_file: 'apiURL', source_matchers: 'sourceMatch', target_matchers: 'targetMatch' };
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [names[name] ?? camel(name), operators(item, name)]));
}

const alertmanager = operators(parse(readFileSync(join(monitoring, 'alertmanager', 'alertmanager.yml'), 'utf8')));
// The operator adds the namespace to every route itself, and its Prometheus the cluster.
const alertmanagerSpec = stringify(alertmanager, { lineWidth: 0 });

const outputs = new Map([
    [
        join(monitoring, 'kubernetes', 'prometheus-rule.yaml'),
        `${generated}apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: retail-grains\nspec:\n  groups:\n` +
            groups.replace(/^(?=.)/gm, '  '),
    ],
    [
        join(monitoring, 'kubernetes', 'alertmanager-config.yaml'),
        `${generated}apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: retail-grains\nspec:\n` +
            alertmanagerSpec.replace(/^(?=.)/gm, '  '),
    ],
    [join(chart, 'alertmanager.yaml'), `${generated}${alertmanagerSpec}`],
    [join(chart, 'rules.yaml'), `${generated}groups:\n${groups}`],
    ...dashboards.flatMap((dashboard) =>
        [join(monitoring, 'grafana', 'dashboards'), join(chart, 'dashboards')].map((folder) => [
            join(folder, `${dashboard.uid}.json`),
            dashboardText(dashboard),
        ]),
    ),
]);

const stale = [...outputs].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text).map(([file]) => file);
if (process.argv.includes('--check')) {
    for (const file of stale) console.error(`${file} is stale: node deploy/monitoring/grafana/build.mjs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
} else {
    for (const file of stale) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, outputs.get(file));
    }
}
console.log(`${outputs.size} files, ${stale.length} ${process.argv.includes('--check') ? 'stale' : 'written'}`);
