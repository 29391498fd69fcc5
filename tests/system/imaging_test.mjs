// Reports of imaging providers over MLLP, on the real gateway: their life, whose they are, what a
// person does about them, and that what was acknowledged is there after a crash.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import * as people from '../support/people.mjs'
import { acknowledged, programs, sendMllp, startHouse } from '../support/house.mjs'

let house
const { somebody } = people
const logs = []

before(async () => { house = await startHouse({ log: (text) => logs.push(text) }) })
after(async () => { await house.stop() })

const booked = (who) => people.booked(house, who)

let control = 0
/** An ORU of Northbank about `who`. */
function report(who, { status = 'F', text = 'Disc protrusion at L5/S1, left.', at = '20300116090000',
  born = who.born.replaceAll('-', ''), nhs = who.nhs, number = `NB${who.n}`, exam = 'MSPLU^MRI Spine lumbar^NICIP', id } = {}) {
  control += 1
  return [
    `MSH|^~\\&|SOLITON|NORTHBANK|FORAMEN|CLINIC|${at}||ORU^R01^ORU_R01|${id ?? `C${control}`}|P|2.4|||AL|NE||UNICODE UTF-8`,
    `PID|1||${nhs}^^^NHS^NH||${who.family}^${who.given}^^^Ms||${born}|F`,
    `ORC|RE|${number}|${number}||CM`,
    `OBR|1|${number}|${number}|${exam}|||20300115090000|||||||||||||||${at}||MR|${status}`,
    `OBX|1|TX|${exam}||${text}||||||${status}`,
    `ZDS|1.2.826.0.1.3680043.9.${who.n}^NORTHBANK^Application^DICOM`,
  ].join('\r') + '\r'
}
async function send(...messages) { return sendMllp(house.gateway.mllp, ...messages) }
async function accepted(message) {
  const [answer] = await send(message)
  assert.equal(acknowledged(answer), 'AA', answer)
  return answer
}
const seen = (who) => people.seen(house, who)
const holds = (who) => people.holds(house, who)
/** The patient's resources of a type, as the clinic reads them. */
async function resources(who, type) {
  const bundle = await house.json(`/fhir/R4/${type}?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|${who.nhs}`)
  return (bundle.entry ?? []).map((entry) => entry.resource)
}
const ops = (path, options) => house.json(`/ops/api/v1/${path}`, { role: 'operator', ...options })
const work = async () => (await ops('messages?partner=imaging&state=held')).messages.map((one) => one.kind)
async function list(standing = 'work-list') { return (await ops(`imaging?standing=${standing}&limit=200`)).reports }
async function one(who, standing) {
  return (await list(standing)).find((report) => report.accession === `NB${who.n}`)
}
function foramen(...words) {
  return new Promise((resolve) => {
    const options = ['--gateway', house.base, '--credentials', join(house.folder, 'credentials.json')]
    execFile(join(programs, 'gateway/foramen'), ['imaging', ...words, ...options],
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }))
  })
}

test('a report clears the hold when it is final, and not before', async () => {
  const who = await booked()
  assert.deepEqual(await holds(who), ['mri-missing'])
  await accepted(report(who, { status: 'P', text: 'Draft.', at: '20300115100000' }))
  assert.deepEqual(await holds(who), ['mri-not-final'])
  await accepted(report(who))
  assert.deepEqual(await holds(who), [])
  const { mri } = await seen(who)
  assert.equal(mri.length, 1)
  assert.equal(mri[0].date, '2030-01-15')
  assert.equal(mri[0].expiresOn, '2030-07-15')
})

