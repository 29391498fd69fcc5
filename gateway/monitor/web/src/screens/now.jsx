// Why this file exists: the first screen answers one question: does anything need me?
import { HourChart } from '../chart.jsx';
import { Figure, ScreenTitle } from '../parts.jsx';
import { age, moment } from '../time.js';
import { count, number } from '../words.js';
import { QueueTable } from './queues.jsx';
import { Disk, Expiry } from './system.jsx';

const needLinks = {
    held: () => '#/held',
    'partner-paused': () => '#/partners',
    'breaker-open': (need) => `#/messages?state=waiting&partner=${encodeURIComponent(need.partner)}`,
    'waiting-long': (need) => `#/messages?state=waiting&partner=${encodeURIComponent(need.partner)}`,
    'audit-broken': () => '#/audit',
    'approval-due': () => '#/approvals',
    'certificate-ending': () => '#/system',
    'certificate-unreadable': () => '#/system',
    'disk-low': () => '#/system',
};
const linkWords = {
    held: 'Show held messages', 'partner-paused': 'Show partners', 'audit-broken': 'Show the audit trail', 'approval-due': 'Show approvals',
    'certificate-ending': 'Show certificates', 'certificate-unreadable': 'Show certificates', 'disk-low': 'Show the disk',
};

function Need({ need, now }) {
    const link = needLinks[need.code]?.(need);
    return (
        <li class={`need need-${need.code}`}>
            <span class="need-mark" aria-hidden="true">{need.code === 'held' || need.code === 'partner-paused' ? '‖' : '!'}</span>
            <p>
                {need.text}
                {need.since && <span class="quiet"> {need.code === 'partner-paused' ? 'Paused for' : 'Oldest:'} {age(need.since, now)}.</span>}
            </p>
            {link && <a href={link}>{linkWords[need.code] || 'Show waiting messages'}</a>}
        </li>
    );
}

/** What runs out one day, so that nobody is surprised by it. */
function House({ snapshot, now }) {
    const { store, certificates, approvals } = snapshot;
    const first = certificates.filter((one) => one.expires).sort((left, right) => left.expires.localeCompare(right.expires))[0];
    const due = approvals.nextDeadline ? `, the next due ${moment(approvals.nextDeadline, now)}` : '';
    return (
        <section aria-labelledby="house-title">
            <h2 id="house-title">The house</h2>
            <dl class="facts">
                <div><dt>Open approvals</dt><dd><a href="#/approvals">{number(approvals.open)}</a>{due}</dd></div>
                <div><dt>Disk free</dt><dd><Disk store={store} /></dd></div>
                <div><dt>Certificates</dt><dd>{first ? <>{first.name} <Expiry time={first.expires} now={now} /></> : 'none'}</dd></div>
                <div><dt>Audit trail</dt><dd>{store.audit === 'unknown' ? 'not verified yet' : store.audit}</dd></div>
                <div><dt>Store errors</dt><dd>{number(store.errors)}</dd></div>
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
            <House snapshot={snapshot} now={now} />
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
