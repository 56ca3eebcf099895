// Provokes each alert on a local cluster under load, and prints what fired and when it resolved, as the table of docs/runbooks/README.md.
// The rules' clock runs 15 times faster: "for" and all windows are divided, thresholds are not. By hand, about half an hour:
//   node deploy/checks/monitoring/provoke.mjs "$(deploy/checks/monitoring/tools.sh)" [NAME...]
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sale, sleep, startLab, startLoad, until } from './lab.mjs';

const [programs, ...only] = process.argv.slice(2);
const patience = Number(process.env.PROVOKE_PATIENCE ?? 300);
const lab = await startLab({
    programs,
    silos: 2,
    basePort: 23000 + (process.pid % 40) * 100,
    speed: 15,
    environment: { Reconciliation__Interval: '00:01:00', Reconciliation__FirstAfter: '00:00:10', Ledger__TailTransactions: '300' },
});
const sessions = [];
/** A session of psql that does this for so long, unless it is ended. */
const session = (sql) => {
    const child = spawn('psql', ['-XtAq', lab.database, '-c', sql], { stdio: 'ignore', env: { ...process.env, PGAPPNAME: 'provoke' } });
    sessions.push(child);
};
const endSessions = () => {
    for (const child of sessions.splice(0)) child.kill();
    lab.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'provoke'");
};
const locked = (table) => session(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)`);
const textfile = join(lab.home, 'textfile', 'retail_backup.prom');
const backup = readFileSync(textfile, 'utf8');
const tls = join(lab.home, 'cluster', 'tls');
const produce = () => lab.redis('XADD', 'sales:0', '*', 'v', '1', 'tx', JSON.stringify(sale('stream')));
let deadLetter;

const scenarios = [
    {
        name: 'postgres',
        how: './cluster.sh kill postgres, start postgres',
        expect: [
            'RetailLedgerNotWritable',
            'APIHighErrorRate',
            'RetailErrorBudgetBurnFast',
            'RetailErrorBudgetBurnSlow',
            'RetailStreamLag',
        ],
        begin: () => (lab.cluster('kill', 'postgres'), produce()),
        end: () => lab.cluster('start', 'postgres'),
    },
    {
        name: 'redis',
        how: './cluster.sh kill redis, start redis',
        expect: ['RetailComponentFailing'],
        begin: () => lab.cluster('kill', 'redis'),
        end: () => lab.cluster('start', 'redis'),
    },
    {
        name: 'silo',
        how: './cluster.sh kill 2, start 2',
        expect: ['RetailSilosBelowMinimum', 'RetailSiloDown'],
        begin: () => lab.cluster('kill', '2'),
        end: () => lab.cluster('start', '2'),
    },
    {
        name: 'api',
        how: './cluster.sh kill api, start api',
        expect: ['RetailApiDown'],
        begin: () => lab.cluster('kill', 'api'),
        end: () => lab.cluster('start', 'api'),
    },
    {
        name: 'poison',
        how: 'an entry that is no JSON in sales:1; the dead letter deleted',
        expect: ['RetailDeadLetters'],
        begin: () => lab.redis('XADD', 'sales:1', '*', 'v', '1', 'tx', 'no transaction'),
        end: async () => {
            deadLetter = (await (await lab.api('GET', '/api/v1/admin/dead-letters')).json()).items[0].id;
            await lab.api('DELETE', `/api/v1/admin/dead-letters/${encodeURIComponent(deadLetter)}`);
        },
    },
    {
        name: 'import',
        how: 'a damaged gzip file uploaded',
        expect: ['ETLPipelineFailure'],
        begin: () =>
            lab.api(
                'POST',
                '/api/v1/imports?name=bad.csv.gz',
                Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]),
                'application/gzip',
            ),
        end: () => undefined,
    },
    {
        name: 'ledger',
        how: 'LOCK TABLE ledger in psql, its end',
        expect: ['RetailLedgerNotAdvancing'],
        begin: () => locked('ledger'),
        end: endSessions,
    },
    {
        name: 'slow',
        how: 'LOCK TABLE ledger for one second, again and again',
        expect: ['APIHighLatency'],
        begin: () =>
            session(
                `DO $$ BEGIN FOR n IN 1..400 LOOP LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(1); COMMIT; PERFORM pg_sleep(0.2); END LOOP; END $$`,
            ),
        end: endSessions,
    },
    {
        name: 'checkpoint',
        how: 'LOCK TABLE partition_share, with Ledger:TailTransactions=300',
        expect: ['RetailCheckpointLag', 'RetailProjectionAge'],
        begin: () => locked('partition_share'),
        end: endSessions,
    },
    {
        name: 'delivery',
        how: 'LOCK TABLE product_projection, and sales of new products',
        expect: ['RetailDeliveryLag'],
        begin: () => {
            locked('product_projection');
            const news = { ...sale('new'), lines: [{ productId: `new ${Date.now()}`, quantity: 1, unitPrice: 1 }] };
            return lab.api('POST', '/api/v1/transactions', news);
        },
        end: endSessions,
    },
    {
        name: 'difference',
        how: 'a row of store_projection altered by SQL, POST /admin/reconciliation; it heals',
        expect: ['RetailReconciliationDifference'],
        begin: async () => {
            await lab.api('POST', '/api/v1/transactions?wait=applied', { ...sale('quiet'), storeId: 'quiet' });
            lab.psql("UPDATE store_projection SET units = units + 1 WHERE id = 'quiet'");
            await lab.api('POST', '/api/v1/admin/reconciliation');
        },
        end: () => lab.api('POST', '/api/v1/admin/reconciliation'),
    },
    {
        name: 'connections',
        how: 'idle sessions of psql until 85 % are in use',
        expect: ['DatabaseConnectionsHigh'],
        begin: () => {
            const free = Number(
                lab.psql("SELECT ceil(0.85 * (current_setting('max_connections')::int - 3)) - count(*) FROM pg_stat_activity"),
            );
            for (let n = 0; n < free; n++) session('SELECT pg_sleep(600)');
        },
        end: endSessions,
    },
    {
        name: 'backup',
        how: 'the time of the last backup 27 hours back',
        expect: ['RetailBackupAge'],
        begin: () => writeFileSync(textfile, backup.replace(/\d+\n$/, `${Math.round(Date.now() / 1000) - 27 * 3600}\n`)),
        end: () => writeFileSync(textfile, backup),
    },
    {
        name: 'certificate',
        how: 'a certificate of ten days for silo 1; ./cluster.sh renew',
        expect: ['RetailCertificateExpiry'],
        begin: () => {
            writeFileSync(
                join(tls, 'x.ext'),
                'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:silo.retail\n',
            );
            execFileSync(
                'sh',
                [
                    '-c',
                    `cd '${tls}' && openssl req -new -key silo-1-key.pem -subj /CN=silo.retail -out x.csr && openssl x509 -req -in x.csr -CA ca.pem -CAkey ca-key.pem -days 10 -extfile x.ext -out x.pem && mv x.pem silo-1.pem`,
                ],
                { stdio: 'ignore' },
            );
        },
        end: () => lab.cluster('renew'),
    },
    {
        name: 'disk',
        how: 'a small file system filled with fallocate, the file deleted',
        expect: ['RetailDiskSpace'],
        begin: () =>
            execFileSync(
                'sh',
                [
                    '-c',
                    `truncate -s 64M '${lab.home}/disk' && mkfs.ext4 -q '${lab.home}/disk' && mkdir -p '${lab.home}/mount' && mount -o loop '${lab.home}/disk' '${lab.home}/mount' && fallocate -l 50M '${lab.home}/mount/file'`,
                ],
                { stdio: 'ignore' },
            ),
        end: () => execFileSync('sh', ['-c', `rm -f '${lab.home}/mount/file'; umount '${lab.home}/mount'`], { stdio: 'ignore' }),
    },
].filter(({ name }) => only.length === 0 || only.includes(name));

const firing = async () => new Set((await lab.query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric.alertname));
const load = startLoad(lab, 2);
try {
    await until('sales are recorded', patience, async () => load.counts[201] > 20);
    console.log('| alert | provoked by | fired after | resolved after | also fired |\n| --- | --- | --- | --- | --- |');
    for (const { how, expect, begin, end } of scenarios) {
        const before = await firing();
        const fired = new Map();
        const others = new Set();
        const start = Date.now();
        await begin();
        await until(expect.join(), patience, async () => {
            for (const name of await firing()) {
                if (expect.includes(name) && !fired.has(name)) fired.set(name, Math.round((Date.now() - start) / 1000));
                else if (!expect.includes(name) && !before.has(name)) others.add(name);
            }
            return fired.size === expect.length;
        }).catch(() => undefined);
        const ended = Date.now();
        // A silo that starts while the others are busy may give up: it is started again, as Kubernetes would.
        await until(`the end of ${how}`, patience, async () => (await end(), true));
        const resolved = new Map();
        await until('resolved', patience, async () => {
            const now = await firing();
            for (const name of fired.keys())
                if (!now.has(name) && !resolved.has(name)) resolved.set(name, Math.round((Date.now() - ended) / 1000));
            return resolved.size === fired.size;
        }).catch(() => undefined);
        const time = (times, name) => (times.has(name) ? `${times.get(name)} s` : 'not');
        for (const name of expect)
            console.log(`| ${name} | ${how} | ${time(fired, name)} | ${time(resolved, name)} | ${[...others].join(', ')} |`);
        await sleep(2000);
    }
} finally {
    await load.stop();
    for (const child of sessions) child.kill();
    lab.stop();
}
console.log(JSON.stringify(load.counts));
