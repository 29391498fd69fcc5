// Why this file exists: how each far side does: does it answer, how often do messages get through, what
// did it say last, how long is our certificate for it good; and the switch that stops sending to it.
import { useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable } from '../parts.jsx';
import { age, moment } from '../time.js';
import { number, partnerWords, who } from '../words.js';
import { ReasonDialog } from './reason_dialog.jsx';
import { Expiry } from './system.jsx';

/** One word a partner, and the reason beside it. */
function health(queue) {
    if (queue.paused) return { mark: '‖', word: 'paused', tone: 'health-held' };
    if (queue.breaker === 'open') return { mark: '✕', word: 'does not answer', tone: 'breaker-open' };
    if (queue.breaker === 'probing') return { mark: '◔', word: 'being asked again', tone: 'breaker-probing' };
    if (queue.held) return { mark: '‖', word: 'has held messages', tone: 'health-held' };
    if (!queue.lastDelivered) return { mark: '○', word: 'not used yet', tone: 'none' };
    return { mark: '✓', word: 'answers', tone: 'breaker-closed' };
}

/** Rounded down: 999 of 1,000 is not all. */
function Success({ tries }) {
    if (!tries.all) return <span class="none">no tries</span>;
    const share = Math.floor((100 * tries.delivered) / tries.all);
    return <><strong>{share} %</strong> of {number(tries.all)} {tries.all === 1 ? 'try' : 'tries'}</>;
}

/** Who stopped it and why, and the way back. */
function Sending({ queue, now, ask }) {
    if (!queue.mayBePaused) return <span class="none">no line</span>;
    const action = queue.paused ? 'resume' : 'pause';
    return (
        <div class="sending">
            {queue.paused && (
                <span>Paused by {who(queue.paused.by)} since {moment(queue.paused.since, now)}: {queue.paused.reason}</span>
            )}
            <button type="button" onClick={() => ask({ partner: queue.partner, action })}>
                {partnerWords[action].verb}<span class="hidden"> to {queue.partner}</span>
            </button>
        </div>
    );
}

/** The page shows the change with its next snapshot, within a second. */
function Asking({ asked, done, cancel }) {
    const { partner, action } = asked;
    const words = { ...partnerWords[action], verb: `${partnerWords[action].verb} to ${partner}` };
    return (
        <ReasonDialog action={action} words={words} cancel={cancel}
            send={(reason) => api.actOnPartner(partner, action, reason)}
            done={() => done(action === 'pause' ? `Sending to ${partner} is paused.` : `Sending to ${partner} goes on.`)} />
    );
}

function Row({ queue, certificates, now, ask }) {
    const { mark, word, tone } = health(queue);
    const certificate = certificates.find((one) => one.name === queue.partner);
    return (
        <tr>
            <th scope="row"><a href={`#/messages?partner=${encodeURIComponent(queue.partner)}`}>{queue.partner}</a></th>
            <td class="health">
                <span class={tone}><span aria-hidden="true">{mark}</span> {word}</span>
                {queue.lastError && <span class="quiet">Last error: {queue.lastError}</span>}
            </td>
            <td class="wide"><Sending queue={queue} now={now} ask={ask} /></td>
            <td><Success tries={queue.tries} /></td>
            <td class="count">{number(queue.delivered)}</td>
            <td>{moment(queue.lastDelivered, now) || 'never'}</td>
            <td class="count">{age(queue.oldest, now) || <span class="none">–</span>}</td>
            <td>{certificate ? <Expiry time={certificate.expires} now={now} /> : <span class="none">none</span>}</td>
        </tr>
    );
}

export function Partners({ snapshot, now, fresh, announce }) {
    const [asked, setAsked] = useState(null);
    const { queues, certificates, countedSince } = snapshot;
    const byName = [...queues].sort((left, right) => left.partner.localeCompare(right.partner));
    return (
        <>
            <ScreenTitle fresh={fresh}>Partners</ScreenTitle>
            <p class="quiet">
                Success counts tries: a message that needs three counts three times.
                {countedSince && ` Counted since ${moment(countedSince, now)}, when the gateway started.`}
            </p>
            {queues.length === 0 && <p class="empty">No partner has been spoken to yet. The first accepted event changes that.</p>}
            {queues.length > 0 && (
                <ScrollTable caption="Partners by name" hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">Partner</th>
                            <th scope="col">Health</th>
                            <th scope="col">Sending</th>
                            <th scope="col">Success, last hour</th>
                            <th scope="col" class="count">Delivered</th>
                            <th scope="col">Last delivered</th>
                            <th scope="col" class="count">Oldest open</th>
                            <th scope="col">Our certificate</th>
                        </tr>
                    </thead>
                    <tbody>
                        {byName.map((queue) => <Row key={queue.partner} queue={queue} certificates={certificates} now={now} ask={setAsked} />)}
                    </tbody>
                </ScrollTable>
            )}
            {asked && (
                <Asking asked={asked} cancel={() => setAsked(null)} done={(words) => { setAsked(null); announce(words); }} />
            )}
        </>
    );
}
