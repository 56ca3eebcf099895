// Interruptions: says so, and continues when the API answers again. Also loads pages that show progress again.
import { onChange, refresh } from './page.js';

const retryDelay = 2000;
const checkDelay = 15000;
const progressDelay = 1000;

async function isAlive() {
    try {
        return (await fetch('/alive', { cache: 'no-store', signal: AbortSignal.timeout(10000) })).ok;
    } catch {
        return false;
    }
}

let isInterrupted = false;

async function check() {
    const waits = document.querySelector('[data-retry]') !== null;
    if (document.visibilityState === 'visible' || waits) {
        const alive = await isAlive();
        const banner = document.getElementById('connection');
        if (banner) banner.hidden = alive;
        if (alive && (isInterrupted || document.querySelector('[data-retry]'))) refresh();
        isInterrupted = !alive;
    }
    setTimeout(check, isInterrupted || document.querySelector('[data-retry]') ? retryDelay : checkDelay);
}

setTimeout(check, retryDelay);
addEventListener('offline', () => { isInterrupted = true; });

let progress;
onChange(() => {
    if (document.querySelector('[data-refresh]')) {
        progress ??= setTimeout(() => { progress = undefined; if (document.querySelector('[data-refresh]')) refresh(); }, progressDelay);
    }
    const signedOut = document.querySelector('[data-signed-out]');
    if (signedOut) location.assign(signedOut.href);
});
