// The table of a card as CSV, as it is shown, with exact values.
document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-csv]');
    const table = button?.closest('[data-card]')?.querySelector('table');
    if (!table) return;
    const text = [...table.rows].map(row => [...row.cells].map(cell => quoted(valueOf(cell))).join(',')).join('\r\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' }));
    link.download = `${button.dataset.csv.toLowerCase().replaceAll(' ', '-')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
});

function valueOf(cell) {
    const exact = cell.querySelector('local-number, local-time');
    return exact ? { text: exact.getAttribute('value'), isExact: true } : { text: cell.textContent.trim().replace(/\s+/g, ' '), isExact: false };
}

// A spreadsheet runs cells that begin like a formula.
function quoted({ text, isExact }) {
    const safe = !isExact && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
