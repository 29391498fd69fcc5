// Why this file exists: whose report is it? What it says of its patient beside what the clinic knows,
// masked until somebody asks, and what a person may decide, with a reason.
import { useEffect, useState } from 'preact/hooks';
import * as imaging from '../imaging_api.js';
import { ScreenTitle, ScrollTable, Trouble } from '../parts.jsx';
import { exactMoment } from '../time.js';
import { bytes } from '../words.js';
import { ImagingStep } from './imaging_step.jsx';
import { regionWords } from './imaging.jsx';

const Fact = ({ name, children }) => (children ? <div><dt>{name}</dt><dd>{children}</dd></div> : null);

function Todo({ work }) {
    if (work.length === 0) return null;
    const sorted = imaging.sorted(work);
    const pressing = sorted.some((one) => imaging.works[one]?.pressing);
    return (
        <ul class={pressing ? 'todo todo-pressing' : 'todo'} aria-label="What there is to do">
            {sorted.map((one) => <li key={one}>{imaging.workTodo[one] || one}</li>)}
        </ul>
    );
}

function Facts({ report }) {
    const { decision, proposal } = report;
    return (
        <dl class="facts">
            <Fact name="Whose">{imaging.standingWords[report.standing]}{decision.patient ? `: ${decision.patient}` : ''}</Fact>
            <Fact name="Decided by">{decision.by}, {exactMoment(decision.at)}{decision.reason ? `: ${decision.reason}` : ''}</Fact>
            <Fact name="First person">{proposal && `${proposal.by} for ${proposal.patient}, ${exactMoment(proposal.at)}: ${proposal.reason}`}</Fact>
            <Fact name="Status">{report.status}</Fact>
            <Fact name="Examination">{report.exams.map((exam) => exam.text || exam.code).join('; ')}</Fact>
            <Fact name="Modality">{report.modality || 'not known'}</Fact>
            <Fact name="Region">{regionWords(report)}</Fact>
            <Fact name="Scanned">{report.scanned || 'not known'}</Fact>
            <Fact name="Received">{exactMoment(report.received)}, {report.messages} {report.messages === 1 ? 'message' : 'messages'}</Fact>
            <Fact name="Sender">{report.sender}</Fact>
            <Fact name="Accession">{report.accession}</Fact>
            <Fact name="Odd in it">{report.flaws.map((flaw) => `${flaw.place} ${flaw.text}`).join('; ')}</Fact>
            <Fact name="Document">
                {report.documents.length > 0 && report.documents.map((one) => (
                    <a key={one.hash} href={imaging.documentAddress(report.id, one.hash)} download>
                        Open the PDF ({bytes(one.bytes)}; this is audited)
                    </a>
                ))}
            </Fact>
        </dl>
    );
}

const nameText = (name) => (name ? [name.family, name.given].filter(Boolean).join(', ') : '') || '–';

/** Marks agreement by a word as well: colour says nothing alone. */
function Compared({ value, report, masked }) {
    if (!value) return <span class="none">–</span>;
    if (masked || !report) return value;
    const same = value.replace(/\s/g, '').toLowerCase() === report.replace(/\s/g, '').toLowerCase();
    return <span class={same ? 'same' : 'other'}>{value} <span class="hidden">{same ? '(the same)' : '(differs)'}</span></span>;
}

function CandidateRow({ candidate, report, choose }) {
    const { patient, masked } = report;
    const number = patient.nhsNumbers[0] || '';
    return (
        <tr>
            <th scope="row">{candidate.patient}</th>
            <td><Compared value={candidate.name && nameText(candidate.name)} report={nameText(patient.name)} masked={masked} /></td>
            <td><Compared value={candidate.nhsNumber} report={number} masked={masked} /></td>
            <td><Compared value={candidate.birthDate} report={patient.birthDate} masked={masked} /></td>
            <td><Compared value={candidate.postcode} report={patient.postcode} masked={masked} /></td>
            <td class="wide"><span class="whys">{candidate.why.map((one) => <span key={one}>{one}</span>)}</span></td>
            <td>
                {(candidate.bookings || []).map((booking) => (
                    <button key={booking} type="button" onClick={() => choose(booking, candidate.needsSecondPerson)}>
                        Match to {booking}
                    </button>
                ))}
                {!candidate.bookings && <span class="none">no open booking</span>}
            </td>
        </tr>
    );
}

