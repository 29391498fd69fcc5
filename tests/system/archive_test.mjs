// An imaging provider's archive that is asked (QIDO-RS), on the real gateway and the imaging
// simulator with its faults: what is believed, what is not, and what is asked again.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startHouse, startProgram, stopProgram, until } from '../support/house.mjs'
import { booked, holds } from '../support/people.mjs'

let house
let provider
const logs = []

before(async () => {
  provider = await startProgram('tools/imaging_simulator', ['--port', '0'])
  house = await startHouse({
    changes: {
      imaging: {
        acceptTestNumbers: true,
        servers: [{ name: 'northpacs', url: `http://127.0.0.1:${provider.port}/dicom-web`, pollSeconds: 1 },
          { name: 'northfhir', kind: 'fhir', url: `http://127.0.0.1:${provider.port}/fhir/R4`, pollSeconds: 1 }],
      },
    },
    log: (text) => logs.push(text),
  })
})
after(async () => { await house.stop(); await stopProgram(provider.child) })

const at = (path) => `http://127.0.0.1:${provider.port}${path}`
const value = (vr, ...values) => ({ vr, Value: values })
const fault = (body) => fetch(at('/sim/faults'), { method: 'POST', body: JSON.stringify({ practice: 'imaging', ...body }) })
const noFaults = () => fetch(at('/sim/faults'), { method: 'DELETE' })

/** Puts a study into the archive; `report` is {completion, verification, text} of its report. */
async function study(who, { uid = `1.2.826.0.1.3680043.10.999.${who.n}`, id = who.nhs, region = 'lumbar', report } = {}) {
  const modalities = report ? ['MR', 'SR'] : ['MR']
  const row = {
    '00080020': value('DA', '20300115'), '00080030': value('TM', '090000'), '00080050': value('SH', `ACC${who.n}`),
    '00080061': value('CS', ...modalities), '00081030': value('LO', `MRI ${region} spine`),
    '00100010': value('PN', { Alphabetic: `${who.family.toUpperCase()}^${who.given.toUpperCase()}` }),
    '00100020': value('LO', id), '00100030': value('DA', who.born.replaceAll('-', '')), '00100040': value('CS', 'F'),
    '0020000D': value('UI', uid), '00201206': value('IS', modalities.length), '00201208': value('IS', report ? 7 : 6),
  }
  const series = modalities.map((modality, place) => ({
    '00080060': value('CS', modality), '0020000E': value('UI', `${uid}.${place + 1}`), '00180015': value('CS'),
  }))
  const metadata = report ? [{
    '00100020': value('LO', id), '0020000D': value('UI', uid), '00080023': value('DA', '20300116'),
    '00080033': value('TM', '120000'), '0040A491': value('CS', report.completion),
    '0040A493': value('CS', report.verification),
    '0040A730': value('SQ', { '0040A160': value('UT', report.text) }),
  }] : []
  const reply = await fetch(at(`/dicom-web/studies/${uid}`), { method: 'PUT', body: JSON.stringify({ study: row, series, metadata }) })
  assert.ok(reply.ok, await reply.text())
}
const become = (who, wanted) => until(`${who.id} to have ${wanted}`, async () =>
  JSON.stringify(await holds(house, who)) === JSON.stringify(wanted), 20_000)
const reports = async () => (await house.json('/ops/api/v1/imaging?standing=matched&limit=200', { role: 'operator' })).reports
const final = { completion: 'COMPLETE', verification: 'VERIFIED', text: 'Disc protrusion at L5/S1.' }

test('images without a report are not final; their verified report clears the hold', async () => {
  const who = await booked(house)
  await study(who)
  await become(who, ['mri-not-final'])
  await study(who, { report: final })
  await become(who, [])
  const [found] = (await reports()).filter((report) => report.accession === `ACC${who.n}`)
  assert.equal(found.status, 'final')
  assert.deepEqual(found.regions, ['lumbar'])
})

test('a number with spaces is found, and a partial report does not count', async () => {
  const who = await booked(house)
  const spaced = `${who.nhs.slice(0, 3)} ${who.nhs.slice(3, 6)} ${who.nhs.slice(6)}`
  await study(who, { id: spaced, report: { ...final, completion: 'PARTIAL', verification: 'UNVERIFIED' } })
  await become(who, ['mri-not-final'])
})

test('an answer with a row of somebody else is not believed at all', async () => {
  const who = await booked(house)
  const marks = logs.length
  await fault({ mode: 'foreign-rows' })
  await study(who, { report: final })
  await until('the refusal', () => logs.slice(marks).join('').includes('another patient'))
  assert.deepEqual(await holds(house, who), ['mri-missing'])
  await noFaults()
  await become(who, [])
})

test('a server that is down, busy or speaks nonsense is asked again later', async () => {
  for (const broken of [{ mode: '503', retryAfter: 1 }, { mode: '429', retryAfter: 1 }, { mode: 'garbage' }, { mode: 'cut' }]) {
    const who = await booked(house)
    const marks = logs.length
    await study(who, { report: final })
    await fault({ ...broken, count: 2 })
    await until(`a fault of ${broken.mode}`, () => logs.slice(marks).join('').includes('imaging_not_polled'))
    await noFaults()
    await become(who, [])
  }
})

test('a provider with a FHIR server is asked what is new, also after a restart', async () => {
  const put = async (resource) => {
    const reply = await fetch(at(`/fhir/R4/${resource.resourceType}/${resource.id}`), { method: 'PUT',
      body: JSON.stringify(resource), headers: { 'content-type': 'application/fhir+json' } })
    assert.ok(reply.ok, await reply.text())
  }
  const reported = async (who) => {
    await put({ resourceType: 'Patient', id: `p${who.n}`, birthDate: who.born, gender: 'female',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: who.nhs }],
      name: [{ family: who.family, given: [who.given] }] })
    await put({ resourceType: 'DiagnosticReport', id: `r${who.n}`, status: 'final', subject: { reference: `Patient/p${who.n}` },
      identifier: [{ system: 'https://provider.example/reports', value: `PF${who.n}` }], code: { text: 'MRI lumbar spine' },
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'NMR' }] }],
      effectiveDateTime: '2030-01-15T09:00:00Z', issued: '2030-01-16T09:00:00Z', conclusion: 'Disc protrusion.' })
  }
  const who = await booked(house)
  await reported(who)
  await become(who, [])
  await house.kill()
  await house.start()
  const late = await booked(house)
  await reported(late)
  await become(late, [])
  assert.deepEqual(await holds(house, who), [])
})

test('after a restart everything is asked anew and nothing is doubled', async () => {
  const who = await booked(house)
  await study(who, { report: final })
  await become(who, [])
  const before_ = await reports()
  await house.kill()
  await house.start()
  const late = await booked(house)
  await study(late, { report: final })
  await become(late, [])
  const after_ = await reports()
  assert.equal(after_.length, before_.length + 1)
  for (const report of before_) {
    assert.equal(after_.find((one) => one.id === report.id).messages, report.messages)
  }
})

test('no log names a patient', () => {
  const text = logs.join('')
  for (const word of ['999100', 'protrusion', '-03-07', 'ROBIN', 'Robin']) assert.ok(!text.includes(word), word)
})
