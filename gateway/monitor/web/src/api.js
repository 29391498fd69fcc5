// Why this file exists: every call to the gateway is made here: the session's proof goes along,
// and a refusal becomes an Error that a person can read.
const base = 'api/v1/';
let csrf = '';

export class Refusal extends Error {
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

export async function call(path, options = {}) {
    let reply;
    try {
        reply = await fetch(base + path, { credentials: 'same-origin', ...options });
    } catch {
        throw new Refusal(0, 'The gateway does not answer. Check that it runs, then try again.');
    }
    if (reply.status === 204) return null;
    const text = await reply.text();
    let answer = null;
    try {
        answer = JSON.parse(text);
    } catch {
        throw new Refusal(reply.status, 'The gateway gave an answer that cannot be read.');
    }
    if (!reply.ok) throw new Refusal(reply.status, answer.detail || answer.title);
    return answer;
}

export const send = (method, path, body) =>
    call(path, {
        method,
        headers: { 'Content-Type': 'application/json', 'X-Foramen-CSRF': csrf },
        body: body === undefined ? undefined : JSON.stringify(body),
    });

function remember(session) {
    csrf = session.csrf || '';
    return session;
}

export const session = async () => remember(await call('session'));
export const signIn = async (token) => remember(await send('POST', 'session', { token }));
export const signOut = () => send('DELETE', 'session');
export const snapshot = () => call('snapshot');
export const message = (id) => call(`messages/${encodeURIComponent(id)}`);
export const act = (id, action, reason) =>
    send('POST', `messages/${encodeURIComponent(id)}/${action}`, { reason });

export const actOnPartner = (partner, action, reason) =>
    send('POST', `partners/${encodeURIComponent(partner)}/${action}`, { reason });

export function query(values) {
    const given = Object.entries(values).filter(([, value]) => value);
    return given.length ? `?${new URLSearchParams(given)}` : '';
}
export const messages = (filters) => call(`messages${query(filters)}`);
export const approvals = () => call('approvals');
export const audit = (filters) => call(`audit${query(filters)}`);
