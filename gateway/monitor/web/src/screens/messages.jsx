// Why this file exists: finding messages: by state, partner, kind, age, error or booking, newest first.
// The filters stand in the address, so that a view can be kept; none of them names a patient.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable, StateTag, Trouble } from '../parts.jsx';
import { duration, exactMoment, moment } from '../time.js';
import { ages, errorWords, kinds, kindWords, states } from '../words.js';
import { quietWords } from './now.jsx';

const names = ['state', 'partner', 'kind', 'error', 'older', 'booking', 'event'];

function Choice({ name, label, value, values, words, none = 'all', change }) {
    return (
        <div class="field">
            <label for={`filter-${name}`}>{label}</label>
            <select id={`filter-${name}`} value={value || ''} onChange={(event) => change(name, event.target.value)}>
                <option value="">{none}</option>
                {values.map((one) => (
                    <option key={one} value={one}>{words ? words(one) : one}</option>
                ))}
            </select>
        </div>
    );
}

function Filters({ filters, partners, change }) {
    const [booking, setBooking] = useState(filters.booking || '');
    useEffect(() => setBooking(filters.booking || ''), [filters.booking]);
    const submit = (event) => {
        event.preventDefault();
        change('booking', booking.trim());
    };
    const withOwn = (own, known) => (own && !known.includes(own) ? [own, ...known] : known);
    return (
        <form class="filters" onSubmit={submit} role="search" aria-label="Filter messages">
            <Choice name="state" label="State" value={filters.state} values={states} change={change} />
            <Choice name="partner" label="Partner" value={filters.partner} values={withOwn(filters.partner, partners)} change={change} />
            <Choice name="kind" label="Kind" value={filters.kind} values={kinds} words={kindWords} change={change} />
            <Choice name="older" label="Older than" value={filters.older} values={withOwn(filters.older, Object.keys(ages))}
                words={(one) => ages[one] || one} none="any age" change={change} />
            <Choice name="error" label="Error" value={filters.error} values={withOwn(filters.error, Object.keys(errorWords))}
                words={(one) => errorWords[one] || one} none="any or none" change={change} />
            <div class="field">
                <label for="filter-booking">Booking</label>
                <div class="joined">
                    <input id="filter-booking" type="text" value={booking} maxLength={128} autocomplete="off"
                        spellcheck={false} onInput={(event) => setBooking(event.target.value)} />
                    <button type="submit">Find</button>
                </div>
            </div>
            {names.some((name) => filters[name]) && <a class="clear" href="#/messages">Clear filters</a>}
        </form>
    );
}

function Row({ message, now }) {
    return (
        <tr>
            <td>
                <a href={`#/messages/${encodeURIComponent(message.id)}`}>
                    <time dateTime={message.created} title={exactMoment(message.created)}>
                        {moment(message.created, now)}
                    </time>
                    <span class="hidden"> {kindWords(message.kind)} for {message.partner}</span>
                </a>
            </td>
            <td><StateTag state={message.state} /></td>
            <td>{message.partner}</td>
            <td>{kindWords(message.kind)}</td>
            <td>{message.booking}</td>
            <td class="count">{message.attempts}</td>
            <td class="wide">
                {outcome(message)}
                {message.errorClass && <span class="quiet"> ({errorWords[message.errorClass] || message.errorClass})</span>}
            </td>
        </tr>
    );
}

function outcome(message) {
    if (message.state === 'delivered') {
        return `after ${duration(Date.parse(message.finished) - Date.parse(message.created))}`;
    }
    return message.lastError || '';
}

function nothingFound(filters, snapshot, now) {
    const given = names.filter((name) => filters[name]);
    // Of all the house only when nothing else narrows it: others may wait or be held.
    const only = given.length === 1 && !filters.before ? filters.state : '';
    if (only === 'waiting' && snapshot) return quietWords(0, snapshot, now);
    if (only === 'held') return 'No messages are held.';
    if (filters.before) return 'No more messages.';
    return given.length ? 'No message fits these filters.' : 'No messages yet. The first accepted event makes one.';
}

export function Messages({ filters, go, snapshot, snapshotKey, now, fresh }) {
    const [page, setPage] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const asked = useRef(0);
    const key = JSON.stringify(filters);

    const load = async () => {
        const mine = ++asked.current;
        try {
            const found = await api.messages(filters);
            if (mine !== asked.current) return;
            setPage({ ...found, key });
            setRefusal(null);
        } catch (problem) {
            if (mine === asked.current) setRefusal(problem);
        }
    };
    // A page further back stays as it is while somebody reads it.
    useEffect(() => { load(); }, [key, filters.before ? '' : snapshotKey]);

    const change = (name, value) => go({ ...filters, before: '', [name]: value });
    const partners = snapshot ? snapshot.queues.map((queue) => queue.partner).sort() : [];
    const shown = page && page.key === key ? page.messages : null;
    return (
        <>
            <ScreenTitle fresh={fresh}>Messages</ScreenTitle>
            <Filters filters={filters} partners={partners} change={change} />
            <Trouble refusal={refusal} retry={load} />
            {!shown && !refusal && <p class="empty" role="status">Loading messages…</p>}
            {shown && shown.length === 0 && <p class="empty">{nothingFound(filters, snapshot, now)}</p>}
            {shown && shown.length > 0 && (
                <ScrollTable caption="Messages, newest first" hideCaption>
                    <thead>
                        <tr>
                            <th scope="col">Created</th>
                            <th scope="col">State</th>
                            <th scope="col">Partner</th>
                            <th scope="col">Kind</th>
                            <th scope="col">Booking</th>
                            <th scope="col" class="count">Attempts</th>
                            <th scope="col">Outcome</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((message) => <Row key={message.id} message={message} now={now} />)}
                    </tbody>
                </ScrollTable>
            )}
            <nav class="pages" aria-label="Pages">
                {filters.before && <button type="button" onClick={() => go({ ...filters, before: '' })}>Newest</button>}
                {shown && page.next && (
                    <button type="button" onClick={() => go({ ...filters, before: String(page.next) })}>
                        Older
                    </button>
                )}
            </nav>
        </>
    );
}
