// Runs before the page is shown. The choice is in a cookie, so that the server renders the right theme.
(() => {
    const name = 'retail-theme';
    const system = matchMedia('(prefers-color-scheme: dark)');
    const read = () => document.cookie.split('; ').find(one => one.startsWith(name + '='))?.slice(name.length + 1) ?? '';
    const write = value => document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`;

    function apply() {
        const stored = read();
        const choice = stored === 'light' || stored === 'dark' ? stored : 'auto';
        const shown = choice === 'auto' ? (system.matches ? 'dark' : 'light') : choice;
        const wanted = choice === 'auto' ? `auto-${shown}` : choice;
        if (stored !== wanted) write(wanted);
        const root = document.documentElement;
        if (root.dataset.bsTheme !== shown) root.dataset.bsTheme = shown;
        if (root.dataset.theme !== choice) root.dataset.theme = choice;
    }

    apply();
    system.addEventListener('change', apply);
    globalThis.retailTheme = { choose: choice => { write(choice === 'auto' ? 'auto-' : choice); apply(); } };
})();
