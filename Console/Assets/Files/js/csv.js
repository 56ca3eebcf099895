// What a card shows as CSV, with exact values: its table, otherwise its figures.
document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-csv]');
    const card = button?.closest('[data-card]');
    if (!card) return;
    const isMixed = new Set([...card.querySelectorAll('local-number[currency]')].map(one => one.getAttribute('currency'))).size > 1;
    const rows = rowsOf(card);
    if (rows.length === 0) return;
    const text = rows.map(row => row.map(cell => quoted(valueOf(cell, isMixed))).join(',')).join('\r\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' }));
    link.download = `${button.dataset.csv.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '-')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
});

function rowsOf(card) {
    const table = card.querySelector('table');
    if (table) return [...table.rows].map(row => [...row.cells].filter(cell => cell.dataset.csvOmit === undefined));
    return [
        ...[...card.querySelectorAll('.figure')].map(one => [one.querySelector('.label > span'), one.querySelector('.value')]),
        ...[...card.querySelectorAll('.facts > div')].map(one => [one.querySelector('dt'), one.querySelector('dd')]),
    ];
}

function valueOf(cell, isMixed) {
    if (cell.dataset.csvValue !== undefined) return { text: cell.dataset.csvValue, isExact: false };
    const exact = cell.querySelector('local-number, local-time');
    // Numbers of one currency stay numbers in a spreadsheet.
    const code = isMixed && exact?.hasAttribute('currency') ? ` ${exact.getAttribute('currency')}` : '';
    if (exact) return { text: exact.getAttribute('value') + code, isExact: true };
    const said = cell.cloneNode(true);
    for (const ornament of said.querySelectorAll('[aria-hidden=true]')) ornament.remove();
    return { text: said.textContent.trim().replace(/\s+/g, ' '), isExact: false };
}

// A spreadsheet runs cells that begin like a formula. The rule is that of the API's CSV.
const formulaStart = /(?:^|(?<=;))(?=[\s\0"'\uFEFF]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g;

function quoted({ text, isExact }) {
    const safe = isExact ? text : text.replace(formulaStart, "'");
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
