// "/" goes to the search box of the page.
document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.('input, select, textarea, [contenteditable]')) return;
    const search = document.querySelector('[data-search]');
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
});

// Blazor scrolls to the target of a link within the page, but leaves the focus at the link.
document.addEventListener('click', event => {
    if (event.target.closest?.('.skip')) setTimeout(() => document.getElementById('content')?.focus());
});

// After an action in the menu of a small screen the menu closes.
document.addEventListener('click', event => {
    if (event.target.closest?.('.side .links a')) document.querySelector('.side .menu')?.removeAttribute('open');
});
