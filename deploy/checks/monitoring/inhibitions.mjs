// Starts the real Alertmanager with our configuration and looks at which alerts it silences: node inhibitions.mjs PROGRAMS.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitoring } from './expressions.mjs';

// Alerts that fire at once, and those of them that may still be heard.
const cases = [
    [
        ['RetailLedgerNotWritable', 'APIHighErrorRate', 'RetailStreamLag', 'RetailErrorBudgetBurnFast', 'RetailComponentFailing'],
        ['RetailLedgerNotWritable'],
    ],
    [
        ['RetailSilosBelowMinimum', 'RetailSiloDown', 'RetailPartitionSkew', 'RetailDeadLetters'],
        ['RetailSilosBelowMinimum', 'RetailDeadLetters'],
    ],
    [['RetailApiDown', 'APIHighLatency'], ['RetailApiDown']],
    [['APIHighErrorRate', 'RetailErrorBudgetBurnFast'], ['APIHighErrorRate']],
    [['RetailErrorBudgetBurnFast', 'RetailErrorBudgetBurnSlow'], ['RetailErrorBudgetBurnFast']],
    [['RetailReconciliationDifference', 'RetailReconciliationOverdue'], ['RetailReconciliationDifference']],
    [
        ['RetailStreamLag', 'RetailDeadLetters', 'DatabaseConnectionsHigh'],
        ['RetailStreamLag', 'RetailDeadLetters', 'DatabaseConnectionsHigh'],
    ],
];

const freePort = () =>
    new Promise((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });

const folder = mkdtempSync(join(tmpdir(), 'retail-alertmanager-'));
const port = await freePort();
const address = `http://127.0.0.1:${port}`;
const alertmanager = spawn(
    join(process.argv[2], 'prometheus-alertmanager'),
    [
        `--config.file=${join(monitoring, 'alertmanager', 'alertmanager.yml')}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
);
const until = async (what, attempt) => {
    for (const begin = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 100))) {
        const result = await attempt().catch(() => undefined);
        if (result) return result;
        if (Date.now() - begin > 60_000) throw new Error(`${what}: not within 60 s`);
    }
};
const problems = [];
try {
    await until('Alertmanager is ready', async () => (await fetch(`${address}/-/ready`)).ok);
    // Each case is a namespace of its own, and beside it is one in which only the effects fire.
    const alerts = cases.flatMap(([names, heard], index) => [
        ...names.map((alertname) => ({ alertname, namespace: `case-${index}` })),
        ...names.filter((name) => !heard.includes(name)).map((alertname) => ({ alertname, namespace: `alone-${index}-${alertname}` })),
    ]);
    const labelled = alerts.map((labels) => ({ labels: { ...labels, slo: 'recording-availability' } }));
    await fetch(`${address}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(labelled),
    });
    const active = async () => {
        const known = await (await fetch(`${address}/api/v2/alerts`)).json();
        return known.length === alerts.length && known.filter(({ status }) => status.inhibitedBy.length === 0).map(({ labels }) => labels);
    };
    const expected = new Set([
        ...cases.flatMap(([, heard], index) => heard.map((name) => `case-${index} ${name}`)),
        ...alerts.filter(({ namespace }) => namespace.startsWith('alone')).map(({ namespace, alertname }) => `${namespace} ${alertname}`),
    ]);
    let heard = new Set();
    await until('the alerts are silenced', async () => {
        heard = new Set((await active()).map(({ namespace, alertname }) => `${namespace} ${alertname}`));
        return heard.size === expected.size && [...heard].every((one) => expected.has(one));
    }).catch(() => undefined);
    problems.push(...[...expected].filter((one) => !heard.has(one)).map((one) => `${one} is silenced`));
    problems.push(...[...heard].filter((one) => !expected.has(one)).map((one) => `${one} is not silenced`));
} finally {
    alertmanager.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
for (const problem of problems) console.error(problem);
console.log(`${cases.length} cases of inhibitions; ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
