// Our Prometheus configuration on a local cluster under load: every rule and every panel must find data, and the metrics of the program must
// pass promtool. node live.mjs PROGRAMS
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { alerts, dashboards, queriesOf, rules, selectorsOf } from './expressions.mjs';
import { damagedFile, rowsOf, sale, startLab, startLoad, until } from './lab.mjs';

// What one machine cannot have, and a cluster on PostgreSQL neither: an embedded store.
const elsewhere = /^(kubelet_|kube_|retail_store_)/;
const programs = process.argv[2];
const problems = [];
const lab = await startLab({
    programs,
    silos: 2,
    basePort: 26000 + (process.pid % 40) * 100,
    environment: { Reconciliation__Interval: '00:01:00' },
});
try {
    const load = startLoad(lab, 3);
    // One of everything that the panels break down.
    await lab.api('POST', '/api/v1/transactions/batch', [sale('batch'), sale('batch')]);
    await lab.api('POST', '/api/v1/transactions', { transactionId: 'none' });
    await lab.api('POST', '/api/v1/imports?name=good.csv', rowsOf('3,A,B,1', '4,A,B,x'), 'text/csv');
    await lab.api('POST', '/api/v1/imports?name=bad.csv.gz', damagedFile(), 'application/gzip');
    lab.redis('XADD', 'sales:0', '*', 'v', '1', 'tx', JSON.stringify(sale('stream')));
    lab.redis('XADD', 'sales:1', '*', 'v', '1', 'tx', 'no transaction');
    await fetch(`http://127.0.0.1:${lab.apiPort}/api/v1/auth/token`, {
        method: 'POST',
        body: 'username=nobody&password=wrong',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const read = [
        'stores',
        'products?limit=5',
        'customers',
        'summary',
        'stores/store%201',
        'stores/none',
        'transactions',
        'admin/ledger',
        'admin/streams',
    ];
    const reading = async () => {
        for (const path of read) await lab.api('GET', `/api/v1/${path}`).then((answer) => answer.text());
    };
    await reading();
    await lab.api('POST', '/api/v1/admin/reconciliation');

    const checks = [
        ...dashboards.flatMap(queriesOf),
        ...rules
            .filter((rule) => rule.record)
            .map((rule) => ({ place: `rule ${rule.record} ${rule.labels?.slo ?? ''}`, query: rule.expr })),
        // A healthy cluster fires nothing, so of alerts each selector must find data; of one that names a rare value, its metric and labels.
        ...alerts.flatMap((alert) =>
            selectorsOf(alert.expr).map(({ name, labels }) => ({
                place: `alert ${alert.alert}`,
                name,
                query: `${name}${labels} or ${name}{${[...labels.matchAll(/(\w+)\s*(?:=|!)/g)].map(([, label]) => `${label}!=""`).join()}}`,
            })),
        ),
    ].filter(({ name }) => !name || !elsewhere.test(name));
    let empty = checks;
    await until('every expression finds data', 60, async () => {
        await reading();
        const found = await Promise.all(empty.map(async (check) => (await lab.query(check.query)).length > 0));
        empty = empty.filter((_, index) => !found[index]);
        return empty.length === 0;
    }).catch(() => undefined);
    await load.stop();
    problems.push(...empty.map(({ place, query }) => `${place}: no data: ${query}`));

    const health = await (await fetch(`${lab.prometheus}/api/v1/rules`)).json();
    for (const { name, health: state, lastError } of health.data.groups.flatMap((group) => group.rules))
        if (state !== 'ok') problems.push(`rule ${name}: ${state} ${lastError}`);
    const names = new Set();
    for (const port of [...lab.siloPorts, lab.apiPort]) {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        const ours = text.split('\n').filter((line) => /^(# (HELP|TYPE) )?retail_/.test(line));
        for (const line of ours) names.add(/^(?:# \w+ )?(\w+)/.exec(line)[1]);
        const { status, stdout, stderr } = spawnSync(join(programs, 'promtool'), ['check', 'metrics'], {
            input: `${ours.join('\n')}\n`,
            encoding: 'utf8',
        });
        if (status !== 0) problems.push(`promtool check metrics, port ${port}: ${stdout}${stderr}`);
    }
    const firing = (await lab.query('ALERTS{alertstate="firing", alertname!="RetailWatchdog"}')).map(({ metric }) => metric.alertname);
    console.log(
        `${checks.length} expressions and selectors under load (${JSON.stringify(load.counts)}), ${names.size} names of ours in the expositions; ` +
            `firing: ${[...new Set(firing)].join(', ') || 'none'}; ${problems.length} problems`,
    );
} finally {
    await lab.stop();
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
