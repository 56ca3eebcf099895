// Follows the page through enhanced navigation and streaming, which change the document without loading it.

/** Runs at once, and whenever the document has changed. */
export function onChange(action) {
    let isPlanned = false;
    const plan = () => {
        if (isPlanned) return;
        isPlanned = true;
        queueMicrotask(() => { isPlanned = false; action(); });
    };
    plan();
    new MutationObserver(plan).observe(document.body, { childList: true, subtree: true });
}

/** Opens a page without loading the document, where possible. */
export function open(url, replace = false) {
    if (globalThis.Blazor?.navigateTo) globalThis.Blazor.navigateTo(url, { forceLoad: false, replaceHistoryEntry: replace });
    else location.assign(url);
}

/** Loads this page again in place. */
export const refresh = () => open(location.pathname + location.search, true);
