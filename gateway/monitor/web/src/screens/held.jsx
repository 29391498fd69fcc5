// Why this file exists: what is held waits for a person, so the oldest comes first, with its reason;
// many that are held for one cause are released together, after a preview.
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable, Trouble } from '../parts.jsx';
import { age, exactMoment } from '../time.js';
import { count, kindWords } from '../words.js';
import { BulkDialog, bulkMax } from './bulk_dialog.jsx';

const listedMax = 200;
const pagesMax = 10;

/** The list gives the newest first, so it is read to its end; more than these nobody holds by hand. */
async function readHeld() {
    const all = [];
    let before = '';
    for (let page = 0; page < pagesMax; ++page) {
        const found = await api.messages({ state: 'held', limit: listedMax, before });
        all.push(...found.messages);
        if (!found.next) break;
        before = String(found.next);
    }
    return all.reverse();
}

function Row({ message, now, chosen, choose }) {
    const name = `${kindWords(message.kind)} for ${message.partner}, booking ${message.booking || 'unknown'}`;
    return (
        <tr>
            <td><input type="checkbox" checked={chosen} aria-label={`Choose ${name}`} onChange={() => choose(message.id)} /></td>
            <th scope="row">
                <a href={`#/messages/${encodeURIComponent(message.id)}`}>
                    <time dateTime={message.created} title={exactMoment(message.created)}>{age(message.created, now)}</time>
                    <span class="hidden"> old: {name}</span>
                </a>
            </th>
            <td>{message.partner}</td>
            <td>{kindWords(message.kind)}</td>
            <td>{message.booking}</td>
            <td class="wide">{message.lastError}</td>
        </tr>
    );
}

function Bulk({ messages, chosen, setChosen, ask }) {
    const shown = messages.slice(0, bulkMax).map((message) => message.id);
    const all = shown.every((id) => chosen.has(id));
    return (
        <div class="actions" role="group" aria-label="Actions on the chosen messages">
            <button type="button" onClick={() => setChosen(new Set(all ? [] : shown))}>
                {all ? 'Choose none' : `Choose the oldest ${count(shown.length, 'message')}`}
            </button>
            <button type="button" disabled={chosen.size === 0} onClick={() => ask('release')}>Release {chosen.size || ''}</button>
            <button type="button" disabled={chosen.size === 0} onClick={() => ask('retry')}>Retry {chosen.size || ''} now</button>
        </div>
    );
}

export function Held({ snapshot, snapshotKey, now, fresh, announce }) {
    const [messages, setMessages] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const [chosen, setChosen] = useState(new Set());
    const [asking, setAsking] = useState(null);

    const load = async () => {
        try {
            const found = await readHeld();
            const here = new Set(found.map((message) => message.id));
            setMessages(found);
            setChosen((before) => new Set([...before].filter((id) => here.has(id))));
            setRefusal(null);
        } catch (problem) {
            setRefusal(problem);
        }
    };
    // A dialogue that is open counts what was chosen: nothing moves under it.
    useEffect(() => { if (!asking) load(); }, [snapshotKey, asking]);

    const choose = (id) => setChosen((before) => {
        const after = new Set(before);
        if (!after.delete(id) && after.size < bulkMax) after.add(id);
        return after;
    });
    return (
        <>
            <ScreenTitle fresh={fresh}>Held</ScreenTitle>
            <p class="quiet">A held message is not sent, and later ones of the same patient wait behind it. Oldest first.</p>
            <Trouble refusal={refusal} retry={load} />
            {!messages && !refusal && <p class="empty" role="status">Loading what is held…</p>}
            {messages?.length === 0 && <p class="empty">No messages are held.</p>}
            {messages?.length > 0 && (
                <>
                    <Bulk messages={messages} chosen={chosen} setChosen={setChosen} ask={setAsking} />
                    <ScrollTable caption="Held messages, oldest first" hideCaption>
                        <thead>
                            <tr>
                                <th scope="col"><span class="hidden">Chosen</span></th>
                                <th scope="col" aria-sort="descending">Age</th>
                                <th scope="col">Partner</th>
                                <th scope="col">Kind</th>
                                <th scope="col">Booking</th>
                                <th scope="col">Why</th>
                            </tr>
                        </thead>
                        <tbody>
                            {messages.slice(0, listedMax).map((message) => (
                                <Row key={message.id} message={message} now={now} chosen={chosen.has(message.id)} choose={choose} />
                            ))}
                        </tbody>
                    </ScrollTable>
                    {messages.length > listedMax && (
                        <p class="quiet">{messages.length} are held; the oldest {listedMax} are shown.</p>
                    )}
                </>
            )}
            {asking && (
                <BulkDialog action={asking} queues={snapshot?.queues ?? []}
                    messages={messages.filter((message) => chosen.has(message.id))}
                    done={(words) => { setAsking(null); announce(words); }} cancel={() => setAsking(null)} />
            )}
        </>
    );
}
