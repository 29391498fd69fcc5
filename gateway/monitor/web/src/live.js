// Why this file exists: the page must know at every moment whether what it shows is still true.
// `line` is "connecting", "live", "polling" or "stale"; only the first event makes it live.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from './api.js';

/** The gateway beats every 15 s; with one beat missed nothing shown can be trusted. */
const silenceMax = 20_000;
const pollEvery = 5_000;
const reconnectEvery = 30_000;

export function useLive(onSignedOut) {
    const [state, setState] = useState({ line: 'connecting', snapshot: null, at: null, trouble: '' });
    const [paused, setPaused] = useState(false);
    const held = useRef(null);
    const pausedNow = useRef(false);
    pausedNow.current = paused;

    useEffect(() => {
        let source = null;
        let silence = 0;
        let poll = 0;
        let again = 0;
        let ended = false;

        const update = (change) => setState((before) => ({ ...before, ...change }));
        const heard = (line, at, change = {}) => {
            clearTimeout(silence);
            silence = setTimeout(() => update({ line: 'stale' }), silenceMax);
            const news = { line, at, heardAt: Date.now(), ...change };
            if (!pausedNow.current) update(news);
            else {
                held.current = { ...held.current, ...news };
                update({ line, trouble: news.trouble ?? '' });
            }
        };
        const close = () => {
            source?.close();
            source = null;
        };
        const pollOnce = async () => {
            try {
                const session = await api.session();
                if (ended) return;
                if (!session.signedIn) return onSignedOut();
                const snapshot = await api.snapshot();
                if (!ended && !source) heard('polling', snapshot.at, { snapshot, trouble: '' });
            } catch (refusal) {
                if (!ended && !source) update({ line: 'stale', trouble: refusal.message });
            }
        };
        const fallBack = () => {
            close();
            clearInterval(poll);
            poll = setInterval(pollOnce, pollEvery);
            again = setTimeout(open, reconnectEvery);
            pollOnce();
        };
        const open = () => {
            clearInterval(poll);
            source = new EventSource('api/v1/feed');
            source.addEventListener('snapshot', (event) => {
                const snapshot = JSON.parse(event.data);
                heard('live', snapshot.at, { snapshot, trouble: '' });
            });
            source.addEventListener('heartbeat', (event) =>
                heard('live', JSON.parse(event.data).at, { trouble: '' }),
            );
            source.addEventListener('trouble', (event) => {
                clearTimeout(silence);
                update({ line: 'stale', trouble: JSON.parse(event.data).detail });
            });
            source.addEventListener('signed-out', () => {
                close();
                onSignedOut();
            });
            source.onerror = () => {
                update({ line: 'stale' });
                if (source?.readyState === EventSource.CLOSED) fallBack();
            };
        };
        // Cutting the cable ends no stream by itself; the browser knows it first.
        const offline = () => update({ line: 'stale' });
        const online = () => {
            close();
            clearTimeout(again);
            open();
        };
        window.addEventListener('offline', offline);
        window.addEventListener('online', online);
        open();
        return () => {
            ended = true;
            close();
            clearTimeout(silence);
            clearTimeout(again);
            clearInterval(poll);
            window.removeEventListener('offline', offline);
            window.removeEventListener('online', online);
        };
    }, []);

    const togglePause = () => {
        if (paused && held.current) {
            const news = held.current;
            held.current = null;
            setState((before) => ({ ...before, ...news, line: before.line }));
        }
        setPaused(!paused);
    };
    return { ...state, paused, togglePause };
}

/** The gateway's clock, moved on every second by ours; it stands still while nothing is live. */
export function useNow(live) {
    const [, tick] = useState(0);
    const moving = !live.paused && (live.line === 'live' || live.line === 'polling');
    useEffect(() => {
        if (!moving) return undefined;
        const timer = setInterval(() => tick((count) => count + 1), 1_000);
        return () => clearInterval(timer);
    }, [moving]);
    if (!live.at) return Date.now();
    return Date.parse(live.at) + (moving ? Date.now() - live.heardAt : 0);
}
