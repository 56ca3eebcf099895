// A local cluster (cluster.sh) with Debian's exporters, Prometheus and Alertmanager, for the checks. Only what is started here is ended.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { load } from '../manifests/model.mjs';
import { root } from '../manifests/program.mjs';
import { monitoring, readYaml } from './expressions.mjs';

const { parse, stringify } = await load('yaml/dist/index.js').then((module) => module.default ?? module);

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function until(what, seconds, attempt) {
    for (const begin = Date.now(); ; await sleep(500)) {
        const result = await attempt().catch(() => undefined);
        if (result) return result;
        if (Date.now() - begin > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
    }
}

/** Durations in a rule file, divided: the rules' clock runs faster. */
export function accelerated(text, speed) {
    if (speed === 1) return text;
    const seconds = { s: 1, m: 60, h: 3600, d: 86400 };
    const faster = (_, before, number, unit, after) =>
        `${before}${Math.max(2, Math.round((Number(number) * seconds[unit]) / speed))}s${after}`;
    return text
        .replace(/(\[)(\d+)([smhd])(\])/g, faster)
        .replace(/(offset )(\d+)([smhd])(\b)/g, faster)
        .replace(/(for: )(\d+)([smhd])(\b)/g, faster);
}

export async function startLab({ programs, silos, basePort, speed = 1, environment = {} }) {
    const home = mkdtempSync(join(tmpdir(), 'retail-lab-'));
    chmodSync(home, 0o755);
    const shell = {
        ...process.env,
        CLUSTER_HOME: join(home, 'cluster'),
        CLUSTER_WAIT_SECONDS: '600',
        Access__OpenMetrics: 'true',
        ...environment,
    };
    const clusterWith = async (more, ...parameters) =>
        (await promisify(execFile)(join(root, 'cluster.sh'), parameters, { encoding: 'utf8', env: { ...shell, ...more } })).stdout;
    const cluster = (...parameters) => clusterWith({}, ...parameters);
    const children = [];
    const run = (program, parameters, env = {}) =>
        children.push(spawn(join(programs, program), parameters, { stdio: 'ignore', env: { ...process.env, ...env } }));
    const stop = async () => {
        for (const child of children) child.kill();
        try {
            await cluster('clean');
        } finally {
            rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
        }
    };

    try {
        await cluster('up', '--no-build', '--tls', '--silos', String(silos), '--base-port', String(basePort));
        const file = (name) => readFileSync(join(home, 'cluster', name), 'utf8').trim();
        const ports = (process) =>
            Object.fromEntries(
                file(`run/${process}.ports`)
                    .split('\n')
                    .map((line) => line.split('=')),
            );
        const databasePort = ports('postgres').POSTGRES_PORT;
        const database = `postgresql://postgres:${file('postgres-password')}@127.0.0.1:${databasePort}/retail?sslmode=disable`;
        const psql = (sql, options = {}) =>
            execFileSync('psql', ['-XtAq', database, '-c', sql], {
                encoding: 'utf8',
                stdio: ['ignore', 'pipe', 'pipe'],
                ...options,
            }).trim();
        const redisPort = ports('redis').REDIS_PORT;
        const redis = (...parameters) =>
            execFileSync('redis-cli', ['--no-auth-warning', '-p', redisPort, '--user', 'producer', ...parameters], {
                encoding: 'utf8',
                env: { ...process.env, REDISCLI_AUTH: file('redis-producer-password') },
            }).trim();

        const [postgresExporter, redisExporter, nodeExporter, prometheusPort, alertmanagerPort] = [60, 61, 62, 63, 64].map(
            (n) => basePort + n,
        );
        // The real script, with a pgBackRest that does nothing.
        mkdirSync(join(home, 'textfile'));
        mkdirSync(join(home, 'bin'));
        writeFileSync(join(home, 'bin', 'pgbackrest'), '#!/bin/sh\n', { mode: 0o755 });
        const backup = (...clock) => {
            const [program, ...parameters] = [...clock, join(root, 'deploy', 'scripts', 'backup-postgres.sh'), 'diff'];
            execFileSync(program, parameters, {
                env: { ...process.env, PATH: `${join(home, 'bin')}:${process.env.PATH}`, RETAIL_TEXTFILE_DIR: join(home, 'textfile') },
            });
        };
        backup();
        run('prometheus-postgres-exporter', [`--web.listen-address=127.0.0.1:${postgresExporter}`], { DATA_SOURCE_NAME: database });
        run('prometheus-redis-exporter', [
            `--web.listen-address=127.0.0.1:${redisExporter}`,
            `--redis.addr=redis://127.0.0.1:${redisPort}`,
            '--redis.user=retail',
            `--redis.password=${file('redis-password')}`,
        ]);
        run('prometheus-node-exporter', [
            `--web.listen-address=127.0.0.1:${nodeExporter}`,
            '--collector.disable-defaults',
            '--collector.filesystem',
            '--collector.textfile',
            `--collector.textfile.directory=${join(home, 'textfile')}`,
        ]);
        run('prometheus-alertmanager', [
            `--config.file=${join(monitoring, 'alertmanager', 'alertmanager.yml')}`,
            `--storage.path=${join(home, 'alertmanager')}`,
            `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
            '--cluster.listen-address=',
        ]);

        // Our configuration, with the addresses of this machine for those of Compose, and a faster clock.
        const apiPort = Number(ports('api').API_PORT);
        const siloPorts = Array.from({ length: silos }, (_, index) => ports(`silo-${index + 1}`).OPS_PORT);
        const targets = {
            silo: siloPorts,
            'api-service': [apiPort],
            postgres: [postgresExporter],
            redis: [redisExporter],
            node: [nodeExporter],
        };
        const config = readYaml('prometheus', 'prometheus.yml');
        config.global.scrape_interval = config.global.evaluation_interval = '1s';
        config.alerting.alertmanagers = [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }];
        for (const job of config.scrape_configs) {
            if (!targets[job.job_name]) throw new Error(`prometheus.yml: job ${job.job_name} is unknown here`);
            delete job.dns_sd_configs;
            // A process that has too few threads takes its time to answer.
            if (job.job_name === 'api-service' && speed > 1 && speed <= 15) job.scrape_interval = '3s';
            job.static_configs = [{ targets: targets[job.job_name].map((port) => `127.0.0.1:${port}`) }];
        }
        mkdirSync(join(home, 'prometheus', 'rules'), { recursive: true });
        writeFileSync(join(home, 'prometheus', 'prometheus.yml'), stringify(config));
        for (const name of readdirSync(join(monitoring, 'prometheus', 'rules')))
            writeFileSync(
                join(home, 'prometheus', 'rules', name),
                accelerated(readFileSync(join(monitoring, 'prometheus', 'rules', name), 'utf8'), speed),
            );
        run('prometheus', [
            `--config.file=${join(home, 'prometheus', 'prometheus.yml')}`,
            `--storage.tsdb.path=${join(home, 'prometheus', 'data')}`,
            `--web.listen-address=127.0.0.1:${prometheusPort}`,
        ]);
        const prometheus = `http://127.0.0.1:${prometheusPort}`;
        await until('Prometheus is ready', 120, async () => (await fetch(`${prometheus}/-/ready`)).ok);

        const token = (await cluster('token')).trim().split('\n').at(-1);
        const api = (method, path, body, type = 'application/json') =>
            fetch(`http://127.0.0.1:${apiPort}${path}`, {
                method,
                body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
                headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': type }) },
            });
        const query = async (expression) => {
            const answer = await (await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`)).json();
            if (answer.status !== 'success') throw new Error(`${answer.error}: ${expression}`);
            return answer.data.result;
        };
        const pid = (process) => Number(file(`run/${process}.pid`).split(' ')[0]);
        const alertmanager = `http://127.0.0.1:${alertmanagerPort}`;
        return {
            home,
            cluster,
            clusterWith,
            psql,
            database,
            redis,
            api,
            token,
            query,
            prometheus,
            alertmanager,
            siloPorts,
            apiPort,
            pid,
            backup,
            stop,
        };
    } catch (error) {
        await stop();
        throw error;
    }
}

/** A file of two good rows, and bytes after it that no gzip file may have: the import of it fails at the end. */
export const damagedFile = () => Buffer.concat([gzipSync(rowsOf('1,A,B,1', '2,A,B,2')), Buffer.from('damaged')]);

/** A CSV file of invoices; the first four columns of each row are given. */
export const rowsOf = (...rows) =>
    ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country']
        .concat(rows.map((row) => `${row},2010-12-01 08:26:00,2.55,17850,store 1`))
        .join('\n') + '\n';

let sold = 0;
export const sale = (prefix = 'lab') => {
    const n = sold++;
    return {
        transactionId: `${prefix}-${process.pid}-${n}`,
        storeId: `store ${n % 4}`,
        customerId: `customer ${n % 20}`,
        occurredAt: '2026-11-20T10:00:00Z',
        lines: [{ productId: `product ${n % 30}`, quantity: n % 9 === 8 ? -1 : 2, unitPrice: 1.25 }],
    };
};

/** Sends sales, one after the other on each line, until it is stopped. What fails is not sent again. */
export function startLoad(lab, clients) {
    let running = true;
    const counts = {};
    const client = async () => {
        while (running) {
            const status = await lab.api('POST', '/api/v1/transactions', sale()).then(
                (answer) => answer.text().then(() => answer.status),
                () => 'none',
            );
            counts[status] = (counts[status] ?? 0) + 1;
            if (status !== 201) await sleep(200);
        }
    };
    const ended = Promise.all(Array.from({ length: clients }, client));
    return { counts, stop: () => ((running = false), ended) };
}
