// Each sample message of an imaging provider does to the bookings what its manifest says, from the
// line to the readiness: tests/support/hl7v2/MANIFEST.tsv. Only the year is another one, so that the
// scans fit bookings that lie ahead.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { acknowledged, root, sendMllp, startHouse } from '../support/house.mjs'
import { booked, holds, somebody } from '../support/people.mjs'

const folder = join(root, 'tests/support/hl7v2')
const manifest = readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t')[0])
const played = new Set()
let house
let who // Anna has one booking: all of her reports are about it.

before(async () => {
  house = await startHouse()
  // Two people may be needed for one decision.
  const file = join(house.folder, 'credentials.json')
  const credentials = JSON.parse(readFileSync(file, 'utf8'))
  credentials.operators = ['alice', 'bob'].map((name) => ({ name, token: name.padEnd(40, '-') }))
  writeFileSync(file, JSON.stringify(credentials))
  await house.kill()
  await house.start()
  for (const { name, token } of house.tokens.operators) house.tokens[name] = token
  who = await booked(house, { ...somebody(), nhs: '9990000018', family: 'Example', given: 'Anna', born: '1970-02-15' })
})
after(async () => { await house.stop() })

const zoe = () => ({ ...somebody(), nhs: '9990000026', family: 'O\'Brien-Núñez', given: 'Zoë', born: '1985-11-30' })
/** Sends a sample; `edit` may change its text. Resolves with what it was acknowledged with. */
async function send(name, edit = (text) => text) {
  played.add(name)
  const text = readFileSync(join(folder, name)).toString('latin1').replaceAll('2026', '2029')
  const [answer] = await sendMllp(house.gateway.mllp, Buffer.from(edit(text), 'latin1'))
  return acknowledged(answer)
}
const ops = (path, options) => house.json(`/ops/api/v1/${path}`, { role: 'operator', ...options })
async function report(accession) {
  for (const standing of ['matched', 'work-list', 'not-ours']) {
    const found = (await ops(`imaging?standing=${standing}&limit=200`)).reports.find((one) => one.accession === accession)
    if (found) return found
  }
}
async function act(accession, action, body = {}, role = 'operator') {
  const { id } = await report(accession)
  const reply = await house.request(`/ops/api/v1/imaging/${id}/${action}`, { method: 'POST', role,
    body: JSON.stringify({ reason: 'test', ...body }), headers: { 'content-type': 'application/json' } })
  assert.equal(reply.status, 200, await reply.clone().text())
  return reply.json()
}
const held = async () => (await ops('messages?partner=imaging&state=held')).messages.map((one) => one.kind)
/** Of the newest version of the one whose accession number it is. */
async function finding(who, accession) {
  const bundle = await house.json(`/fhir/R4/DiagnosticReport?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|${who.nhs}`)
  return (bundle.entry ?? []).map((one) => one.resource).find((one) => JSON.stringify(one).includes(`"${accession}"`))
}

test('one report lives from its draft to its withdrawal, and every change that somebody may have seen is work', async () => {
  assert.equal(await send('u02-preliminary.hl7'), 'AA')
  assert.deepEqual(await holds(house, who), ['mri-not-final'])
  assert.equal((await report('ACC1001')).status, 'preliminary')
  assert.deepEqual((await report('ACC1001')).work, [])

  assert.equal(await send('u01-final.hl7'), 'AA')
  assert.deepEqual(await holds(house, who), [])
  assert.equal((await finding(who, 'ACC1001')).status, 'final')

  assert.equal(await send('u03-corrected.hl7'), 'AA')
  assert.deepEqual(await holds(house, who), ['mri-not-final'], 'the side changed: somebody has to look')
  assert.deepEqual((await report('ACC1001')).work, ['imaging-changed'])
  assert.equal((await finding(who, 'ACC1001')).status, 'corrected')
  assert.match((await finding(who, 'ACC1001')).conclusion, /^CORRECTED REPORT\nSide amended: LEFT/)
  await act('ACC1001', 'look')
  assert.deepEqual(await holds(house, who), [])

  assert.equal(await send('u04-addendum-final-again.hl7'), 'AA')
  assert.match((await report('ACC1001')).status, /^(amended|appended)$/)
  assert.deepEqual((await report('ACC1001')).work, ['imaging-changed'])
  await act('ACC1001', 'look')
  assert.deepEqual(await holds(house, who), [])

  assert.equal(await send('u05-cancelled.hl7'), 'AA')
  assert.deepEqual(await holds(house, who), [], 'its own time is before that of the report: it came late')
  const later = (text) => text.replaceAll('20290910090000', '20290917110000').replace('|U05|', '|U05B|')
  assert.equal(await send('u05-cancelled.hl7', later), 'AA')
  assert.deepEqual(await holds(house, who), ['mri-missing'])
  assert.deepEqual((await report('ACC1001')).work, ['imaging-cancelled'], 'not deleted silently')
  assert.equal((await finding(who, 'ACC1001')).status, 'cancelled')

  assert.equal(await send('u06-wrong-patient-withdrawn.hl7'), 'AA')
  assert.deepEqual((await report('ACC1001')).work, ['imaging-withdrawn'])
  assert.ok((await held()).includes('imaging-withdrawn'))
  const withdrawn = await finding(who, 'ACC1001')
  assert.equal(withdrawn.status, 'entered-in-error')
  assert.equal(withdrawn.conclusion, undefined)
  assert.deepEqual(await holds(house, who), ['mri-missing'])
})