function People({ report, reveal, choose }) {
    const { patient, masked, candidates } = report;
    const mayMatch = report.standing !== 'matched';
    return (
        <section aria-labelledby="people-title">
            <h2 id="people-title">Who is it?</h2>
            {masked && <p class="quiet">Patient details are hidden. Showing them is recorded with your name.</p>}
            {masked && <button type="button" onClick={reveal}>Show patient details</button>}
            <ul class="whys">{report.why.map((one) => <li key={one}>{one}</li>)}</ul>
            <ScrollTable caption="The report beside the clinic's patients with open bookings">
                <thead>
                    <tr>
                        <th scope="col">Patient</th><th scope="col">Name</th><th scope="col">NHS number</th>
                        <th scope="col">Born</th><th scope="col">Postcode</th><th scope="col">For and against</th>
                        <th scope="col">{mayMatch ? 'Decide' : 'Bookings'}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">The report</th>
                        <td>{nameText(patient.name)}</td>
                        <td>{patient.nhsNumbers.join(', ') || '–'}</td>
                        <td>{patient.birthDate || '–'}</td>
                        <td>{patient.postcode || '–'}</td>
                        <td /><td />
                    </tr>
                    {candidates.map((one) => (
                        <CandidateRow key={one.patient} candidate={mayMatch ? one : { ...one, bookings: [] }}
                            report={report} choose={choose} />
                    ))}
                </tbody>
            </ScrollTable>
            {candidates.length === 0 && <p class="quiet">No patient with an open booking is like it.</p>}
        </section>
    );
}

const stepsOf = (report) => (report.standing === 'matched'
    ? ['look', 'set-region', 'unmatch'] : ['match', 'set-region', 'not-ours'])
    .filter((step) => (step === 'look' ? report.work.some((one) => /changed|cancelled|withdrawn|text-missing/.test(one)) : true))
    .filter((step) => !(step === 'not-ours' && report.standing === 'not-ours' && report.decision.by !== 'gateway'));
const stepNames = {
    match: 'Match to a booking…', unmatch: 'Take the match back', 'not-ours': 'Not ours',
    look: 'Somebody looked', 'set-region': 'Set the region',
};

export function ImagingReport({ id, snapshotKey, fresh, announce }) {
    const [report, setReport] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const [asking, setAsking] = useState(null);
    const [shown, setShown] = useState(false);
    const load = async (people) => {
        try {
            setReport(await imaging.report(id, people));
            setRefusal(null);
            if (!people) setShown(true);
        } catch (problem) {
            setRefusal(problem);
        }
    };
    // What was revealed stays as it is: each look is recorded once.
    useEffect(() => { if (!shown) load('masked'); }, [id, snapshotKey]);

    const done = (words, changed) => {
        setReport(changed);
        setShown(false);
        setAsking(null);
        announce(changed.work.includes('imaging-second-person') ? 'Recorded. Another person must agree.' : words);
    };
    const exam = report ? report.exams.map((one) => one.text || one.code).join('; ') : '';
    return (
        <>
            <p class="back"><a href="#/imaging">All imaging reports</a></p>
            <ScreenTitle fresh={fresh}>{report ? `${exam || 'Report'} from ${report.sender}` : 'Imaging report'}</ScreenTitle>
            <Trouble refusal={refusal} retry={() => load('masked')} />
            {!report && !refusal && <p class="empty" role="status">Loading the report…</p>}
            {report && (
                <>
                    <Todo work={report.work} />
                    <div class="actions" role="group" aria-label="Actions">
                        {stepsOf(report).map((step) => (
                            <button key={step} type="button" class={step === 'unmatch' ? 'danger' : ''}
                                onClick={() => setAsking({ step })}>{stepNames[step]}</button>
                        ))}
                    </div>
                    <Facts report={report} />
                    <People report={report} reveal={() => load('')}
                        choose={(booking, against) => setAsking({ step: 'match', booking, against })} />
                </>
            )}
            {asking && <ImagingStep id={id} {...asking} regions={report.regions} done={done} cancel={() => setAsking(null)} />}
        </>
    );
}
