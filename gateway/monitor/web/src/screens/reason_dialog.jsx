// Why this file exists: before something changes a person reads what will happen and says why.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api.js';
import { actionWords } from '../words.js';

const reasonMax = 500;

/** `send` gives the changed thing; `children` are fields of its own, above the reason. */
export function ReasonDialog({
    id, action, words = actionWords[action], danger = action === 'discard',
    send = (reason) => api.act(id, action, reason), done, cancel, children,
}) {
    const dialog = useRef(null);
    const field = useRef(null);
    const [reason, setReason] = useState('');
    const [fault, setFault] = useState('');
    const [busy, setBusy] = useState(false);
    useEffect(() => dialog.current.showModal(), []);

    const submit = async (event) => {
        event.preventDefault();
        if (busy) return;
        if (words.reason && !reason.trim()) {
            setFault('Say why: a reason is needed.');
            field.current.focus();
            return;
        }
        setBusy(true);
        try {
            const changed = await send(reason.trim());
            dialog.current.close();
            done(action, changed);
        } catch (problem) {
            setFault(problem.message);
            setBusy(false);
        }
    };
    const left = reasonMax - [...reason].length;
    return (
        <dialog ref={dialog} onCancel={cancel} aria-labelledby="dialog-title" aria-describedby="dialog-why">
            <form onSubmit={submit} noValidate>
                <h2 id="dialog-title">{words.verb}?</h2>
                <p id="dialog-why">{words.why}</p>
                {children}
                <label for="reason">Reason{words.reason ? '' : ' (if you want to leave one)'}</label>
                <p class="hint" id="reason-hint">It is kept in the audit trail. Write no patient details.</p>
                {fault && <p class="fault" id="reason-fault" role="alert"><strong>Not done.</strong> {fault}</p>}
                <textarea id="reason" ref={field} rows={4} value={reason} maxLength={reasonMax}
                    aria-describedby={fault ? 'reason-hint reason-fault' : 'reason-hint'} aria-invalid={fault ? 'true' : undefined}
                    required={words.reason} onInput={(event) => setReason(event.target.value)} />
                <p class="hint">{left} characters left</p>
                <div class="actions">
                    <button type="submit" class={danger ? 'danger' : 'main'} aria-disabled={busy}>
                        {busy ? 'Working…' : words.verb}
                    </button>
                    <button type="button" onClick={() => { dialog.current.close(); cancel(); }}>Cancel</button>
                </div>
            </form>
        </dialog>
    );
}
