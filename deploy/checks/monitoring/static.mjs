// Checks the monitoring's files without starting anything but the tools' own tests: node static.mjs PROGRAMS. Exit code 1 when anything is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../manifests/model.mjs';
import { root } from '../manifests/program.mjs';
import { alerts, dashboards, monitoring, readYaml } from './expressions.mjs';

const { stringify } = await load('yaml/dist/index.js').then((module) => module.default ?? module);
const programs = process.argv[2];
const problems = [];
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

function run(what, program, ...parameters) {
    const { status, stdout, stderr } = spawnSync(join(programs, program), parameters, { encoding: 'utf8' });
    if (status !== 0) problems.push(`${what}: ${stdout}${stderr}`);
    return stdout.trim();
}

// Rules, and their tests.
const files = ['recording.yml', 'alerts.yml'].map((file) => join(monitoring, 'prometheus', 'rules', file));
run('promtool check rules', 'promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...files);
const tests = readYaml('prometheus', 'tests', 'alerts.yml');
run('promtool test rules', 'promtool', 'test', 'rules', join(monitoring, 'prometheus', 'tests', 'alerts.yml'));
const tested = new Set(
    JSON.stringify(tests.tests)
        .match(/alertname=\\\\\\"\w+|alertname=\\"\w+/g)
        ?.map((text) => /\w+$/.exec(text)[0]),
);
for (const { alert } of alerts) if (!tested.has(alert)) problems.push(`${alert}: has no rule test`);

// Debian's Prometheus is built without Kubernetes' discovery, so these entries are checked for what they are, and the rest by promtool.
const scratch = mkdtempSync(join(tmpdir(), 'retail-monitoring-'));
function checkConfig(name) {
    const config = readYaml('prometheus', name);
    config.rule_files = files;
    for (const entry of [...config.scrape_configs, ...config.alerting.alertmanagers]) {
        for (const { role } of entry.kubernetes_sd_configs ?? [])
            if (!['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'].includes(role)) problems.push(`${name}: role ${role}`);
        delete entry.kubernetes_sd_configs;
    }
    writeFileSync(join(scratch, name), stringify(config));
    run(name, 'promtool', 'check', 'config', join(scratch, name));
}
checkConfig('prometheus.yml');
checkConfig('kubernetes.yml');
rmSync(scratch, { recursive: true });

// Routes: who hears each alert.
const alertmanager = join(monitoring, 'alertmanager', 'alertmanager.yml');
run('amtool check-config', 'amtool', 'check-config', alertmanager);
const receivers = { critical: 'page', warning: 'ticket', none: 'heartbeat' };
for (const { alert, labels } of alerts) {
    const severity = labels.severity;
    if (!receivers[severity]) problems.push(`${alert}: severity ${severity}`);
    run(
        `${alert} is routed to ${receivers[severity]}`,
        'amtool',
        'config',
        'routes',
        'test',
        `--config.file=${alertmanager}`,
        `--verify.receivers=${receivers[severity]}`,
        `alertname=${alert}`,
        `severity=${severity}`,
        'namespace=retail-grains',
    );
}
const inhibited = JSON.stringify(readYaml('alertmanager', 'alertmanager.yml').inhibit_rules);
for (const [name, , rest] of inhibited.matchAll(/(Retail|API|ETL|Database)[A-Za-z]+(\.\*)?/g))
    if (!alerts.some(({ alert }) => (rest ? `${alert}.*`.startsWith(name.slice(0, -2)) : alert === name))) problems.push(`alertmanager.yml: there is no alert ${name}`);

// A runbook for each alert, and none for another.
const sections = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Reproduction'];
const table = read('docs', 'runbooks', 'README.md');
for (const { alert, annotations, labels } of alerts) {
    const file = join(root, 'docs', 'runbooks', `${alert}.md`);
    if (!annotations.runbook_url?.endsWith(`/docs/runbooks/${alert}.md`)) problems.push(`${alert}: runbook_url ${annotations.runbook_url}`);
    if (!annotations.summary || !annotations.description || !labels.severity)
        problems.push(`${alert}: summary, description or severity is missing`);
    if (!existsSync(file)) problems.push(`${alert}: has no runbook`);
    else
        for (const section of sections)
            if (!readFileSync(file, 'utf8').includes(`\n## ${section}\n`)) problems.push(`${alert}.md: no ${section}`);
    const row = table.split('\n').find((line) => line.startsWith(`| [${alert}](${alert}.md) | ${labels.severity} | `));
    if (!row) problems.push(`docs/runbooks/README.md: has no row of ${alert} with severity ${labels.severity}`);
    else if (row.split('|').at(-2).trim() === '') problems.push(`docs/runbooks/README.md: does not tell when ${alert} fired`);
}
for (const file of readdirSync(join(root, 'docs', 'runbooks')).filter((name) => /^[A-Z][A-Za-z]+\.md$/.test(name) && name !== 'README.md'))
    if (!alerts.some(({ alert }) => `${alert}.md` === file)) problems.push(`docs/runbooks/${file}: there is no such alert`);

// Dashboards.
const uids = new Set();
for (const { file, uid, title, description, panels, templating, links } of dashboards) {
    const say = (problem) => problems.push(`${file}: ${problem}`);
    if (!uid || uids.has(uid)) say(`uid ${uid}`);
    uids.add(uid);
    if (!title || !description || links.length === 0) say('no title, description or links');
    if (templating.list[0]?.type !== 'datasource') say('no variable for the data source');
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
        if (!['timeseries', 'stat'].includes(panel.type)) say(`${panel.title}: type ${panel.type}`);
        if (!panel.description || !panel.fieldConfig.defaults.unit) say(`${panel.title}: no description or unit`);
        if ([panel, ...panel.targets].some(({ datasource }) => datasource.uid !== '${datasource}'))
            say(`${panel.title}: a fixed data source`);
    }
    if (new Set(panels.map(({ id }) => id)).size < panels.length) say('ids are not unique');
}

for (const problem of problems) console.error(problem);
console.log(
    `${alerts.length} alerts, ${dashboards.length} dashboards with ${dashboards.flatMap(({ panels }) => panels).length} panels and rows; ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
