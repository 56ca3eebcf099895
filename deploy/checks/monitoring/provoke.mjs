// Provokes each alert on a local cluster under load, and prints what fired and when it resolved, for the table of docs/runbooks/README.md.
// The rules' clock runs PROVOKE_SPEED times faster (15): "for" and all windows are divided, thresholds are not. By hand, about half
// an hour, and some minutes for the scenario with the long windows:
//   node deploy/checks/monitoring/provoke.mjs "$(deploy/checks/monitoring/tools.sh)" [SCENARIO...]
//   PROVOKE_SPEED=5 PROVOKE_PATIENCE=900 node deploy/checks/monitoring/provoke.mjs "$(deploy/checks/monitoring/tools.sh)" flapping
//   PROVOKE_SPEED=120 node deploy/checks/monitoring/provoke.mjs "$(deploy/checks/monitoring/tools.sh)" budget
import { sleep, startLab, startLoad, until } from './lab.mjs';
import { scenariosOf } from './scenarios.mjs';

const [programs, ...only] = process.argv.slice(2);
const patience = Number(process.env.PROVOKE_PATIENCE ?? 300);
const lab = await startLab({
    programs,
    silos: 2,
    basePort: 23000 + (process.pid % 40) * 100,
    speed: Number(process.env.PROVOKE_SPEED ?? 15),
    environment: { Reconciliation__Interval: '00:01:00', Reconciliation__FirstAfter: '00:00:10', Ledger__TailTransactions: '300' },
});

const firing = async () => new Set((await lab.query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric.alertname));
const seconds = (since) => Math.round((Date.now() - since) / 1000);
const time = (times, name) => (times.has(name) ? `${times.get(name)} s` : 'not');
const isChosen = ({ name, byName }) => (only.length === 0 ? !byName : only.includes(name.split(':')[0]));
const groups = scenariosOf(lab).map((group) => group.filter(isChosen));
const others = new Map();
let failures = 0;

async function provoke({ name, expect, begin, end }) {
    const fired = new Map();
    const resolved = new Map();
    const start = Date.now();
    await begin();
    await until(expect.join(), patience, async () => {
        for (const alert of await firing()) {
            if (expect.includes(alert)) fired.set(alert, fired.get(alert) ?? seconds(start));
            else if (alert !== 'RetailWatchdog') others.set(alert, (others.get(alert) ?? new Set()).add(name));
        }
        return fired.size === expect.length;
    }).catch(() => undefined);
    const repair = Date.now();
    // A silo that starts while the others are busy may give up: it is started again, as Kubernetes would.
    await until(`the end of ${name}`, patience, async () => (await end(), true));
    await until('resolved', patience, async () => {
        const now = await firing();
        for (const alert of fired.keys()) if (!now.has(alert) && !resolved.has(alert)) resolved.set(alert, seconds(repair));
        return resolved.size === fired.size;
    }).catch(() => undefined);
    for (const alert of expect) {
        if (!fired.has(alert) || !resolved.has(alert)) failures++;
        console.log(`| ${alert} | ${name} | ${time(fired, alert)} | ${time(resolved, alert)} |`);
    }
}

const load = startLoad(lab, 2);
const running = [];
const late = [];
try {
    await until('sales are recorded', patience, async () => load.counts[201] > 20);
    const [watchdog] = await until('the watchdog reaches Alertmanager', patience, async () => {
        const known = await (await fetch(`${lab.alertmanager}/api/v2/alerts?filter=alertname="RetailWatchdog"`)).json();
        return known.length > 0 && known;
    });
    console.log(`RetailWatchdog is with the receiver ${watchdog.receivers.map(({ name }) => name)}`);
    console.log('| alert | scenario | fired after | resolved after |\n| --- | --- | --- | --- |');
    for (const group of groups.filter(({ length }) => length > 0)) {
        for (const scenario of group) (scenario.resolvesLate ? late : running).push(provoke(scenario));
        await Promise.all(running.splice(0));
        await sleep(2000);
    }
    await Promise.all(late);
    for (const [alert, names] of others) console.log(`${alert} fired too during ${[...names].join(', ')}`);
} finally {
    await load.stop();
    for (const { clean } of groups.flat()) clean?.();
    await lab.stop();
}
console.log(`${JSON.stringify(load.counts)}; ${failures} of the alerts did not fire and resolve`);
process.exitCode = failures > 0 ? 1 : 0;
