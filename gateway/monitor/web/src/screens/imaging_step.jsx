// Why this file exists: a person says whose a report is, takes it back, or says what was scanned: what
// follows is told first, and a reason goes along.
import { useState } from 'preact/hooks';
import * as imaging from '../imaging_api.js';
import { ReasonDialog } from './reason_dialog.jsx';

const stepWords = {
    match: { verb: 'Match', done: 'The report is matched.', reason: true,
        why: 'The report goes into this patient\'s record and counts for their bookings. A wrong match puts a needle by another person\'s scan.' },
    unmatch: { verb: 'Take the match back', done: 'The match is taken back.', reason: true,
        why: 'The report leaves the patient\'s record, counts for none of their bookings and waits on the work list again.' },
    'not-ours': { verb: 'Not ours', done: 'The report is not ours.', reason: true,
        why: 'The report counts for nobody here and is forgotten after some months.' },
    look: { verb: 'Somebody looked', done: 'The report counts again.', reason: true,
        why: 'A clinician has read the report as it is now: it counts again for the bookings.' },
    'set-region': { verb: 'Set the region', done: 'The region is set.', reason: true,
        why: 'What you choose counts instead of what the report says.' },
};

function Regions({ chosen, choose }) {
    const toggle = (region) => choose(
        chosen.includes(region) ? chosen.filter((one) => one !== region) : [...chosen, region]);
    return (
        <fieldset class="choices">
            <legend>What was scanned</legend>
            {imaging.regions.map((region) => (
                <label key={region}>
                    <input type="checkbox" checked={chosen.includes(region)} onChange={() => toggle(region)} /> {region}
                </label>
            ))}
        </fieldset>
    );
}

export function ImagingStep({ id, step, booking: given = '', against, regions, done, cancel }) {
    const words = stepWords[step];
    const [booking, setBooking] = useState(given);
    const [chosen, setChosen] = useState(regions);
    const send = (reason) => {
        if (step === 'match' && !booking.trim()) throw new Error('Name a booking of the patient.');
        if (step === 'set-region' && chosen.length === 0) throw new Error('Choose at least one region.');
        const body = { reason };
        if (step === 'match') body.booking = booking.trim();
        if (step === 'set-region') body.regions = chosen.join(',');
        return imaging.act(id, step, body);
    };
    return (
        <ReasonDialog words={words} danger={step === 'unmatch'} send={send} cancel={cancel}
            done={(_, changed) => done(words.done, changed)}>
            {against && <p class="fault"><strong>The evidence speaks against this patient.</strong> Another person must agree before it counts.</p>}
            {step === 'match' && (
                <>
                    <label for="booking">Booking of the patient</label>
                    <input id="booking" type="text" value={booking} maxLength={64} autocomplete="off" spellcheck={false}
                        onInput={(event) => setBooking(event.target.value)} />
                </>
            )}
            {step === 'set-region' && <Regions chosen={chosen} choose={setChosen} />}
        </ReasonDialog>
    );
}