test('a report is FHIR in its patient\'s record: one id, a version for each change, links and no pixels', async () => {
  const who = await booked()
  await accepted(report(who, { status: 'P', text: 'Draft.', at: '20300115100000' }))
  await accepted(report(who))
  const [finding, ...more] = await resources(who, 'DiagnosticReport')
  assert.equal(more.length, 0)
  assert.equal(finding.status, 'final')
  assert.equal(finding.meta.versionId, '2')
  assert.equal(finding.conclusion, 'Disc protrusion at L5/S1, left.')
  const [study] = await resources(who, 'ImagingStudy')
  assert.ok(study.identifier.some((one_) => one_.system === 'urn:dicom:uid' &&
    one_.value === `urn:oid:1.2.826.0.1.3680043.9.${who.n}`))
  assert.equal(finding.imagingStudy[0].reference, `ImagingStudy/${study.id}`)
  const origins = await resources(who, 'Provenance')
  assert.ok(origins.some((origin) => /^SHA-256 [0-9a-f]{64}$/.test(origin.entity[0].what.display ?? '')))
  const first = await house.json(`/fhir/R4/DiagnosticReport/${finding.id}/_history/1`)
  assert.equal(first.status, 'preliminary')
})

test('a late preliminary report takes nothing away', async () => {
  const who = await booked()
  await accepted(report(who))
  await accepted(report(who, { status: 'P', text: 'Draft.', at: '20300117090000' }))
  assert.deepEqual(await holds(who), [])
})

test('a correction holds until somebody looked at it', async () => {
  const who = await booked()
  await accepted(report(who))
  await accepted(report(who, { status: 'C', text: 'Disc protrusion at L5/S1, right.', at: '20300117090000' }))
  assert.deepEqual(await holds(who), ['mri-not-final'])
  assert.ok((await work()).includes('imaging-changed'))
  const { id } = await one(who, 'matched')
  const looked = await foramen('look', id, '--reason', 'the clinician read it')
  assert.equal(looked.code, 0, looked.stderr)
  assert.deepEqual(await holds(who), [])
  assert.ok(!(await work()).includes('imaging-changed'))
})

test('what was entered in error is withdrawn, and somebody is told', async () => {
  const who = await booked()
  await accepted(report(who))
  await accepted(report(who, { status: 'W', text: 'Wrong patient.', at: '20300117090000' }))
  assert.deepEqual(await holds(who), ['mri-missing'])
  assert.ok((await work()).includes('imaging-withdrawn'))
  const [finding] = await resources(who, 'DiagnosticReport')
  assert.equal(finding.status, 'entered-in-error')
  assert.equal(finding.conclusion, undefined)
  assert.equal((await resources(who, 'ImagingStudy'))[0].status, 'entered-in-error')
})

test('the same message again is answered as before and changes nothing', async () => {
  const who = await booked()
  const message = report(who)
  const first = await accepted(message)
  const again = await accepted(message)
  assert.equal(again, first)
  assert.equal((await one(who, 'matched')).messages, 1)
})

test('a report that was there before its booking counts at once', async () => {
  const who = somebody()
  await accepted(report(who))
  assert.equal((await one(who, 'not-ours')).candidates, 0)
  await booked(who)
  assert.deepEqual(await holds(who), [])
})

test('a booking and its report at the same moment do not miss each other', async () => {
  for (let round = 0; round < 8; round += 1) {
    const some = Array.from({ length: 8 }, () => somebody())
    await Promise.all(some.flatMap((who) => [booked(who), accepted(report(who))]))
    for (const who of some) assert.deepEqual(await holds(who), [], who.id)
  }
})

test('many reports of one patient at the same moment are all kept', async () => {
  const who = await booked()
  const numbers = Array.from({ length: 24 }, (_, place) => `NB${who.n}-${place}`)
  await Promise.all(numbers.map((number) => accepted(report(who, { number }))))
  const kept = (await list('matched')).filter((one_) => one_.accession.startsWith(`NB${who.n}-`))
  assert.equal(kept.length, numbers.length)
  assert.equal((await seen(who)).mri.length, numbers.length)
})

