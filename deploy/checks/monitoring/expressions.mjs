// Expressions of the rules and of the dashboards, and what they select.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../manifests/model.mjs';
import { root } from '../manifests/program.mjs';

const { parse } = await load('yaml/dist/index.js').then((module) => module.default ?? module);

export const monitoring = join(root, 'deploy', 'monitoring');
export const readYaml = (...path) => parse(readFileSync(join(monitoring, ...path), 'utf8'));

export const rules = ['recording.yml', 'alerts.yml'].flatMap((file) =>
    readYaml('prometheus', 'rules', file).groups.flatMap((group) => group.rules),
);
export const alerts = rules.filter((rule) => rule.alert);

const folder = join(monitoring, 'grafana', 'dashboards');
export const dashboards = readdirSync(folder).map((file) => ({ file, ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }));

/** The expressions of a dashboard as Grafana would send them. */
export const queriesOf = (dashboard) =>
    dashboard.panels.flatMap((panel) =>
        (panel.targets ?? []).map((target) => ({
            place: `${dashboard.file}: ${panel.title}`,
            query: target.expr.replaceAll('$__rate_interval', '30s').replaceAll('$namespace', '.*'),
        })),
    );

const words = new Set('and or unless by without on ignoring group_left group_right offset bool inf nan start end'.split(' '));

/** The selectors of an expression: metric name and labels. */
export function selectorsOf(expression) {
    const text = expression
        .replace(/#.*/g, ' ')
        .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
        .replace(/\[[^\]]*\]/g, ' ')
        .replace(/\boffset\s+\w+/g, ' ');
    return [...text.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?(\s*\()?/g)]
        .filter(([, name, labels, call]) => (!call || labels) && !words.has(name) && !/^\d/.test(name))
        .map(([, name, labels]) => ({ name, labels: labels ?? '' }));
}
