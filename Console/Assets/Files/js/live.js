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
        // Newest first, as the table is.
        for (const one of [...transactions].reverse()) {
            if ([...body.rows].some(row => row.dataset.id === one.transactionId)) continue;
            body.prepend(rowOf(one));
        }
        while (body.rows.length > Number(this.dataset.rows)) body.lastElementChild.remove();
    }
}

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
    const cells = [
        time, link(`/transaction?id=${encodeURIComponent(one.transactionId)}`, one.transactionId),
        link(`/store?id=${encodeURIComponent(one.storeId)}`, one.storeId, 'plain'), kind, total,
    ];
    for (const content of cells) row.insertCell().append(content);
    row.cells[0].className = 'text-nowrap';
    row.cells[4].className = 'number';
    return row;
}

function link(href, text, className = '') {
    const element = document.createElement('a');
    Object.assign(element, { href, className });
    element.textContent = text;
    return element;
}

customElements.define('live-status', LiveStatus);
