// Why this file exists: an approval without an answer cancels an appointment: who must be telephoned
// first stands on top.
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api.js';
import { ScreenTitle, ScrollTable, Trouble } from '../parts.jsx';
import { duration, exactMoment, moment } from '../time.js';

const near = 24 * 3600 * 1000;
const stateWords = (state) => state.replaceAll('-', ' ');

/** "in 3 h", "2 d overdue": words, so that nobody has to know the colour. */
function Deadline({ time, now }) {
    if (!time) return 'none';
    const left = Date.parse(time) - now;
    const words = left < 0 ? `${duration(-left)} overdue` : `in ${duration(left)}`;
    return (
        <time dateTime={time} title={exactMoment(time)} class={left < near ? 'strong urgent' : ''}>
            {left < near && <span aria-hidden="true">! </span>}{words}
        </time>
    );
}

function Row({ approval, now }) {
    return (
        <tr>
            <th scope="row"><Deadline time={approval.deadline} now={now} /></th>
            <td>{approval.practice || 'not known'}</td>
            <td><a href={`#/messages?booking=${encodeURIComponent(approval.booking)}`}>{approval.booking}</a></td>
            <td>{stateWords(approval.state)}</td>
            <td><time dateTime={approval.asked}>{moment(approval.asked, now)}</time></td>
            <td><code>{approval.task}</code></td>
        </tr>
    );
}

export function Approvals({ snapshot, snapshotKey, now, fresh }) {
    const [page, setPage] = useState(null);
    const [refusal, setRefusal] = useState(null);
    const load = async () => {
        try {
            setPage(await api.approvals());
            setRefusal(null);
        } catch (problem) {
            setRefusal(problem);
        }
    };
    useEffect(() => { load(); }, [snapshotKey]);
    const open = page?.approvals;
    return (
        <>
            <ScreenTitle fresh={fresh}>Approvals</ScreenTitle>
            <p class="quiet">Questions to practices that have no final answer. No answer is never a yes: the booking stays on hold.</p>
            <Trouble refusal={refusal} retry={load} />
            {!page && !refusal && <p class="empty" role="status">Loading the open approvals…</p>}
            {open?.length === 0 && <p class="empty">No approval is open.</p>}
            {open?.length > 0 && (
                <>
                    <ScrollTable caption="Open approvals, the nearest deadline first" hideCaption>
                        <thead>
                            <tr>
                                <th scope="col" aria-sort="ascending">Due</th>
                                <th scope="col">Practice</th>
                                <th scope="col">Booking</th>
                                <th scope="col">State</th>
                                <th scope="col">Asked</th>
                                <th scope="col">Task</th>
                            </tr>
                        </thead>
                        <tbody>{open.map((approval) => <Row key={approval.task} approval={approval} now={now} />)}</tbody>
                    </ScrollTable>
                    {page.total > open.length && <p class="quiet">{page.total} are open; the first {open.length} are shown.</p>}
                </>
            )}
            {snapshot && snapshot.approvals.open > 0 && open?.length === 0 && (
                <p class="quiet">The last count was {snapshot.approvals.open}; it is renewed within seconds.</p>
            )}
        </>
    );
}