test('letters survive, declared or guessed, with any separators and escapes', async () => {
  const other = await booked(house, zoe())
  assert.equal(await send('u08-latin1-declared.hl7'), 'AA')
  assert.deepEqual(await holds(house, other), [])
  assert.equal((await finding(other, 'ACC1008')).conclusion, 'Modic changes at L4/5, ±2 mm listhesis, 37° lordosis.')
  assert.equal(await send('u09-no-charset-cp1252-bytes.hl7'), 'AA')
  assert.equal((await finding(who, 'ACC1009')).conclusion, 'Patient says “worse on sitting” – see Fig…')
  assert.deepEqual((await ops(`imaging/${(await report('ACC1009')).id}`)).flaws.map((flaw) => flaw.place), ['MSH-18'])
  assert.equal(await send('u19-custom-separators.hl7'), 'AA')
  assert.equal((await finding(who, 'ACC1019')).conclusion, 'Root contact@none.')
})

test('a number with spaces that was not traced matches only because birth date and both names agree', async () => {
  assert.equal(await send('u10-nhs-spaces-unverified.hl7'), 'AA')
  assert.equal((await report('ACC1010')).standing, 'matched')
  assert.deepEqual(await holds(house, who), [])
  const born = (text) => text.replace('19700215', '19700216').replaceAll('ACC1010', 'ACC1110').replace('|U10|', '|U10B|')
  assert.equal(await send('u10-nhs-spaces-unverified.hl7', born), 'AA')
  assert.equal((await report('ACC1110')).standing, 'work-list')
})

test('two regions in one message are two reports, and the one without text waits for a person', async () => {
  assert.equal(await send('u11-two-regions-one-report.hl7'), 'AA')
  const [first, second] = [await report('ACC1011'), await report('ACC1012')]
  assert.deepEqual([first.regions, second.regions], [['cervical'], ['lumbar']])
  assert.deepEqual(first.work, ['imaging-text-missing'])
  assert.deepEqual(second.work, [])
  const cervical = (await house.json(`/api/v1/bookings/${who.id}`)).mri.find((scan) => scan.id === first.id)
  assert.equal(cervical.final, false, 'nobody has read it')
})

test('escapes lose no text, and another name goes to two people', async () => {
  assert.equal(await send('u14-escapes.hl7'), 'AA')
  const { id } = await report('ACC1015')
  const shown = await ops(`imaging/${id}`)
  assert.equal(shown.patient.name.family, 'SMITH & JONES')
  assert.deepEqual(shown.work, ['imaging-unmatched'])
  assert.ok(shown.candidates[0].reasons.includes('family-differs'), shown.candidates[0].reasons)
  const once = await act('ACC1015', 'match', { booking: who.id }, 'alice')
  assert.deepEqual(once.work, ['imaging-unmatched', 'imaging-second-person'])
  const again = await house.request(`/ops/api/v1/imaging/${id}/match`, { method: 'POST', role: 'alice',
    body: JSON.stringify({ reason: 'sure', booking: who.id }), headers: { 'content-type': 'application/json' } })
  assert.equal(again.status, 409)
  const twice = await act('ACC1015', 'match', { booking: who.id }, 'bob')
  assert.equal(twice.standing, 'matched')
  assert.equal(twice.decision.basis, 'two-persons')
  assert.equal((await finding(who, 'ACC1015')).conclusion,
    'A|B^C&D~E\\F\nline2\nline3 bold \n\nend \\Zvendor\\ \\C2842\\ \\M\\ unterminated \\ tail')
  const { records } = await ops('audit?limit=50')
  assert.deepEqual(records.filter((one) => one.action === 'imaging.match').map((one) => one.actor), ['operator:bob', 'operator:alice'])
})

test('what is not for us is refused, and what has no control id is kept for a person', async () => {
  const before_ = await held()
  assert.equal(await send('u20-lf-line-ends-no-control-id.hl7'), 'AE')
  assert.equal((await held()).filter((kind) => kind === 'imaging-quarantine').length, 1)
  assert.equal(await send('u21-unsupported-type.hl7'), 'AR')
  assert.equal(await send('u22-production-flag-on-test-port.hl7'), 'AR')
  assert.equal((await held()).length, before_.length + 1)
})

test('the manifest has no sample that was not played', () => {
  assert.deepEqual(manifest.filter((name) => !played.has(name)), [])
})
