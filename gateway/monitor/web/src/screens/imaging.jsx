// Why this file exists: the work list of imaging reports: the most pressing first, nobody's name.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as imaging from '../imaging_api.js';
import { ScreenTitle, ScrollTable, Trouble } from '../parts.jsx';
import { age, exactMoment } from '../time.js';
import { count } from '../words.js';

export function Works({ work }) {
    if (work.length === 0) return <span class="none">nothing to do</span>;
    return (
        <span class="works">
            {imaging.sorted(work).map((one) => (
                <span key={one} class={imaging.works[one]?.pressing ? 'work work-pressing' : 'work'}>
                    <span aria-hidden="true">{imaging.works[one]?.pressing ? '!' : '‖'}</span> {imaging.works[one]?.text || one}
                </span>
            ))}
        </span>
    );
}

export const regionWords = (report) => report.regions.join(', ') || 'not known';

function Row({ report, now }) {
    const since = report.waitingSince || report.received;
    return (
        <tr>
            <td>
                <a href={`#/imaging/${encodeURIComponent(report.id)}`}>
                    <time dateTime={since} title={exactMoment(since)}>{age(since, now)}</time>
                    <span class="hidden"> waiting: report {report.accession || report.id} of {report.sender}</span>
                </a>
            </td>
            <td class="wide"><Works work={report.work} /></td>
            <td>{report.sender}</td>
            <td>{report.modality || 'not known'}</td>
            <td>{regionWords(report)}</td>
            <td>{report.scanned || 'not known'}</td>
            <td>{report.status}</td>
            <td>{imaging.standingWords[report.standing]}</td>
            <td>{report.accession}</td>
        </tr>
    );
}

function Table({ reports, now }) {
    return (
        <ScrollTable caption="Imaging reports, the most pressing first" hideCaption>
            <thead>
                <tr>
                    <th scope="col">Waits</th>
                    <th scope="col">To do</th>
                    <th scope="col">Sender</th>
                    <th scope="col">Modality</th>
                    <th scope="col">Region</th>
                    <th scope="col">Scanned</th>
                    <th scope="col">Status</th>
                    <th scope="col">Whose</th>
                    <th scope="col">Accession</th>
                </tr>
            </thead>
            <tbody>{reports.map((report) => <Row key={report.id} report={report} now={now} />)}</tbody>
        </ScrollTable>
    );
}

const emptyWords = {
    '': 'No imaging report needs you.', 'work-list': 'Every report has its patient.',
    matched: 'No report is matched yet.', 'not-ours': 'No report is of nobody here.',
};

export function Imaging({ filters, go, snapshotKey, now, fresh }) {
    const which = imaging.standings.includes(filters.standing) ? filters.standing : '';
    const [found, setFound] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const asked = useRef(0);
    const load = async () => {
        const mine = ++asked.current;
        try {
            const list = await imaging.list(which);
            if (mine !== asked.current) return;
            setFound({ ...list, which });
            setRefusal(null);
        } catch (problem) {
            if (mine === asked.current) setRefusal(problem);
        }
    };
    useEffect(() => { load(); }, [which, snapshotKey]);

    const shown = found && found.which === which ? found : null;
    return (
        <>
            <ScreenTitle fresh={fresh}>Imaging reports</ScreenTitle>
            <form class="filters" role="search" aria-label="Filter reports" onSubmit={(event) => event.preventDefault()}>
                <div class="field">
                    <label for="filter-standing">Show</label>
                    <select id="filter-standing" value={which} onChange={(event) => go({ standing: event.target.value })}>
                        <option value="">what needs a person</option>
                        <option value="work-list">nobody's yet</option>
                        <option value="matched">matched to a patient</option>
                        <option value="not-ours">not ours</option>
                    </select>
                </div>
            </form>
            <Trouble refusal={refusal} retry={load} />
            {!shown && !refusal && <p class="empty" role="status">Loading the reports…</p>}
            {shown && shown.reports.length === 0 && <p class="empty">{emptyWords[which]}</p>}
            {shown && shown.reports.length > 0 && <Table reports={shown.reports} now={now} />}
            {shown && shown.loose > 0 && (
                <p>{count(shown.loose, 'message')} of imaging providers could not be used as they are. <a href="#/messages?state=held&partner=imaging">Show them</a></p>
            )}
        </>
    );
}
