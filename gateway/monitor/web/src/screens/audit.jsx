// Why this file exists: who did what and why, newest first.
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable, Trouble } from '../parts.jsx';
import { exactMoment } from '../time.js';

const chainWords = {
    whole: 'The trail was verified: it is whole.',
    broken: 'The trail is broken: it was changed from outside.',
    unknown: 'The trail has not been verified yet.',
};

export function Audit({ before, go, snapshot, snapshotKey, fresh }) {
    const [page, setPage] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const load = async () => {
        try {
            setPage({ ...(await api.audit({ before })), before });
            setRefusal(null);
        } catch (problem) {
            setRefusal(problem);
        }
    };
    useEffect(() => { load(); }, [before, before ? '' : snapshotKey]);

    const shown = page && page.before === before ? page : null;
    return (
        <>
            <ScreenTitle fresh={fresh}>Audit</ScreenTitle>
            {snapshot && <p class="quiet">{chainWords[snapshot.store.audit]}</p>}
            <Trouble refusal={refusal} retry={load} />
            {!shown && !refusal && <p class="empty" role="status">Loading the trail…</p>}
            {shown && shown.records.length === 0 && <p class="empty">Nothing has been recorded yet.</p>}
            {shown && shown.records.length > 0 && (
                <ScrollTable caption="Audit records, newest first" hideCaption>
                    <thead>
                        <tr>
                            <th scope="col" class="count">Number</th>
                            <th scope="col">When</th>
                            <th scope="col">Who</th>
                            <th scope="col">Did what</th>
                            <th scope="col">To what</th>
                            <th scope="col">Why</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.records.map((record) => (
                            <tr key={record.number}>
                                <td class="count">{record.number}</td>
                                <td><time dateTime={record.at}>{exactMoment(record.at)}</time></td>
                                <td>{record.actor}</td>
                                <td>{record.action}</td>
                                <td><code>{record.object}</code></td>
                                <td class="wide">{record.reason}</td>
                            </tr>
                        ))}
                    </tbody>
                </ScrollTable>
            )}
            <nav class="pages" aria-label="Pages">
                {before && <button type="button" onClick={() => go('')}>Newest</button>}
                {shown && shown.older && <button type="button" onClick={() => go(String(shown.older))}>Older</button>}
            </nav>
        </>
    );
}
