// Why this file exists: one step on many messages is read before it is done: how many, of whom, held
// why; the count is typed, and each message is asked for by itself, so that each is in the audit trail.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api.js';
import { actionWords, count, number } from '../words.js';

/** No step touches more than these: a slip stays small. */
export const bulkMax = 50;

/** [["Z10002: 422 …", 3], …], the most frequent first. */
function causes(messages) {
    const counts = new Map();
    for (const message of messages) {
        const cause = `${message.partner}: ${message.lastError || 'held by a person'}`;
        counts.set(cause, (counts.get(cause) || 0) + 1);
    }
    return [...counts].sort((left, right) => right[1] - left[1]);
}

/** Whatever is pressed here, a paused line sends nothing. */
function PausedLines({ messages, queues }) {
    const names = queues.filter((queue) => queue.paused).map((queue) => queue.partner)
        .filter((partner) => messages.some((message) => message.partner === partner));
    if (names.length === 0) return null;
    return (
        <p class="notice">
            <strong>Sending to {names.join(', ')} is paused:</strong> what is released waits until somebody resumes it.
        </p>
    );
}

export function BulkDialog({ action, messages, queues, done, cancel }) {
    const words = actionWords[action];
    const dialog = useRef(null);
    const field = useRef(null);
    const [typed, setTyped] = useState('');
    const [reason, setReason] = useState('');
    const [fault, setFault] = useState('');
    const [ready, setReady] = useState(null); // How many are done while it works.
    useEffect(() => dialog.current.showModal(), []);

    const work = async () => {
        const refused = [];
        for (const [index, message] of messages.entries()) {
            setReady(index);
            await api.act(message.id, action, reason.trim()).catch((problem) => refused.push(problem.message));
        }
        dialog.current.close();
        const good = messages.length - refused.length;
        const rest = refused.length ? ` ${count(refused.length, 'message')} refused it: ${refused[0]}` : '';
        done(`${words.verb}: ${number(good)} of ${count(messages.length, 'message')} done.${rest}`);
    };
    const submit = (event) => {
        event.preventDefault();
        if (ready !== null) return;
        if (typed.trim() === String(messages.length)) work();
        else {
            setFault(`Type ${messages.length} to show that you mean all of them.`);
            field.current.focus();
        }
    };
    return (
        <dialog ref={dialog} onCancel={(event) => (ready === null ? cancel() : event.preventDefault())}
            aria-labelledby="dialog-title" aria-describedby="dialog-why">
            <form onSubmit={submit} noValidate>
                <h2 id="dialog-title">{words.verb}: {count(messages.length, 'message')}?</h2>
                <p id="dialog-why">For each of them: {words.why}</p>
                <ul class="causes">
                    {causes(messages).map(([cause, times]) => <li key={cause}><strong>{times} ×</strong> {cause}</li>)}
                </ul>
                <PausedLines messages={messages} queues={queues} />
                <label for="reason">Reason (if you want to leave one)</label>
                <p class="hint" id="reason-hint">It is kept in the audit trail with each message. Write no patient details.</p>
                <textarea id="reason" rows={2} value={reason} maxLength={500} aria-describedby="reason-hint"
                    onInput={(event) => setReason(event.target.value)} />
                <label for="typed">How many messages?</label>
                <p class="hint" id="typed-hint">Type {messages.length}.</p>
                {fault && <p class="fault" id="typed-fault" role="alert"><strong>Not done.</strong> {fault}</p>}
                <input id="typed" ref={field} type="text" inputMode="numeric" autocomplete="off" value={typed}
                    aria-describedby={fault ? 'typed-hint typed-fault' : 'typed-hint'} aria-invalid={fault ? 'true' : undefined}
                    onInput={(event) => setTyped(event.target.value)} />
                <div class="actions">
                    <button type="submit" class="main" aria-disabled={ready !== null}>
                        {ready === null ? words.verb : `${ready} of ${messages.length} done…`}
                    </button>
                    <button type="button" disabled={ready !== null}
                        onClick={() => { dialog.current.close(); cancel(); }}>Cancel</button>
                </div>
            </form>
        </dialog>
    );
}
