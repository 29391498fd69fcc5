// What keeps an approval safe when people or machines fail, on the real gateway: a question that
// does not arrive, an answer that does not come, paper, and a database from a backup.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { askedAt } from '../support/approvals.mjs'
import { programs, startHouse, stopProgram, until } from '../support/house.mjs'

let house
before(async () => { house = await startHouse({ practiceTokens: true }) })
after(async () => { await house.stop() })

const seen = (id) => house.json(`/api/v1/bookings/${id}`)
const holds = async (id) => (await seen(id)).holds.map((hold) => hold.code)
const clinic = (id, body) => house.post(`/api/v1/bookings/${id}/approval`, { name: 'Dr A. Person', ...body })
const task = (id) => house.json(`/fhir/R4/${id}`)
const work = async (id, owner) => ((await seen(id)).approval.work ?? [])
  .filter((one) => one.owner === owner).map((one) => one.kind)

function foramen(...args) {
  const credentials = join(house.folder, 'credentials.json')
  return new Promise((resolve) => {
    execFile(join(programs, 'gateway/foramen'), [...args, '--gateway', house.base, '--credentials', credentials],
      (error, out, err) => resolve({ status: error ? error.code : 0, out, err }))
  })
}

test('a question that does not arrive is said by the Task, is work for a person, and is taken back when it arrives', async () => {
  await house.fault({ practice: 'Z10003', mode: '422', count: 100 })
  const { id, task: question } = await askedAt(house) // Behind its booking, which is held.
  await until('the failed delivery', async () => (await task(question)).businessStatus.text === 'delivery-failed')
  assert.deepEqual(await work(id, 'approvals'), ['approval-delivery-failed'])
  assert.notEqual((await seen(id)).approval.delivery, 'delivered')
  const { messages } = await house.json('/ops/api/v1/messages?partner=Z10003&state=held', { role: 'operator' })
  await house.noFaults()
  for (const one of messages.filter((message) => message.booking === id)) {
    const released = await house.request(`/ops/api/v1/messages/${one.id}/release`, { method: 'POST', role: 'operator',
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ reason: 'the practice mended its server' }) })
    assert.equal(released.status, 200, await released.text())
  }
  await until('the delivery', async () => (await task(question)).businessStatus.text === 'sent')
  assert.equal((await seen(id)).approval.delivery, 'delivered')
  assert.ok((await holds(id)).includes('approval-pending'))
})

test('two people override a missing answer, everywhere called overridden, and a no stops it', async () => {
  const { id, task: question } = await askedAt(house)
  assert.equal((await clinic(id, { action: 'override' })).status, 422, 'without a reason')
  assert.equal((await clinic(id, { action: 'confirm-override', name: 'B. Other' })).status, 409)
  assert.equal((await clinic(id, { action: 'override', text: 'The practice is closed' })).status, 200)
  assert.ok((await holds(id)).includes('approval-pending'), 'one person alone changes nothing')
  assert.equal((await clinic(id, { action: 'confirm-override', name: 'dr a person' })).status, 403)
  assert.equal((await clinic(id, { action: 'confirm-override', name: 'B. Other' })).status, 200)
  const { approval, overridden, holds: left } = await seen(id)
  assert.equal(approval.status, 'overridden')
  assert.equal(overridden, true)
  assert.deepEqual(left.map((hold) => hold.code), ['mri-missing'])
  assert.deepEqual({ ...approval.override, askedAt: '', confirmedAt: '' }, { inForce: true, askedAt: '', confirmedAt: '',
    reason: 'The practice is closed', askedBy: 'Dr A. Person', confirmedBy: 'B. Other' })
  assert.deepEqual(await work(id, 'approvals'), ['approval-overridden'])
  const told = await task(question)
  assert.equal(told.status, 'requested')
  assert.equal(told.businessStatus.text, 'overridden')
  assert.match(told.note.at(-1).text, /^Overridden: .*The practice is closed$/)
  const { records } = await house.json('/ops/api/v1/audit?limit=200', { role: 'operator' })
  const actor = (action) => records.find((one) => one.action === action)?.actor
  assert.equal(actor('approval.override'), 'clinic:Dr A. Person')
  assert.equal(actor('approval.confirm-override'), 'clinic:B. Other')
  assert.equal((await house.answerTask(question, 'declined')).status, 200)
  assert.deepEqual(await holds(id), ['approval-declined', 'mri-missing'])
  assert.ok((await work(id, 'approvals')).includes('approval-late-no'))
  assert.equal((await clinic(id, { action: 'override', text: 'Still' })).status, 409, 'never against a no')
})

