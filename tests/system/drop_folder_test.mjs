// A PDF beside a form, put into the drop folder of the real gateway: always to the work list, never lost,
// the PDF sealed in the store and readable by whoever decides, and by the clinic after that.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHouse, until } from '../support/house.mjs'
import { booked, holds } from '../support/people.mjs'

const folder = mkdtempSync(join(tmpdir(), 'foramen-drop-'))
const pdf = Buffer.from('%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n', 'latin1')
const logs = []
/** The booking is in 2030 and a form cannot name a day ahead: that the scan is too old proves that it counts. */
const tooOld = ['mri-too-old']
let house

before(async () => {
  house = await startHouse({ changes: { imaging: { acceptTestNumbers: true,
    dropFolder: { folder, pollSeconds: 1, settleSeconds: 0, patienceSeconds: 2 } } }, log: (text) => logs.push(text) })
})
after(async () => { await house.stop(); rmSync(folder, { recursive: true, force: true }) })

const form = (who, changes = {}) => ({ provider: 'northbank', reportId: `F${who.n}`,
  patient: { nhsNumber: who.nhs, family: who.family, given: who.given, birthDate: who.born, sex: 'female' },
  examination: 'MRI lumbar spine', regions: ['lumbar'], scanned: '2026-10-15', ...changes })
/** As README says: under another name first, the PDF before the form. */
function put(name, made, bytes = pdf) {
  for (const [ending, text] of [['pdf', bytes], ['json', JSON.stringify(made)]]) {
    writeFileSync(join(folder, `.${name}.${ending}`), text)
    renameSync(join(folder, `.${name}.${ending}`), join(folder, `${name}.${ending}`))
  }
}
const ops = (path, options) => house.json(`/ops/api/v1/${path}`, { role: 'operator', ...options })
async function listed(who) {
  for (const one of (await ops('imaging?limit=200')).reports) {
    const shown = await ops(`imaging/${one.id}`)
    if (shown.patient.nhsNumbers[0] === who.nhs) return shown
  }
}
const held = async () => (await ops('messages?partner=imaging&state=held')).messages.map((one) => one.kind)
const gone = (name) => until(`${name} to leave the folder`, () => !existsSync(join(folder, `${name}.json`)) && !existsSync(join(folder, `${name}.pdf`)), 20_000)

test('a form that fits perfectly still waits for a person, who reads the PDF and decides', async () => {
  const who = await booked(house)
  put('perfect', form(who))
  await gone('perfect')
  assert.deepEqual(readdirSync(join(folder, 'done')).sort(), ['perfect.json', 'perfect.pdf'])
  assert.deepEqual(await holds(house, who), ['mri-unmatched'])
  const shown = await listed(who)
  assert.deepEqual(shown.work, ['imaging-unmatched'])
  assert.deepEqual(shown.candidates.map((one) => one.patient), [who.clinicId])
  const [{ hash }] = shown.documents
  assert.equal(hash, createHash('sha256').update(pdf).digest('hex'))

  const asked = (role, base) => house.request(`${base}/imaging/${shown.id}/documents/${hash}`, { role })
  const read = await asked('operator', '/ops/api/v1')
  assert.equal(read.headers.get('content-type'), 'application/pdf')
  assert.deepEqual(Buffer.from(await read.arrayBuffer()), pdf)
  assert.equal((await asked('clinic', '/api/v1')).status, 404, 'nobody has said whose it is')
  assert.equal((await asked('practice', '/api/v1')).status, 403)

  await house.request(`/ops/api/v1/imaging/${shown.id}/match`, { method: 'POST', role: 'operator',
    body: JSON.stringify({ booking: who.id, reason: 'compared' }), headers: { 'content-type': 'application/json' } })
  assert.deepEqual(await holds(house, who), tooOld)
  const bundle = await house.json(`/fhir/R4/DiagnosticReport?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|${who.nhs}`)
  const { url, data } = bundle.entry[0].resource.presentedForm[0]
  assert.ok(url.endsWith(`/api/v1/imaging/${shown.id}/documents/${hash}`), url)
  assert.equal(data, undefined, 'a link, never the bytes')
  assert.equal((await asked('clinic', '/api/v1')).status, 200)
  const { records } = await ops('audit?limit=50')
  assert.ok(records.filter((one) => one.action === 'imaging.document').length >= 2)
})

test('the PDF stands in no file of the house in the clear', () => {
  const inside = readdirSync(house.folder).filter((name) => name.startsWith('foramen.db'))
  assert.ok(inside.length > 0)
  for (const name of inside) assert.ok(!readFileSync(join(house.folder, name)).includes('%PDF-1.4'), name)
})

test('a second form with the same number is a later version of the same report', async () => {
  const who = await booked(house)
  put('first', form(who, { reported: '2026-10-16T09:00:00Z', status: 'preliminary' }))
  await gone('first')
  put('second', form(who, { reported: '2026-10-17T09:00:00Z' }), Buffer.concat([pdf, Buffer.from('%%EOF\n')]))
  await gone('second')
  const shown = await listed(who)
  assert.equal(shown.messages, 2)
  assert.equal(shown.status, 'final')
})

test('what is half there is waited for, then rejected and kept, and somebody is told why', async () => {
  const who = await booked(house)
  const before_ = (await held()).filter((kind) => kind === 'imaging-quarantine').length
  writeFileSync(join(folder, 'half.pdf'), pdf.subarray(0, 20))
  writeFileSync(join(folder, 'half.json'), JSON.stringify(form(who)))
  put('wrong', form(who, { scanned: '2026-13-45' }))
  await gone('half')
  await gone('wrong')
  assert.equal((await held()).filter((kind) => kind === 'imaging-quarantine').length, before_ + 2)
  assert.match(readFileSync(join(folder, 'rejected/half.why.txt'), 'utf8'), /PDF/)
  assert.match(readFileSync(join(folder, 'rejected/wrong.why.txt'), 'utf8'), /\/scanned/)
  assert.deepEqual(readFileSync(join(folder, 'rejected/half.pdf')), pdf.subarray(0, 20))
})

test('nothing is lost or doubled when the gateway is killed while it reads', async () => {
  const people = []
  for (let n = 0; n < 6; n += 1) people.push(await booked(house))
  for (const who of people.slice(0, 3)) put(`kill-${who.n}`, form(who))
  await house.kill()
  for (const who of people.slice(3)) put(`kill-${who.n}`, form(who))
  await house.start()
  for (const who of people) await gone(`kill-${who.n}`)
  for (const who of people) {
    const shown = await listed(who)
    assert.equal(shown?.messages, 1, who.id)
  }
  const text = logs.join('')
  for (const who of people) for (const word of [who.nhs, who.family, who.born]) assert.ok(!text.includes(word), word)
})
