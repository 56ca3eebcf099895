// New transactions, as they are recorded.
class LiveStatus extends HTMLElement {
    connectedCallback() {
        this.show = text => (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).textContent = text;
        this.show('connecting');
        this.source = new EventSource('/live');
        this.source.addEventListener('open', () => this.state('live'));
        this.source.addEventListener('error', () => this.state(this.source.readyState === EventSource.CLOSED ? 'stopped' : 'reconnecting'));
        this.source.addEventListener('chain', event => this.add(JSON.parse(event.data).transactions));
        this.leave = () => this.source.close();
        addEventListener('pagehide', this.leave);
    }

    disconnectedCallback() {
        removeEventListener('pagehide', this.leave);
        this.source.close();
    }

    state(name) {
        this.dataset.state = name;
        this.show(name);
    }

    add(transactions) {
        const body = this.closest('[data-card]')?.querySelector('tbody[data-live]');
        if (!body) return;
        for (const one of transactions) {
            if ([...body.rows].some(row => row.dataset.id === one.transactionId)) continue;
            // By the time of the sale, as the table is: an old sale that has just been recorded is not among the newest.
            const older = [...body.rows].find(row => timeOf(row) < Date.parse(one.occurredAt));
            body.insertBefore(rowOf(one), older ?? null);
        }
        while (body.rows.length > Number(this.dataset.rows)) body.lastElementChild.remove();
    }
}

const timeOf = row => Date.parse(row.querySelector('local-time').getAttribute('value'));

function rowOf(one) {
    const row = document.createElement('tr');
    row.dataset.id = one.transactionId;
    row.className = 'fresh';
    const time = document.createElement('local-time');
    time.setAttribute('value', one.occurredAt);
    const kind = document.createElement('span');
    kind.className = `kind ${one.kind}`;
    kind.textContent = one.kind;
    const total = document.createElement('local-number');
    total.setAttribute('value', String(one.total));
    total.setAttribute('digits', '2');
    if (one.currency) total.setAttribute('currency', one.currency);
    const cells = [
        time, link(`/transaction?id=${encodeURIComponent(one.transactionId)}`, one.transactionId),
        link(`/store?id=${encodeURIComponent(one.storeId)}`, one.storeId, 'plain'), kind, total,
    ];
    const classes = ['text-nowrap t-time', 't-id', 't-store', 't-kind', 'number t-total'];
    cells.forEach((content, column) => {
        const cell = row.insertCell();
        cell.className = classes[column];
        cell.append(content);
    });
    return row;
}

function link(href, text, className = '') {
    const element = document.createElement('a');
    Object.assign(element, { href, className });
    element.textContent = text;
    return element;
}

customElements.define('live-status', LiveStatus);
