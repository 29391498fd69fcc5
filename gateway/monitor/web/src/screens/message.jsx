// Why this file exists: the story of one message: what it is made of, each attempt, what a person
// may do now.
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable, StateTag, Trouble } from '../parts.jsx';
import { duration, exactMoment, moment } from '../time.js';
import { actionWords, bytes, kindWords, who } from '../words.js';
import { ReasonDialog } from './reason_dialog.jsx';

const Fact = ({ name, children }) => (children ? <div><dt>{name}</dt><dd>{children}</dd></div> : null);

function Facts({ trace, now }) {
    const { message, event } = trace;
    return (
        <dl class="facts">
            <Fact name="State"><StateTag state={message.state} /></Fact>
            <Fact name="Partner"><a href={`#/messages?partner=${encodeURIComponent(message.partner)}`}>{message.partner}</a></Fact>
            <Fact name="Booking">
                {message.booking && <a href={`#/messages?booking=${encodeURIComponent(message.booking)}`}>{message.booking}</a>}
            </Fact>
            <Fact name="Report">{message.report}</Fact>
            <Fact name="Next attempt">{message.nextAttempt && moment(message.nextAttempt, now)}</Fact>
            <Fact name="Last error">{message.state !== 'delivered' && message.lastError}</Fact>
            <Fact name="Receipt">{message.receipt}</Fact>
            <Fact name="Mapping">{message.mappingVersion}</Fact>
            <Fact name="Caused by">
                {event && <>{kindWords(event.kind)} event, {event.state}{event.note ? `: ${event.note}` : ''}</>}
            </Fact>
            <Fact name="Message"><code>{message.id}</code></Fact>
        </dl>
    );
}

function steps({ message, attempts, event }) {
    const all = [];
    if (event) all.push({ key: 'event', at: event.received, what: 'Event accepted', tone: 'plain' });
    all.push({ key: 'created', at: message.created, what: `Message made for ${message.partner}`, tone: 'plain' });
    for (const attempt of attempts) {
        const good = attempt.outcome === 'delivered';
        all.push({
            key: `attempt ${attempt.number}`, at: attempt.started, tone: good ? 'good' : 'bad',
            what: `Attempt ${attempt.number}: ${attempt.outcome}`,
            detail: attempt.detail, took: attempt.tookMs,
        });
    }
    if (message.state === 'held') all.push({ key: 'held', at: null, what: 'Held: a person must look', tone: 'held' });
    if (message.state === 'waiting') {
        all.push({ key: 'next', at: message.nextAttempt, what: 'Next attempt', tone: 'next' });
    }
    if (message.state === 'discarded') {
        all.push({ key: 'discarded', at: message.finished, what: 'Discarded by a person', tone: 'bad' });
    }
    return all;
}

function Timeline({ trace }) {
    return (
        <section aria-labelledby="timeline-title">
            <h2 id="timeline-title">Timeline</h2>
            <ol class="timeline">
                {steps(trace).map((step) => (
                    <li key={step.key} class={`step step-${step.tone}`}>
                        <p>
                            <strong>{step.what}</strong>
                            {step.took !== undefined && <span class="quiet"> in {took(step.took)}</span>}
                        </p>
                        {step.at && <time dateTime={step.at}>{exactMoment(step.at)}</time>}
                        {step.detail && <p class="detail">{step.detail}</p>}
                    </li>
                ))}
            </ol>
        </section>
    );
}

const took = (milliseconds) =>
    milliseconds < 10_000 ? `${milliseconds} ms` : duration(milliseconds);

function Body({ body }) {
    const resources = Object.entries(body.resources);
    return (
        <section aria-labelledby="body-title">
            <h2 id="body-title">What it is made of</h2>
            <p class="quiet">{bytes(body.bytes)}. Every value is masked; patient data is never shown here.</p>
            {resources.length > 0 && (
                <ScrollTable caption="Resources in the message">
                    <thead><tr><th scope="col">Resource</th><th scope="col" class="count">Count</th></tr></thead>
                    <tbody>
                        {resources.map(([type, amount]) => (
                            <tr key={type}><th scope="row">{type}</th><td class="count">{amount}</td></tr>
                        ))}
                    </tbody>
                </ScrollTable>
            )}
            <details>
                <summary>Masked structure</summary>
                {body.structure === null
                    ? <p>The body is not JSON.</p>
                    : <pre tabIndex={0} role="region" aria-label="Masked structure">{JSON.stringify(body.structure, null, 2)}</pre>}
            </details>
        </section>
    );
}

/** Whatever is pressed here, a paused line sends nothing: said before and after. */
function PausedLine({ partner, paused, now }) {
    if (!paused) return null;
    return (
        <p class="notice">
            <strong>Sending to {partner} is paused</strong> by {who(paused.by)} since {moment(paused.since, now)} ({paused.reason}).
            {' '}This message waits until somebody resumes it under <a href="#/partners">Partners</a>.
        </p>
    );
}

export function MessageScreen({ id, snapshot, snapshotKey, now, fresh, announce }) {
    const [trace, setTrace] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const [asking, setAsking] = useState(null);

    const load = async () => {
        try {
            setTrace(await api.message(id));
            setRefusal(null);
        } catch (problem) {
            setRefusal(problem);
        }
    };
    useEffect(() => { load(); }, [id, snapshotKey]);

    const done = (action, changed) => {
        setTrace(changed);
        setAsking(null);
        const sent = action === 'retry' || action === 'release';
        announce(paused && sent ? `Done, but sending to ${trace.message.partner} is paused: the message waits.`
            : actionWords[action].done);
    };
    const isOpen = trace && ['waiting', 'sending', 'held'].includes(trace.message.state);
    const paused = isOpen && snapshot?.queues.find((queue) => queue.partner === trace.message.partner)?.paused;
    const title = trace ? `${kindWords(trace.message.kind)} for ${trace.message.partner}` : 'Message';
    return (
        <>
            <p class="back"><a href="#/messages">All messages</a></p>
            <ScreenTitle fresh={fresh}><span class="capital">{title}</span></ScreenTitle>
            <Trouble refusal={refusal} retry={load} />
            {!trace && !refusal && <p class="empty" role="status">Loading the message…</p>}
            {trace && (
                <>
                    <PausedLine partner={trace.message.partner} paused={paused} now={now} />
                    <div class="actions" role="group" aria-label="Actions">
                        {trace.actions.map((action) => (
                            <button key={action} type="button" class={action === 'discard' ? 'danger' : ''}
                                onClick={() => setAsking(action)}>
                                {actionWords[action].verb}
                            </button>
                        ))}
                        {trace.actions.length === 0 && <p class="quiet">{noAction(trace.message.state)}</p>}
                    </div>
                    <Facts trace={trace} now={now} />
                    <div class="story">
                        <Timeline trace={trace} />
                        <Body body={trace.body} />
                    </div>
                </>
            )}
            {asking && (
                <ReasonDialog id={id} action={asking} done={done} cancel={() => setAsking(null)} />
            )}
        </>
    );
}

function noAction(state) {
    if (state === 'sending') return 'It is being sent and may have arrived; wait for the outcome.';
    return state === 'delivered' ? 'Delivered: there is nothing left to do.' : 'Discarded: it is never sent.';
}
