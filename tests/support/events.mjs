// Why this file exists: system tests make synthetic clinic events in one way. NHS numbers are in
// the 999 range, which no real patient has.
import { randomUUID } from 'node:crypto'

/** A valid synthetic NHS number for a counter from 0 to 9,999,999. */
export function nhsNumber(counter) {
  for (let number = counter; ; number += 1_000_003) {
    const nine = '999' + String(number % 1_000_000).padStart(6, '0')
    const sum = [...nine].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
    const check = (11 - (sum % 11)) % 11
    if (check !== 10) return nine + check
  }
}

export function patient(counter, changes = {}) {
  return {
    clinicId: `P-${counter}`, nhsNumber: nhsNumber(counter), nhsNumberVerified: true,
    name: { prefix: 'Ms', given: ['Test'], family: `Person-${counter}` },
    birthDate: '1970-05-17', gender: 'female',
    address: { lines: ['1 Invented Road', 'London'], postcode: 'NW1 9LR' },
    phone: '+44 20 7946 0000', gpPractice: { odsCode: `Z1000${1 + (counter % 5)}` },
    shareWithGp: true, ...changes,
  }
}

const fresh = (value) => structuredClone(value)
const clinician = { id: 'DR-1', name: 'Dr Helen Carver', gmcNumber: '7012345' }
const location = { odsCode: 'Z9A01', name: 'Complete injection clinic, room 2' }
const procedure = { type: 'nerve-root-injection', region: 'lumbar', side: 'left', levels: ['L4'] }

export function booking(id, counter, { version = 1, event = 'booking.created', ...changes } = {}) {
  return {
    event, eventId: randomUUID(), occurredAt: `2030-01-14T09:${String(version).padStart(2, '0')}:00+00:00`,
    booking: {
      id, version, start: '2030-02-03T17:15:00+00:00', end: '2030-02-03T18:00:00+00:00',
      location, clinician, procedure: fresh(procedure), reason: { code: 'sciatica' }, bookedVia: 'web', ...changes,
    },
    patient: patient(counter),
  }
}

export function screening(bookingId, counter, changes = {}) {
  const no = { answer: 'no' }
  const answers = {
    infection: no, cancer: no, bleedingDisorder: no, heartProblem: no, pregnancyOrBreastfeeding: no,
    osteoporosis: no, steroidAllergy: no, anaestheticAllergy: no, anticoagulant: no, diabetes: no,
    bloodPressure: { answer: 'stable', systolicMmHg: 124, diastolicMmHg: 82 }, ...changes.answers,
  }
  return {
    event: 'screening.completed', eventId: randomUUID(), occurredAt: '2030-01-15T09:00:00+00:00',
    screening: {
      id: `SC-${bookingId}`, version: 1, bookingId, completedAt: '2030-01-15T09:00:00+00:00', answers,
      symptoms: { region: 'lumbar', side: 'left', painScore: 6, changedSinceScan: 'no' },
      consent: { given: true, at: '2030-01-15T09:00:00+00:00', by: 'patient' },
      decision: { outcome: 'clear', by: clinician }, ...changes.screening,
    },
    patient: patient(counter, changes.patient),
  }
}

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

export function report(bookingId, counter, { version = 1, event = 'procedureReport.final', ...changes } = {}) {
  return {
    event, eventId: randomUUID(), occurredAt: `2030-02-03T18:${String(version).padStart(2, '0')}:00+00:00`,
    report: {
      id: `PR-${bookingId}`, version, bookingId, procedure: fresh(procedure), clinician, location,
      performedStart: '2030-02-03T17:15:00+00:00', performedEnd: '2030-02-03T17:27:00+00:00',
      guidance: 'ultrasound', position: 'prone',
      medicines: [{ name: 'Triamcinolone acetonide', kind: 'corticosteroid', strength: '40 mg/ml',
        doseMg: 40, volumeMl: 1, batch: 'TA1', expiry: '2032-01-31', level: 'L4' }],
      findings: 'Spread seen.', outcome: { completed: true, painBefore: 7, painAfter: 3, observationMinutes: 25 },
      advice: ['Do not drive for 24 hours.'], followUp: 'Physiotherapy.',
      attachments: [{ contentType: 'application/pdf', title: 'Report', data: pdf.toString('base64') }],
      ...(version > 1 ? { replaces: `PR-${bookingId}/${version - 1}` } : {}), ...changes,
    },
    patient: patient(counter),
  }
}
