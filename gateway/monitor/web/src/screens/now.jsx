// Why this file exists: the first screen answers one question: does anything need me?
import { HourChart } from '../chart.jsx';
import { Figure, ScreenTitle } from '../parts.jsx';
import { age, moment } from '../time.js';
import { bytes, count, number } from '../words.js';
import { QueueTable } from './queues.jsx';

const needLinks = {
    held: (need) => `#/messages?state=held&partner=${encodeURIComponent(need.partner)}`,
    'breaker-open': (need) => `#/messages?state=waiting&partner=${encodeURIComponent(need.partner)}`,
    'waiting-long': (need) => `#/messages?state=waiting&partner=${encodeURIComponent(need.partner)}`,
    'audit-broken': () => '#/audit',
};
const linkWords = { held: 'Show held messages', 'audit-broken': 'Show the audit trail' };

function Need({ need, now }) {
    const link = needLinks[need.code]?.(need);
    return (
        <li class={`need need-${need.code}`}>
            <span class="need-mark" aria-hidden="true">{need.code === 'held' ? '‖' : '!'}</span>
            <p>
                {need.text}
                {need.since && <span class="quiet"> Oldest: {age(need.since, now)}.</span>}
            </p>
            {link && <a href={link}>{linkWords[need.code] || 'Show waiting messages'}</a>}
        </li>
    );
}

function House({ store }) {
    const low = store.diskBytes > 0 && store.diskFreeBytes / store.diskBytes < 0.1;
    return (
        <section aria-labelledby="house-title">
            <h2 id="house-title">The house</h2>
            <dl class="facts">
                <div><dt>Audit trail</dt><dd>{store.audit === 'unknown' ? 'not verified yet' : store.audit}</dd></div>
                <div><dt>Last commit</dt><dd>{store.lastCommitMs.toFixed(1)} ms</dd></div>
                <div><dt>Store errors</dt><dd>{number(store.errors)}</dd></div>
                <div><dt>Database</dt><dd>{bytes(store.fileBytes)}, log {bytes(store.walBytes)}</dd></div>
                {store.diskBytes > 0 && (
                    <div><dt>Disk free</dt><dd>{bytes(store.diskFreeBytes)}{low ? ' (low)' : ''}</dd></div>
                )}
            </dl>
        </section>
    );
}

export function Now({ snapshot, now, fresh }) {
    const { totals, perMinute, needs } = snapshot;
    const open = totals.waiting + totals.sending;
    return (
        <>
            <div class={needs.length ? 'answer answer-needs' : 'answer answer-calm'}>
                <ScreenTitle fresh={fresh}>{snapshot.sentence}</ScreenTitle>
                {needs.length === 0 && <p>{quietWords(open, snapshot, now)}</p>}
                {needs.length > 0 && (
                    <ul class="needs">
                        {needs.map((need) => (
                            <Need key={`${need.code} ${need.partner}`} need={need} now={now} />
                        ))}
                    </ul>
                )}
            </div>
            <div class="glance">
                <dl class="figures">
                    <Figure name="Waiting" value={number(open)}
                        note={totals.sending ? `${number(totals.sending)} being sent` : 'none being sent'} />
                    <Figure name="Held" value={number(totals.held)} tone={totals.held ? 'figure-held' : ''}
                        note={totals.held ? 'a person must look' : 'none'} />
                    <Figure name="Accepted" value={number(perMinute.accepted)} note="in the last minute" />
                    <Figure name="Delivered" value={number(perMinute.delivered)} note="in the last minute" />
                </dl>
                <HourChart lastHour={snapshot.lastHour} />
            </div>
            <section aria-labelledby="queues-title">
                <h2 id="queues-title">Queues</h2>
                <QueueTable queues={snapshot.queues} now={now} />
            </section>
            <House store={snapshot.store} />
        </>
    );
}

export function quietWords(open, snapshot, now) {
    const last = snapshot.lastDelivered
        ? `Last delivered ${moment(snapshot.lastDelivered, now)}.`
        : 'Nothing has been delivered yet.';
    if (open === 0) return `No messages are waiting. ${last}`;
    return `${count(open, 'message')} on the way. ${last}`;
}
