// Numbers and times as the reader writes them. The exact value stays in the attribute; the shadow root holds what is shown, so that
// updates from the server do not overwrite it.
const locale = navigator.languages;
const plain = new Map();

function formatter(options) {
    const key = JSON.stringify(options);
    if (!plain.has(key)) plain.set(key, new Intl.NumberFormat(locale, options));
    return plain.get(key);
}

/** Formats a number that is text, with all its decimals. An amount with a currency has at least the currency's own decimals. */
export function formatNumber(text, minDigits = 0, sign = false, currency = undefined) {
    const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
    const money = currency ? { style: 'currency', currency } : {};
    const least = currency ? formatter(money).resolvedOptions().minimumFractionDigits : Number(minDigits);
    const digits = Math.max(decimals, least);
    const signDisplay = sign ? 'exceptZero' : 'auto';
    return formatter({ ...money, minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay }).format(text);
}

class LocalNumber extends HTMLElement {
    static observedAttributes = ['value', 'digits', 'format', 'currency'];

    connectedCallback() { this.render(); }

    attributeChangedCallback() { if (this.isConnected) this.render(); }

    render() {
        const text = this.getAttribute('value') ?? '';
        const sign = this.hasAttribute('sign');
        const shown = this.getAttribute('format') === 'percent'
            ? formatPercent(text, sign)
            : formatNumber(text, this.getAttribute('digits') ?? 0, sign, this.getAttribute('currency') ?? undefined);
        (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).textContent = shown;
    }
}

const formatPercent = (text, sign) => formatter({
    style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: sign ? 'exceptZero' : 'auto',
}).format(text);

const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

class LocalTime extends HTMLElement {
    static observedAttributes = ['value'];

    connectedCallback() { this.render(); }

    attributeChangedCallback() { if (this.isConnected) this.render(); }

    render() {
        const at = new Date(this.getAttribute('value') ?? '');
        if (Number.isNaN(at.valueOf())) return;
        this.title = `${at.toISOString()} (shown in ${zone})`;
        (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).textContent = moment.format(at);
    }
}

customElements.define('local-number', LocalNumber);
customElements.define('local-time', LocalTime);
