// Charts. The library is loaded with the first chart only. The chart is in a shadow root, which page updates leave alone.
import { formatNumber } from './numbers.js';
import { open } from './page.js';

let library;
const load = () => library ??= import(document.body.dataset.echarts).then(() => globalThis.echarts);

const day = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'medium', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat(navigator.languages, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const compact = new Intl.NumberFormat(navigator.languages, { notation: 'compact', maximumFractionDigits: 1 });
const dayOf = (text, format) => text ? format.format(new Date(text + 'T00:00:00Z')) : '';

class TimeChart extends HTMLElement {
    static observedAttributes = ['data-spec'];

    connectedCallback() {
        this.resize = new ResizeObserver(() => this.chart?.resize());
        this.resize.observe(this);
        this.theme = new MutationObserver(() => this.draw());
        this.theme.observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
        this.draw();
    }

    disconnectedCallback() {
        this.resize.disconnect();
        this.theme.disconnect();
        this.chart?.dispose();
        this.chart = undefined;
    }

    attributeChangedCallback() { if (this.isConnected) this.draw(); }

    async draw() {
        const echarts = await load();
        if (!this.isConnected) return;
        const spec = JSON.parse(this.dataset.spec);
        if (!this.chart) {
            const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
            const host = document.createElement('div');
            host.style.cssText = 'width:100%;height:100%';
            root.replaceChildren(host);
            this.chart = echarts.init(host);
            this.chart.getZr().on('click', event => this.choose(event));
        }
        this.spec = spec;
        this.chart.setOption(optionOf(spec, colours(this)), { notMerge: true });
        this.dataset.drawn = '';
    }

    choose(event) {
        if (!this.spec.links || !this.chart.containPixel('grid', [event.offsetX, event.offsetY])) return;
        const [point] = this.chart.convertFromPixel('grid', [event.offsetX, event.offsetY]);
        if (this.spec.links[point]) open(this.spec.links[point]);
    }
}

function colours(element) {
    const style = getComputedStyle(element);
    const of = name => style.getPropertyValue(name).trim();
    return {
        text: of('--bs-secondary-color'), body: of('--bs-body-color'), line: of('--bs-border-color'), surface: of('--bs-body-bg'),
        main: of('--chart-main'), compared: of('--chart-compared'),
    };
}

function optionOf(spec, colour) {
    const isBar = spec.labels.length <= 45;
    const hasMany = spec.series.length > 1;
    return {
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
        animationDuration: 300,
        textStyle: { fontFamily: 'system-ui, sans-serif' },
        grid: { left: 8, right: 12, top: hasMany ? 36 : 14, bottom: 4, containLabel: true },
        legend: hasMany
            ? { left: 0, top: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: colour.text } }
            : undefined,
        // As markup the tooltip would need inline styles, which the page's policy forbids.
        tooltip: {
            trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colour.surface, borderColor: colour.line,
            textStyle: { color: colour.body }, axisPointer: { type: isBar ? 'shadow' : 'line' },
            formatter: points => points.map(point => {
                const series = spec.series[point.seriesIndex];
                const label = dayOf((series.labels ?? spec.labels)[point.dataIndex], day);
                return `${label}  ${series.values[point.dataIndex] === null ? '-' : formatNumber(series.values[point.dataIndex], 2)}`;
            }).join('\n'),
        },
        xAxis: {
            type: 'category', data: spec.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: colour.line } },
            axisLabel: { color: colour.text, hideOverlap: true, formatter: label => dayOf(label, shortDay) },
        },
        yAxis: {
            type: 'value', splitLine: { lineStyle: { color: colour.line } },
            axisLabel: { color: colour.text, formatter: value => compact.format(value) },
        },
        series: spec.series.map(series => ({
            name: series.name,
            type: isBar && !series.isComparison ? 'bar' : 'line',
            data: series.values.map(value => value === null ? null : Number(value)),
            z: series.isComparison ? 3 : 2,
            showSymbol: false,
            symbolSize: 6,
            itemStyle: { color: series.isComparison ? colour.compared : colour.main, borderRadius: isBar ? [2, 2, 0, 0] : 0 },
            lineStyle: { width: series.isComparison ? 1.5 : 2, type: series.isComparison ? 'dashed' : 'solid' },
            barMaxWidth: 28,
        })),
    };
}

customElements.define('time-chart', TimeChart);