test('several messages in a row are answered in order', async () => {
  const three = [await booked(), await booked(), await booked()]
  const answers = await send(...three.map((who, place) => report(who, { id: `ROW${place}` })))
  assert.deepEqual(answers.map((answer) => /\rMSA\|AA\|([^|\r]*)/.exec(answer)[1]), ['ROW0', 'ROW1', 'ROW2'])
  for (const who of three) assert.deepEqual(await holds(who), [])
})

test('another birth date goes to a person, who matches it, takes it back, or says it is not ours', async () => {
  const who = await booked()
  await accepted(report(who, { born: `${who.born.slice(0, 4)}0703` }))
  assert.deepEqual(await holds(who), ['mri-unmatched'])
  const table = await foramen('list')
  assert.match(table.stdout, /imaging-unmatched/)
  assert.ok(!table.stdout.includes(who.family))
  const { id } = await one(who)
  const shown = JSON.parse((await foramen('show', id)).stdout)
  assert.equal(shown.patient.birthDate, `${who.born.slice(0, 4)}-07-03`)
  assert.deepEqual(shown.candidates.map((candidate) => candidate.patient), [who.clinicId])
  assert.ok(shown.candidates[0].reasons.includes('birth-date-day-and-month-swapped'))
  assert.equal((await foramen('match', id, '--booking', who.id)).code, 1) // No reason.
  assert.equal((await foramen('match', id, '--booking', 'BK-NONE', '--reason', 'x')).code, 1)
  assert.equal((await foramen('match', id, '--booking', who.id, '--reason', 'asked the patient')).code, 0)
  assert.deepEqual(await holds(who), [])
  assert.equal((await foramen('match', id, '--booking', who.id, '--reason', 'again')).code, 1)
  assert.equal((await resources(who, 'DiagnosticReport'))[0].status, 'final')
  assert.equal((await foramen('unmatch', id, '--reason', 'it was her sister')).code, 0)
  assert.equal((await resources(who, 'DiagnosticReport'))[0].status, 'entered-in-error')
  assert.deepEqual(await holds(who), ['mri-missing'])
  assert.equal((await foramen('not-ours', id, '--reason', 'a patient of the hospital')).code, 0)
  const { records } = await ops('audit?limit=50')
  for (const action of ['imaging.read', 'imaging.match', 'imaging.unmatch', 'imaging.not-ours']) {
    assert.ok(records.some((record) => record.action === action), action)
  }
})

test('an unknown region is set by a person', async () => {
  const who = await booked()
  await accepted(report(who, { exam: 'X1^MRI Spine^L' }))
  assert.deepEqual(await holds(who), ['mri-unmatched'])
  const { id } = await one(who, 'matched')
  assert.equal((await foramen('set-region', id, '--regions', 'elbow', '--reason', 'x')).code, 1)
  assert.equal((await foramen('set-region', id, '--regions', 'lumbar', '--reason', 'seen on the images')).code, 0)
  assert.deepEqual(await holds(who), [])
})

test('a report whose next message names another patient leaves the first', async () => {
  const [who, other] = [await booked(), await booked()]
  await accepted(report(who))
  await accepted(report(other, { number: `NB${who.n}`, at: '20300117090000' }))
  assert.deepEqual(await holds(who), ['mri-missing'])
  assert.deepEqual(await holds(other), ['mri-unmatched'])
  assert.equal((await resources(who, 'DiagnosticReport'))[0].status, 'entered-in-error')
  assert.deepEqual(await resources(other, 'DiagnosticReport'), [])
})

test('what cannot be read is refused and kept, what is not for us is refused', async () => {
  const [odd] = await send('MSH|^~\\&|SOLITON|NORTHBANK|FORAMEN|CLINIC|20300101||ORU^R01||P|2.4\rPID|1\r')
  assert.equal(acknowledged(odd), 'AE')
  assert.ok((await work()).includes('imaging-quarantine'))
  const adt = report(somebody()).replace('ORU^R01^ORU_R01', 'ADT^A08')
  assert.equal(acknowledged((await send(adt))[0]), 'AR')
  const flagged = report(somebody()).replace('|P|2.4', '|T|2.4')
  assert.equal(acknowledged((await send(flagged))[0]), 'AR')
})