test('who answers for a GP is recorded as that', async () => {
  const { id, task: question } = await askedAt(house)
  const answer = await house.answerTask(question, 'approved',
    { name: 'B. Nurse', gmc: '7045678', behalf: 'Dr Asha Nair' })
  assert.equal(answer.status, 200)
  const { answer: { name, gmc, onBehalfOf } } = (await seen(id)).approval
  assert.deepEqual({ name, gmc, onBehalfOf }, { name: 'B. Nurse', gmc: '7045678', onBehalfOf: 'Dr Asha Nair' })
  const outputs = Object.fromEntries((await task(question)).output.map((one) => [one.type.text, one.valueReference]))
  assert.equal(outputs.answerer.display, 'B. Nurse')
  assert.equal(outputs.answerer.identifier, undefined)
  assert.equal(outputs['answered-for'].display, 'Dr Asha Nair')
})

test('not my patient opens an incident of information governance', async () => {
  const { id, task: question } = await askedAt(house)
  assert.equal((await house.answerTask(question, 'not-my-patient')).status, 200)
  assert.deepEqual(await work(id, 'governance'), ['approval-incident'])
})

test('the decision names version, date and author of the risk table, and each factor', async () => {
  const { id } = await askedAt(house)
  const { policyVersion, policyAuthor, factors } = (await seen(id)).approval
  assert.match(policyVersion, /^\d+ \(\d{4}-\d{2}-\d{2}\)$/)
  assert.ok(policyAuthor.length > 0)
  assert.deepEqual(factors.map((one) => [one.question, one.outcome]), [['diabetes', 'approval'], ['diabetes', 'approval']])
})

test('a day can be printed with what holds each booking; operators see no patient', async () => {
  const { id } = await askedAt(house)
  const target = '/api/v1/hold-list?day=2030-02-03'
  const list = await house.json(target)
  const mine = list.bookings.find((one) => one.id === id)
  assert.equal(mine.ready, false)
  assert.ok(mine.patient.includes('born 1970-05-17'))
  const csv = await (await house.request(`${target}&format=csv`)).text()
  assert.match(csv, new RegExp(`"${id}","2030-02-03T17:15[^\n]*"NO - on hold"`))
  const page = await house.request(`${target}&format=html`)
  assert.equal(page.headers.get('cache-control'), 'no-store')
  assert.match(await page.text(), /Hold list for 3 February 2030[^]*NO - on hold/)
  const { status, out } = await foramen('hold-list', '--day', '2030-02-03')
  assert.equal(status, 0)
  assert.ok(out.includes(id) && !out.includes('1970-05-17'))
  assert.equal((await house.request('/api/v1/hold-list?day=tomorrow')).status, 422)
  assert.equal((await house.request(target, { role: 'practice' })).status, 403)
})

/** What stands in the folder of the database, by name. */
const database = () => readdirSync(house.folder).filter((name) => name.startsWith('foramen.db'))

test('a database from a backup is noticed: nothing is ready until a named person has confirmed it', async () => {
  const { id, task: question } = await askedAt(house)
  const cleared = await askedAt(house)
  assert.equal((await house.answerTask(question, 'approved')).status, 200)
  assert.deepEqual(await holds(id), ['mri-missing'])
  await until('the mark', async () => existsSync(join(house.folder, 'mark.json')))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await stopProgram(house.gateway.child)
  for (const name of database()) copyFileSync(join(house.folder, name), join(house.folder, `backup-${name}`))

  await house.start()
  assert.deepEqual(await holds(id), ['mri-missing'], 'a restart alone holds nothing')
  assert.equal((await house.answerTask(question, 'declined')).status, 200)
  assert.ok((await holds(id)).includes('approval-declined'))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await stopProgram(house.gateway.child)
  for (const name of database()) rmSync(join(house.folder, name))
  for (const name of readdirSync(house.folder).filter((one) => one.startsWith('backup-'))) {
    copyFileSync(join(house.folder, name), join(house.folder, name.replace('backup-', '')))
  }

  await house.start() // It knows nothing of the "no" any more.
  assert.deepEqual(await holds(id), ['mri-missing', 'restored-from-backup'])
  assert.ok((await work(id, 'approvals')).includes('booking-restored'))
  const waiting = await foramen('restored', 'list')
  assert.equal(waiting.status, 1)
  assert.ok(waiting.out.includes(id))
  assert.equal((await foramen('restored', 'confirm', id, '--name', 'Dr A. Person')).status, 2, 'no reason')
  const confirmed = await foramen('restored', 'confirm', id, '--name', 'Dr A. Person', '--reason', 'compared with the diary')
  assert.equal(confirmed.status, 0, confirmed.err)
  assert.deepEqual(await holds(id), ['mri-missing'])
  assert.ok((await holds(cleared.id)).includes('restored-from-backup'), 'each on its own')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await house.kill()
  await house.start()
  assert.deepEqual(await holds(id), ['mri-missing'], 'once, not at every start')
  assert.ok((await holds(cleared.id)).includes('restored-from-backup'))
  assert.equal((await foramen('restored', 'confirm', '--all', '--name', 'B. Other', '--reason', 'all compared')).status, 0)
  assert.equal((await foramen('restored', 'list')).status, 0)
  const { records } = await house.json('/ops/api/v1/audit?limit=200', { role: 'operator' })
  assert.ok(records.some((one) => one.actor === 'operator:Dr A. Person' && one.object === id))
})
