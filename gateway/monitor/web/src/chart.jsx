// Why this file exists: the last hour at a glance: accepted and delivered, a minute each.
import uPlot from 'uplot';
import { useEffect, useRef, useState } from 'preact/hooks';
import { hoursMinutes } from './time.js';
import { number } from './words.js';

const height = 132;
const minute = 60;
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function points(lastHour) {
    const until = Date.parse(lastHour.until) / 1000;
    const last = lastHour.accepted.length - 1;
    const times = lastHour.accepted.map((_, index) => until - (last - index) * minute);
    return [times, lastHour.accepted, lastHour.delivered];
}

function options(width, style) {
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
        stroke: colour('--quiet'), font: '12px Arial, sans-serif',
        grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false },
    };
    return {
        width, height, legend: { show: false },
        cursor: { show: false }, select: { show: false },
        padding: [8, 22, 0, 0],
        scales: { y: { range: (_, least, most) => [0, Math.max(4, most * 1.1)] } },
        axes: [
            { ...axis, size: 24, space: 72,
              values: (_, splits) => splits.map((at) => hoursMinutes(at * 1000)) },
            { ...axis, size: 44, space: 28,
              values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? number(at) : '')) },
        ],
        series: [
            {},
            { stroke: colour('--chart-accepted'), width: 1.5, dash: [5, 3], points: { show: false } },
            { stroke: colour('--chart-delivered'), width: 2, fill: colour('--chart-fill'),
              points: { show: false } },
        ],
    };
}

export function HourChart({ lastHour }) {
    const place = useRef(null);
    const plot = useRef(null);
    const [scheme, setScheme] = useState(dark.matches);

    useEffect(() => {
        const changed = () => setScheme(dark.matches);
        dark.addEventListener('change', changed);
        return () => dark.removeEventListener('change', changed);
    }, []);
    useEffect(() => {
        const style = getComputedStyle(document.documentElement);
        const frame = place.current;
        const width = () => Math.max(120, frame.clientWidth);
        const made = new uPlot(options(width(), style), points(lastHour), frame);
        plot.current = made;
        const resized = new ResizeObserver(() => made.setSize({ width: width(), height }));
        resized.observe(frame);
        return () => {
            resized.disconnect();
            made.destroy();
        };
    }, [scheme]);
    useEffect(() => plot.current.setData(points(lastHour)), [lastHour]);

    const total = (counts) => counts.reduce((sum, one) => sum + one, 0);
    const text = `In the last hour ${number(total(lastHour.accepted))} accepted and `
        + `${number(total(lastHour.delivered))} delivered; busiest minute `
        + `${number(Math.max(...lastHour.delivered))} delivered.`;
    return (
        <figure class="chart">
            <figcaption>
                <span class="chart-title">Last hour, per minute</span>
                <span class="key key-accepted">accepted</span>
                <span class="key key-delivered">delivered</span>
            </figcaption>
            <div ref={place} class="plot" role="img" aria-label={text} />
        </figure>
    );
}
