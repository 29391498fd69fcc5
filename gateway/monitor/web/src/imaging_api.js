// Why this file exists: what the screens of imaging reports ask the gateway, and its words for people.
import { call, query, send } from './api.js';

const pageSize = 200;
/** A longer work list is no list any more; the rest comes when the first are done. */
const reportsMax = 1_000;
const detailsMax = 50;

export const standings = ['work-list', 'matched', 'not-ours'];
export const standingWords = { 'work-list': 'nobody\'s yet', matched: 'matched', 'not-ours': 'not ours' };
export const regions = ['cervical', 'thoracic', 'lumbar', 'sacral'];

/** In the order in which people should look. */
export const works = {
    'imaging-urgent': { text: 'urgent words', pressing: true },
    'imaging-withdrawn': { text: 'withdrawn', pressing: true },
    'imaging-changed': { text: 'changed', pressing: true },
    'imaging-cancelled': { text: 'cancelled', pressing: true },
    'imaging-overdue': { text: 'waits too long', pressing: true },
    'imaging-second-person': { text: 'second person' },
    'imaging-unmatched': { text: 'whose is it?' },
    'imaging-text-missing': { text: 'no text' },
    'imaging-region-unknown': { text: 'region unknown' },
    'imaging-date-unknown': { text: 'date unknown' },
    'imaging-modality-unknown': { text: 'modality unknown' },
    'imaging-status-unknown': { text: 'status unknown' },
};
export const workTodo = {
    'imaging-urgent': 'The report uses urgent words and is nobody\'s for certain. Look at it before all others; tell the provider if it is not ours.',
    'imaging-withdrawn': 'The provider says that it was entered in error: it was withdrawn. Tell the clinician now, then say that somebody looked.',
    'imaging-changed': 'It changed after it could have been read. Tell the clinician, then say that somebody looked; until then it does not count.',
    'imaging-cancelled': 'It was cancelled after it could have been read. Tell the clinician, then say that somebody looked.',
    'imaging-overdue': 'Nobody has said for too long whose it is: a right report may be missed.',
    'imaging-second-person': 'Somebody matched it although the evidence speaks against it. Another person must match it to the same patient, or say that it is not ours.',
    'imaging-unmatched': 'Nobody can say for certain whose it is. Compare the patients below, then match it or say that it is not ours.',
    'imaging-text-missing': 'It says that it is complete, but no text came with it. Read it at the provider, then say that somebody looked.',
    'imaging-region-unknown': 'It does not say which part of the spine was scanned: set the region.',
    'imaging-date-unknown': 'It does not say on which day the scan was made: ask the provider to send it again.',
    'imaging-modality-unknown': 'It does not say that it is an MRI: ask the provider to send it again.',
    'imaging-status-unknown': 'Its status is missing or unknown: ask the provider whether it is final.',
};
const order = Object.keys(works);
const rank = (report) => Math.min(order.length, ...report.work.map((work) => order.indexOf(work)).filter((at) => at >= 0));
export const sorted = (work) => [...work].sort((a, b) => order.indexOf(a) - order.indexOf(b));

async function standing(name) {
    const reports = [];
    for (let after = ''; reports.length < reportsMax;) {
        const page = await call(`imaging${query({ standing: name, after, limit: String(pageSize) })}`);
        reports.push(...page.reports);
        if (!page.next) break;
        after = page.next;
    }
    return reports;
}

export const report = (id, people) => call(`imaging/${encodeURIComponent(id)}${query({ people })}`);
export const act = (id, action, body) => send('POST', `imaging/${encodeURIComponent(id)}/${action}`, body);
export const documentAddress = (id, hash) => `api/v1/imaging/${encodeURIComponent(id)}/documents/${hash}`;

/** What needs a person: reports that are nobody's, and those of patients with something to do. */
async function workList() {
    const [waiting, held] = await Promise.all([
        standing('work-list'), call(`messages${query({ partner: 'imaging', state: 'held', limit: String(pageSize) })}`)]);
    const known = new Set(waiting.map((one) => one.id));
    const others = [...new Set(held.messages.map((message) => message.report))]
        .filter((id) => id && !known.has(id)).slice(0, detailsMax);
    const more = await Promise.all(others.map((id) => report(id, 'masked').catch(() => null)));
    const loose = held.messages.filter((message) => !message.report).length;
    const since = (one) => one.waitingSince || one.received;
    const reports = [...waiting, ...more.filter(Boolean)]
        .sort((a, b) => rank(a) - rank(b) || since(a).localeCompare(since(b)));
    return { reports, loose };
}

export async function list(which) {
    if (!which) return workList();
    const reports = await standing(which);
    return { reports: reports.sort((a, b) => b.received.localeCompare(a.received)), loose: 0 };
}
