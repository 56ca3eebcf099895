// The table of a card as CSV, as it is shown, with exact values.
document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-csv]');
    const table = button?.closest('[data-card]')?.querySelector('table');
    if (!table) return;
    const isMixed = new Set([...table.querySelectorAll('local-number[currency]')].map(one => one.getAttribute('currency'))).size > 1;
    const text = [...table.rows].map(row => [...row.cells].map(cell => quoted(valueOf(cell, isMixed))).join(',')).join('\r\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' }));
    link.download = `${button.dataset.csv.toLowerCase().replaceAll(' ', '-')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
});

function valueOf(cell, isMixed) {
    const exact = cell.querySelector('local-number, local-time');
    // Numbers of one currency stay numbers in a spreadsheet.
    const code = isMixed && exact?.hasAttribute('currency') ? ` ${exact.getAttribute('currency')}` : '';
    if (exact) return { text: exact.getAttribute('value') + code, isExact: true };
    return { text: cell.textContent.trim().replace(/\s+/g, ' '), isExact: false };
}

// A spreadsheet runs cells that begin like a formula.
function quoted({ text, isExact }) {
    const safe = !isExact && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
