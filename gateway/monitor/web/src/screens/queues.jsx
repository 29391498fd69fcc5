// Why this file exists: one row a partner, the oldest first: age says more than depth.
import { ScreenTitle, ScrollTable } from '../parts.jsx';
import { age, moment } from '../time.js';
import { breakerWords, number, who } from '../words.js';

const listOf = (partner, state) =>
    `#/messages?partner=${encodeURIComponent(partner)}${state ? `&state=${state}` : ''}`;

function CountLink({ value, partner, state }) {
    if (!value) return <span class="none">0</span>;
    return (
        <a href={listOf(partner, state)} aria-label={`${value} ${state} for ${partner}`}>
            {number(value)}
        </a>
    );
}

function Breaker({ state, paused }) {
    if (paused) return <span class="health-held"><span aria-hidden="true">‖</span> paused by {who(paused.by)}</span>;
    const mark = { closed: '●', open: '▲', probing: '◐' }[state];
    return (
        <span class={`breaker breaker-${state}`}>
            <span aria-hidden="true">{mark}</span> {breakerWords[state]}
        </span>
    );
}

/** "in 12 s"; while a lease runs or the time has come: "now". */
function due(text, now) {
    if (!text) return '–';
    const left = Date.parse(text) - now;
    return left <= 1_000 ? 'now' : `in ${age(new Date(now).toISOString(), Date.parse(text))}`;
}

function QueueRow({ queue, now }) {
    const tone = queue.held || queue.paused ? 'row-held' : queue.breaker !== 'closed' ? 'row-broken' : '';
    return (
        <tr class={tone}>
            <th scope="row"><a href={listOf(queue.partner)}>{queue.partner}</a></th>
            <td class="count"><CountLink value={queue.waiting} partner={queue.partner} state="waiting" /></td>
            <td class="count">{queue.sending ? number(queue.sending) : <span class="none">0</span>}</td>
            <td class="count strong">{age(queue.oldest, now) || <span class="none">–</span>}</td>
            <td class="count">{queue.perMinute ? number(queue.perMinute) : <span class="none">0</span>}</td>
            <td class="count">{queue.retrying === null ? '–' : queue.retrying || <span class="none">0</span>}</td>
            <td class="count"><CountLink value={queue.held} partner={queue.partner} state="held" /></td>
            <td><Breaker state={queue.breaker} paused={queue.paused} /></td>
            <td>{queue.paused ? 'when resumed' : due(queue.nextAttempt, now)}</td>
            <td>{moment(queue.lastDelivered, now) || 'never'}</td>
        </tr>
    );
}

export function QueueTable({ queues, now }) {
    if (queues.length === 0) {
        return <p class="empty">No partner has a queue yet. The first accepted event makes one.</p>;
    }
    return (
        <ScrollTable caption="Queues by partner, the oldest message first" hideCaption>
            <thead>
                <tr>
                    <th scope="col">Partner</th>
                    <th scope="col" class="count">Waiting</th>
                    <th scope="col" class="count">Sending</th>
                    <th scope="col" class="count" aria-sort="descending">Oldest</th>
                    <th scope="col" class="count">Per minute</th>
                    <th scope="col" class="count">Retrying</th>
                    <th scope="col" class="count">Held</th>
                    <th scope="col">Breaker</th>
                    <th scope="col">Next attempt</th>
                    <th scope="col">Last delivered</th>
                </tr>
            </thead>
            <tbody>
                {queues.map((queue) => (
                    <QueueRow key={queue.partner} queue={queue} now={now} />
                ))}
            </tbody>
        </ScrollTable>
    );
}

export function Queues({ snapshot, now, fresh }) {
    const failing = snapshot.queues.filter((queue) => queue.lastError);
    return (
        <>
            <ScreenTitle fresh={fresh}>Queues</ScreenTitle>
            <QueueTable queues={snapshot.queues} now={now} />
            {failing.length > 0 && (
                <section aria-labelledby="errors-title">
                    <h2 id="errors-title">What partners answered last</h2>
                    <dl class="facts">
                        {failing.map((queue) => (
                            <div key={queue.partner}>
                                <dt>{queue.partner}</dt>
                                <dd>{queue.lastError}</dd>
                            </div>
                        ))}
                    </dl>
                </section>
            )}
        </>
    );
}
