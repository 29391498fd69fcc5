// Why this file exists: the house itself: disk, store, audit trail, certificates, and what would wake
// somebody now.
import { ScreenTitle, ScrollTable } from '../parts.jsx';
import { duration, exactMoment } from '../time.js';
import { bytes, number } from '../words.js';

const month = 30 * 24 * 3600 * 1000;

/** When a certificate ends, in words; "!" when it is time to act. */
export function Expiry({ time, now }) {
    if (!time) return <span class="urgent strong"><span aria-hidden="true">! </span>cannot be read</span>;
    const left = Date.parse(time) - now;
    const words = left < 0 ? 'expired' : `ends in ${duration(left)}`;
    return (
        <time dateTime={time} title={exactMoment(time)} class={left < month ? 'urgent strong' : ''}>
            {left < month && <span aria-hidden="true">! </span>}{words}
        </time>
    );
}

/** Free space with its share; "!" below a fifth, as the alerts have it. */
export function Disk({ store }) {
    if (!store.diskBytes) return 'not known';
    const share = store.diskFreeBytes / store.diskBytes;
    return (
        <span class={share < 0.2 ? 'urgent strong' : ''}>
            {share < 0.2 && <span aria-hidden="true">! </span>}
            {bytes(store.diskFreeBytes)} of {bytes(store.diskBytes)} ({Math.floor(share * 100)} %{share < 0.2 ? ', low' : ''})
        </span>
    );
}

const auditWords = { whole: 'whole', broken: 'broken: changed from outside', unknown: 'not verified yet' };

export function StoreFacts({ store }) {
    return (
        <dl class="facts">
            <div><dt>Audit trail</dt><dd>{auditWords[store.audit]}</dd></div>
            <div><dt>Disk free</dt><dd><Disk store={store} /></dd></div>
            <div><dt>Database</dt><dd>{bytes(store.fileBytes)}, log {bytes(store.walBytes)}</dd></div>
            <div><dt>Last commit</dt><dd>{store.lastCommitMs.toFixed(1)} ms</dd></div>
            <div><dt>Commits</dt><dd>{number(store.commits)}, with {number(store.batches)} batches</dd></div>
            <div><dt>Store errors</dt><dd>{number(store.errors)}</dd></div>
        </dl>
    );
}

function Alerts({ needs }) {
    if (needs.length === 0) return <p class="empty">Nothing needs you.</p>;
    return <ul class="alerts">{needs.map((need) => <li key={`${need.code} ${need.partner}`}>{need.text}</li>)}</ul>;
}

export function System({ snapshot, now, fresh }) {
    const { certificates, store, needs, version } = snapshot;
    return (
        <>
            <ScreenTitle fresh={fresh}>System</ScreenTitle>
            <section aria-labelledby="alerts-title">
                <h2 id="alerts-title">Alerts now</h2>
                <Alerts needs={needs} />
            </section>
            <section aria-labelledby="store-title">
                <h2 id="store-title">Store and disk</h2>
                <StoreFacts store={store} />
            </section>
            <section aria-labelledby="certificates-title">
                <h2 id="certificates-title">Certificates</h2>
                {certificates.length === 0 && <p class="empty">The configuration names no certificate.</p>}
                {certificates.length > 0 && (
                    <ScrollTable caption="Certificates that we show" hideCaption>
                        <thead><tr><th scope="col">Of</th><th scope="col">Ends</th></tr></thead>
                        <tbody>
                            {certificates.map((one) => (
                                <tr key={one.name}><th scope="row">{one.name}</th><td><Expiry time={one.expires} now={now} /></td></tr>
                            ))}
                        </tbody>
                    </ScrollTable>
                )}
            </section>
            <p class="quiet">Foramen {version}.</p>
            <p class="back"><a href="/metrics">The same figures for Prometheus</a></p>
        </>
    );
}