test('one control id on two messages keeps both and tells somebody', async () => {
  const [who, other] = [await booked(), await booked()]
  await accepted(report(who, { id: 'TWICE' }))
  await accepted(report(other, { id: 'TWICE' }))
  assert.deepEqual(await holds(other), [])
  assert.ok((await work()).includes('imaging-control-id-reused'))
})

test('a provider that speaks FHIR sends a report by itself', async () => {
  const who = await booked()
  const finding = {
    resourceType: 'DiagnosticReport', status: 'final',
    identifier: [{ system: 'https://provider.example/reports', value: `FR${who.n}` }],
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'NMR' }] }],
    code: { text: 'MRI lumbar spine' }, effectiveDateTime: '2030-01-15T09:00:00Z', issued: '2030-01-16T09:00:00Z',
    conclusion: 'Disc protrusion at L5/S1.', subject: { reference: '#p' },
    contained: [{ resourceType: 'Patient', id: 'p', identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: who.nhs }],
      name: [{ family: who.family, given: [who.given] }], birthDate: who.born, gender: 'female' }],
  }
  const push = (body, role = 'imaging', type = '/DiagnosticReport') => house.request(`/fhir/R4${type}`, { method: 'POST', role,
    body: JSON.stringify(body), headers: { 'content-type': 'application/fhir+json' } })
  const kept = await push(finding)
  assert.equal(kept.status, 201, await kept.clone().text())
  assert.deepEqual(await holds(who), [])
  const [stored] = await resources(who, 'DiagnosticReport')
  assert.ok(kept.headers.get('location').endsWith(`/fhir/R4/DiagnosticReport/${stored.id}`))
  assert.equal((await push(finding)).status, 201)
  assert.equal((await resources(who, 'DiagnosticReport')).length, 1)

  const stranger = structuredClone(finding)
  stranger.identifier[0].value += '-other'
  stranger.contained[0].birthDate = '1901-01-01'
  assert.equal((await push(stranger)).status, 202)
  const other = await booked()
  const mine = structuredClone(finding)
  mine.identifier[0].value = `FR${other.n}`
  Object.assign(mine.contained[0], { identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: other.nhs }],
    name: [{ family: other.family, given: [other.given] }], birthDate: other.born })
  const bundle = await push({ resourceType: 'Bundle', type: 'transaction', entry: [
    { fullUrl: 'urn:uuid:0b1c2d3e-0000-4000-8000-000000000001', resource: mine, request: { method: 'POST', url: 'DiagnosticReport' } }] }, 'imaging', '')
  assert.equal(bundle.status, 200, await bundle.clone().text())
  assert.equal((await bundle.json()).entry[0].response.status, '201 Created')
  assert.deepEqual(await holds(other), [])

  assert.equal((await push(finding, 'clinic')).status, 403)
  assert.equal((await push({ resourceType: 'Patient' })).status, 422)
  const odd = await house.request('/fhir/R4/DiagnosticReport', { method: 'POST', role: 'imaging', body: '{',
    headers: { 'content-type': 'application/fhir+json' } })
  assert.equal(odd.status, 422)
})

test('what was acknowledged is there after a crash, and no log names a patient', async () => {
  const ten = []
  for (let i = 0; i < 10; i += 1) ten.push(await booked())
  await Promise.all(ten.map((who) => accepted(report(who))))
  await house.kill()
  await house.start()
  for (const who of ten) assert.deepEqual(await holds(who), [])
  const who = await booked()
  await accepted(report(who))
  assert.deepEqual(await holds(who), [])
  assert.ok(!(await work()).includes('imaging-unmapped'))
  const text = logs.join('')
  for (const word of [...ten.map((one_) => one_.family), '-03-07', 'protrusion', ...ten.map((one_) => one_.nhs)]) {
    assert.ok(!text.includes(word), word)
  }
})
