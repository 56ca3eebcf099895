// The faults that provoke.mjs provokes alerts with. Each group runs at once, one group after the other.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { damagedFile, sale, until } from './lab.mjs';

/**
 * begin is called once, and end until it succeeds. A scenario that resolves late is not waited for before the next group; one that is only
 * run by name needs a faster clock than the others.
 */
export function scenariosOf(lab) {
    const tls = join(lab.home, 'cluster', 'tls');
    const shell = (command) => execFileSync('sh', ['-ec', command], { stdio: 'ignore' });

    /** Sessions of psql with a name, that do this until they are ended. */
    const session = (name, sql) =>
        spawn('psql', ['-XtAq', lab.database, '-c', sql], { stdio: 'ignore', env: { ...process.env, PGAPPNAME: name } });
    const endSessions = (name) => lab.psql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`);
    const lockOf = (table, name) => ({
        begin: () => session(name, `BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(900)`),
        end: () => endSessions(name),
    });
    const deadLetters = async () => (await (await lab.api('GET', '/api/v1/admin/dead-letters')).json()).items;
    const partitions = async () => (await lab.query('count by (instance) (retail_ledger_head)')).map(({ value }) => Number(value[1]));
    const oneThread = { DOTNET_ThreadPool_ForceMinWorkerThreads: '1', DOTNET_ThreadPool_ForceMaxWorkerThreads: '1' };
    const restartApi = async (environment) => {
        await lab.cluster('kill', 'api');
        await lab.clusterWith(environment, 'start', 'api');
    };
    let flapping;
    let callers;

    return [
        [
            {
                name: 'certificate: one of ten days for silo 1; cluster.sh renew',
                expect: ['RetailCertificateExpiry'],
                begin: () => {
                    writeFileSync(
                        join(tls, 'x.ext'),
                        'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:silo.retail\n',
                    );
                    shell(`cd '${tls}'
                        openssl req -new -key silo-1-key.pem -subj /CN=silo.retail -out x.csr
                        openssl x509 -req -in x.csr -CA ca.pem -CAkey ca-key.pem -days 10 -extfile x.ext -out x.pem
                        mv x.pem silo-1.pem`);
                },
                end: () => lab.cluster('renew'),
            },
            {
                name: 'disk: a small file system filled with fallocate; the file deleted',
                expect: ['RetailDiskSpace'],
                begin: () =>
                    shell(`cd '${lab.home}'
                        truncate -s 64M disk && mkfs.ext4 -q disk && mkdir -p mount && mount -o loop disk mount
                        fallocate -l 50M mount/file`),
                end: () => shell(`rm -f '${lab.home}/mount/file'`),
                clean: () => shell(`if mountpoint -q '${lab.home}/mount'; then umount '${lab.home}/mount'; fi`),
            },
            {
                name: 'backup: the last one 27 hours ago; a new one',
                expect: ['RetailBackupAge'],
                begin: () => lab.backup('faketime', '-27 hours'),
                end: () => lab.backup(),
            },
            {
                name: 'import: a damaged gzip file uploaded',
                expect: ['ETLPipelineFailure'],
                resolvesLate: true,
                begin: () => lab.api('POST', '/api/v1/imports?name=bad.csv.gz', damagedFile(), 'application/gzip'),
                end: () => undefined,
            },
            {
                name: 'connections: idle sessions until 85 % are in use; their end',
                expect: ['DatabaseConnectionsHigh'],
                begin: () => {
                    const free = "SELECT ceil(0.85 * (current_setting('max_connections')::int - 3)) - count(*) FROM pg_stat_activity";
                    for (let n = Number(lab.psql(free)); n > 0; n--) session('connections', 'SELECT pg_sleep(900)');
                },
                end: () => endSessions('connections'),
            },
            {
                name: 'poison: an entry of sales:1 that is not a transaction; the dead letter deleted',
                expect: ['RetailDeadLetters'],
                begin: () => lab.redis('XADD', 'sales:1', '*', 'v', '1', 'tx', 'no transaction'),
                end: async () => {
                    for (const { id } of await deadLetters())
                        await lab.api('DELETE', `/api/v1/admin/dead-letters/${encodeURIComponent(id)}`);
                },
            },
        ],
        [
            {
                name: 'postgres: cluster.sh kill postgres, start postgres',
                expect: [
                    'RetailLedgerNotWritable',
                    'APIHighErrorRate',
                    'RetailErrorBudgetBurnFast',
                    'RetailStreamLag',
                    'RetailReconciliationOverdue',
                ],
                begin: async () => {
                    await lab.cluster('kill', 'postgres');
                    lab.redis('XADD', 'sales:0', '*', 'v', '1', 'tx', JSON.stringify(sale('stream')));
                },
                end: () => lab.cluster('start', 'postgres'),
            },
        ],
        [
            {
                name: 'redis: cluster.sh kill redis, start redis',
                expect: ['RetailComponentFailing'],
                begin: () => lab.cluster('kill', 'redis'),
                end: () => lab.cluster('start', 'redis'),
            },
        ],
        [
            {
                name: 'silo: cluster.sh kill 2 of two silos, start 2',
                expect: ['RetailSilosBelowMinimum', 'RetailSiloDown'],
                begin: () => lab.cluster('kill', '2'),
                end: () => lab.cluster('start', '2'),
            },
        ],
        [
            {
                name: 'api: cluster.sh kill api, start api',
                expect: ['RetailApiDown'],
                begin: () => lab.cluster('kill', 'api'),
                end: () => lab.cluster('start', 'api'),
            },
        ],
        [
            {
                name: 'budget: cluster.sh kill postgres, start postgres',
                expect: ['RetailErrorBudgetBurnSlow'],
                byName: true,
                begin: () => lab.cluster('kill', 'postgres'),
                end: () => lab.cluster('start', 'postgres'),
            },
        ],
        [{ name: 'ledger: LOCK TABLE ledger; its end', expect: ['RetailLedgerNotAdvancing'], ...lockOf('ledger', 'ledger') }],
        [
            {
                name: 'slow: LOCK TABLE ledger for a second, repeatedly; its end',
                expect: ['APIHighLatency'],
                begin: () =>
                    session(
                        'slow',
                        `DO $$ BEGIN FOR n IN 1..700 LOOP LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(1); COMMIT;
                            PERFORM pg_sleep(0.2); END LOOP; END $$`,
                    ),
                end: () => endSessions('slow'),
            },
        ],
        [
            {
                name: 'checkpoint: LOCK TABLE partition_share, with Ledger:TailTransactions=300; its end',
                expect: ['RetailCheckpointLag', 'RetailProjectionAge'],
                ...lockOf('partition_share', 'checkpoint'),
            },
        ],
        [
            {
                name: 'delivery: LOCK TABLE product_projection, and a sale of a new product; its end',
                expect: ['RetailDeliveryLag'],
                ...lockOf('product_projection', 'delivery'),
                begin: async () => {
                    lockOf('product_projection', 'delivery').begin();
                    const locks = "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'";
                    await until('the table is locked', 60, async () => lab.psql(locks) !== '0');
                    const news = { ...sale('new'), lines: [{ productId: `new ${Date.now()}`, quantity: 1, unitPrice: 1 }] };
                    await lab.api('POST', '/api/v1/transactions', news);
                },
            },
        ],
        [
            {
                name: 'difference: a row of store_projection altered by SQL; POST /admin/reconciliation, which repairs it',
                expect: ['RetailReconciliationDifference'],
                begin: async () => {
                    await lab.api('POST', '/api/v1/transactions?wait=applied', { ...sale('quiet'), storeId: 'quiet' });
                    lab.psql("UPDATE store_projection SET units = units + 1 WHERE id = 'quiet'");
                    await lab.api('POST', '/api/v1/admin/reconciliation');
                },
                end: () => lab.api('POST', '/api/v1/admin/reconciliation'),
            },
        ],
        [
            {
                name: 'activations: REVOKE SELECT ON partition_share, and silo 2 restarted; GRANT',
                expect: ['RetailActivationFailures', 'RetailPartitionSkew'],
                begin: async () => {
                    await lab.cluster('kill', '2');
                    await until('silo 1 has all partitions', 60, async () => Math.max(...(await partitions())) === 16);
                    lab.psql('REVOKE SELECT ON partition_share FROM retail');
                    await lab.cluster('start', '2');
                },
                end: () => lab.psql('GRANT SELECT ON partition_share TO retail'),
            },
        ],
        [
            {
                name: 'threads: an API limited to one thread, and 300 callers at once whose sales are refused; no limit, no callers',
                expect: ['RetailThreadPoolStarvation'],
                begin: async () => {
                    await restartApi(oneThread);
                    callers = Array.from({ length: 300 }, () => callerOf(lab));
                },
                end: async () => {
                    for (const socket of callers) socket.destroy();
                    await restartApi({});
                },
            },
        ],
        [
            {
                name: 'flapping: silo 2 killed and started repeatedly; the last start',
                expect: ['RetailMembershipFlapping'],
                begin: () => {
                    flapping = { running: true };
                    const restart = async () => {
                        while (flapping.running) {
                            await lab.cluster('kill', '2').catch(() => undefined);
                            await lab.cluster('start', '2').catch(() => undefined);
                        }
                    };
                    flapping.ended = restart();
                },
                end: () => ((flapping.running = false), flapping.ended),
            },
        ],
    ];
}

/** A connection that sends a request as soon as it has the answer to the last: work for the API, and none for the silos. */
function callerOf(lab) {
    const lines = Array.from({ length: 500 }, (_, n) => ({ productId: `product ${n}`, quantity: 1, unitPrice: 1.25 }));
    const body = JSON.stringify({ ...sale('refused'), lines, transactionId: '' });
    const request = Buffer.from(
        'POST /api/v1/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
            `Authorization: Bearer ${lab.token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const socket = connect(lab.apiPort, '127.0.0.1', () => socket.write(request));
    socket.on('data', () => socket.write(request));
    socket.on('error', () => undefined);
    return socket;
}
