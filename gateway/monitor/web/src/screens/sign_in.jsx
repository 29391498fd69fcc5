// Why this file exists: an operator proves who they are with the token of the credentials file.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api.js';

export function SignIn({ note, signedIn }) {
    const [token, setToken] = useState('');
    const [fault, setFault] = useState('');
    const [busy, setBusy] = useState(false);
    const field = useRef(null);
    useEffect(() => field.current.focus(), []);

    const submit = async (event) => {
        event.preventDefault();
        if (busy) return;
        if (!token.trim()) {
            setFault('Enter your token.');
            field.current.focus();
            return;
        }
        setBusy(true);
        try {
            signedIn(await api.signIn(token.trim()));
        } catch (problem) {
            setFault(problem.message);
            setBusy(false);
            field.current.focus();
        }
    };
    return (
        <main class="first">
            <form class="card" onSubmit={submit} noValidate>
                <h1>Foramen operations</h1>
                {note && <p class="notice" role="status">{note}</p>}
                <input class="hidden" type="text" name="username" autocomplete="username" value="operator"
                    readOnly tabIndex={-1} aria-hidden="true" />
                <label for="token">Operator token</label>
                <p class="hint" id="token-hint">
                    The demo writes it to <code>var/demo/credentials.json</code>, as “operator”.
                </p>
                {fault && <p class="fault" id="token-fault" role="alert"><strong>Not signed in.</strong> {fault}</p>}
                <input id="token" ref={field} type="password" autocomplete="current-password" value={token}
                    aria-describedby={fault ? 'token-hint token-fault' : 'token-hint'} aria-invalid={fault ? 'true' : undefined}
                    onInput={(event) => setToken(event.target.value)} />
                <button type="submit" class="main" aria-disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
            </form>
        </main>
    );
}
