// Why this file exists: the monitor speaks the glossary, and says each thing in one way.
export const states = ['waiting', 'sending', 'delivered', 'held', 'discarded'];
export const kinds = ['booking', 'screening', 'procedure-report', 'readiness'];

/** Where to look when something fails; the gateway's words are the keys. */
export const errorWords = {
    network: 'no connection', timeout: 'no answer in time', busy: 'slow down (429)', server: 'server error (5xx)',
    access: 'token, certificate (401, 403)', refused: 'refused (other 4xx)', conflict: 'changed at once (409)',
    content: 'wrong or missing content (422)', answer: 'answer makes no sense', folder: 'drop folder',
    setup: 'our set-up', internal: 'our mapping or rules',
};
/** Ages that operators ask for; any other of the kind may stand in the address. */
export const ages = { '15m': '15 minutes', '30m': '30 minutes', '1h': '1 hour', '4h': '4 hours', '1d': '1 day', '3d': '3 days', '7d': '7 days' };

/** What a state means, beside its name; the shape makes it readable without colour. */
export const stateMarks = {
    waiting: '◔', sending: '➜', delivered: '✓', held: '‖', discarded: '✕',
};

export const actionWords = {
    retry: { verb: 'Retry now', done: 'The message is sent again now.', reason: false,
        why: 'The message is offered to the partner at once, with the same bytes and the same key.' },
    hold: { verb: 'Hold', done: 'The message is held.', reason: true,
        why: 'The message stays in the queue and is not sent until somebody releases it. '
            + 'Later messages of the same patient wait behind it.' },
    release: { verb: 'Release', done: 'The message is released.', reason: false,
        why: 'The message goes back into the queue and is sent in its turn.' },
    discard: { verb: 'Discard', done: 'The message is discarded.', reason: true,
        why: 'The message is never sent. It stays in the history with your name and your reason. '
            + 'This cannot be undone.' },
};

export const partnerWords = {
    pause: { verb: 'Pause sending', reason: true,
        why: 'Nothing is sent to this partner until somebody resumes it. New messages are accepted and wait; '
            + 'none is lost. What is being sent at this moment still ends.' },
    resume: { verb: 'Resume sending', reason: false,
        why: 'What waits for this partner is sent again, the oldest first.' },
};
/** "operator:alice" is alice. */
export const who = (actor) => actor.replace(/^operator:/, '');

export const breakerWords = { closed: 'closed', open: 'open: asked again later', probing: 'probing' };

export const kindWords = (kind) => kind.replace('-', ' ');
export const number = (value) => new Intl.NumberFormat('en-GB').format(value);
export const bytes = (value) => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    for (; value >= 1024 && unit < units.length - 1; ++unit) value /= 1024;
    return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
