// Why this file exists: the page as a whole: who is signed in, which screen, and whether what is
// shown is still true.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from './api.js';
import { useLive, useNow } from './live.js';
import { timeOfDay } from './time.js';
import { Approvals } from './screens/approvals.jsx';
import { Audit } from './screens/audit.jsx';
import { Held } from './screens/held.jsx';
import { Imaging } from './screens/imaging.jsx';
import { ImagingReport } from './screens/imaging_report.jsx';
import { MessageScreen } from './screens/message.jsx';
import { Messages } from './screens/messages.jsx';
import { Now } from './screens/now.jsx';
import { Partners } from './screens/partners.jsx';
import { Queues } from './screens/queues.jsx';
import { SignIn } from './screens/sign_in.jsx';
import { System } from './screens/system.jsx';

const screens = [['now', 'Now'], ['queues', 'Queues'], ['held', 'Held'], ['messages', 'Messages'],
    ['imaging', 'Imaging'], ['approvals', 'Approvals'], ['partners', 'Partners'], ['audit', 'Audit'], ['system', 'System']];

/** "#/messages/ID", "#/messages?state=held": the screen, what it is about and its filters. */
function readAddress() {
    const [path, query = ''] = window.location.hash.replace(/^#\/?/, '').split('?');
    const [screen, id = ''] = path.split('/');
    const known = screens.some(([name]) => name === screen);
    let subject = '';
    try {
        subject = decodeURIComponent(id);
    } catch {
        // A broken address opens the list.
    }
    return { screen: known ? screen : 'now', id: subject, filters: Object.fromEntries(new URLSearchParams(query)) };
}

function writeAddress(screen, filters) {
    const given = Object.entries(filters).filter(([, value]) => value);
    const query = new URLSearchParams(given).toString();
    window.location.hash = `#/${screen}${query ? `?${query}` : ''}`;
}

function useAddress() {
    const [address, setAddress] = useState(readAddress);
    useEffect(() => {
        const changed = () => setAddress(readAddress());
        window.addEventListener('hashchange', changed);
        return () => window.removeEventListener('hashchange', changed);
    }, []);
    return address;
}

function lineWords(live) {
    const last = live.at ? timeOfDay(live.at) : '';
    if (live.line === 'stale') return { tone: 'stale', mark: '■', text: last ? `Stale since ${last}` : 'Not connected' };
    if (live.line === 'connecting') return { tone: 'waiting', mark: '○', text: 'Connecting' };
    if (live.paused) return { tone: 'paused', mark: '‖', text: `Paused at ${last}` };
    return { tone: 'live', mark: '●', text: live.line === 'live' ? 'Live' : 'Live, every 5 s' };
}

function Header({ screen, live, name, signOut }) {
    const line = lineWords(live);
    return (
        <header>
            <a class="skip" href="#content" onClick={(event) => {
                event.preventDefault();
                document.getElementById('content').focus();
            }}>Skip to content</a>
            <p class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="9" /><path d="M1 16h9M22 16h9" /></svg>Foramen</p>
            <nav aria-label="Screens">
                <ul>
                    {screens.map(([key, title]) => (
                        <li key={key}><a href={`#/${key}`} aria-current={key === screen ? 'page' : undefined}>{title}</a></li>
                    ))}
                </ul>
            </nav>
            <div class="line">
                <span class={`pill pill-${line.tone}`} id="line"><span aria-hidden="true">{line.mark}</span> {line.text}</span>
                <button type="button" onClick={live.togglePause}>{live.paused ? 'Resume' : 'Pause'}</button>
                <button type="button" onClick={signOut} title={`Signed in as ${name}`}>Sign out</button>
            </div>
        </header>
    );
}

/** What a screen reader hears of the house: the sentence when it changes, a dead line; no ticks. */
function useHouseNews(sentence, line) {
    const [text, announce] = useState('');
    const before = useRef(null);
    useEffect(() => {
        if (sentence && before.current !== null && before.current !== sentence) announce(sentence);
        if (sentence) before.current = sentence;
    }, [sentence]);
    useEffect(() => {
        if (line === 'stale') announce('The monitor is not live. What it shows may be old.');
    }, [line]);
    return text;
}

function Stale({ live }) {
    if (live.line !== 'stale') return null;
    return (
        <section class="notice notice-stale" aria-label="Connection">
            <p>
                <strong>Not live.</strong> {live.at ? `What you see is from ${timeOfDay(live.at)} and may be wrong now. ` : ''}
                {live.trouble || 'The gateway does not answer.'} The page tries again by itself; if this lasts, check that
                the gateway runs and that this computer reaches it.
            </p>
        </section>
    );
}

function Screen({ address, live, now, fresh, announce }) {
    const { snapshot } = live;
    const common = { snapshot, now, fresh, snapshotKey: snapshot?.id };
    if (address.screen === 'messages' && address.id) {
        return <MessageScreen id={address.id} announce={announce} {...common} />;
    }
    if (address.screen === 'messages') {
        return <Messages filters={address.filters} go={(filters) => writeAddress('messages', filters)} {...common} />;
    }
    if (address.screen === 'held') return <Held announce={announce} {...common} />;
    if (address.screen === 'approvals') return <Approvals {...common} />;
    if (address.screen === 'imaging' && address.id) {
        return <ImagingReport id={address.id} announce={announce} {...common} />;
    }
    if (address.screen === 'imaging') {
        return <Imaging filters={address.filters} go={(filters) => writeAddress('imaging', filters)} {...common} />;
    }
    if (address.screen === 'audit') {
        return <Audit before={address.filters.before || ''} go={(before) => writeAddress('audit', { before })} {...common} />;
    }
    if (!snapshot) return <p class="empty" role="status">Loading what the gateway knows…</p>;
    if (address.screen === 'queues') return <Queues {...common} />;
    if (address.screen === 'partners') return <Partners announce={announce} {...common} />;
    if (address.screen === 'system') return <System {...common} />;
    return <Now {...common} />;
}

function House({ name, ended }) {
    const live = useLive(ended);
    const now = useNow(live);
    const address = useAddress();
    const news = useHouseNews(live.snapshot?.sentence, live.line);
    // Beside the news, so that neither speaks over the other.
    const [done, announce] = useState('');
    const place = `${address.screen}/${address.id}`;
    // The first screen leaves the focus where the browser put it; each later one takes it.
    const first = useRef(place);
    if (first.current !== place) first.current = null;
    const fresh = first.current === null;
    useEffect(() => {
        const title = screens.find(([key]) => key === address.screen)[1];
        document.title = `${title} – Foramen operations`;
    }, [place]);
    const signOut = async () => {
        await api.signOut().catch(() => {});
        ended('You have signed out.');
    };
    return (
        <div class={live.line === 'stale' ? 'house stale' : 'house'}>
            <Header screen={address.screen} live={live} name={name} signOut={signOut} />
            <Stale live={live} />
            <main id="content" tabIndex={-1}>
                <Screen key={place} address={address} live={live} now={now} fresh={fresh} announce={announce} />
            </main>
            <p class="hidden" role="status" id="news">{news}</p>
            <p class="hidden" role="status" id="done">{done}</p>
        </div>
    );
}

function Monitor() {
    const [session, setSession] = useState(undefined);
    const [note, setNote] = useState('');
    const [refusal, setRefusal] = useState(null);
    useEffect(() => { api.session().then(setSession, setRefusal); }, []);

    if (refusal) {
        return <main class="first"><h1>Foramen operations</h1><p role="alert">{refusal.message} Load the page again.</p></main>;
    }
    if (session === undefined) return <main class="first"><h1>Foramen operations</h1><p role="status">Loading what the gateway knows…</p></main>;
    if (!session.signedIn) {
        return <SignIn note={note} signedIn={setSession} />;
    }
    const end = (why = 'Your session has ended. Sign in again.') => {
        setNote(why);
        setSession({ signedIn: false });
    };
    return <House name={session.name} ended={end} />;
}

const place = document.getElementById('monitor');
place.textContent = '';
render(<Monitor />, place);
