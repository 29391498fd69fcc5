// The doors of an approval, on the real gateway and the real practice simulator: what a practice
// and the clinic may do, what is refused, and that one of two answers wins.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { askedAt } from '../support/approvals.mjs'
import { startHouse, until } from '../support/house.mjs'

let house

before(async () => { house = await startHouse({ changes: { approvalPollSeconds: 1 } }) })
after(async () => { await house.stop() })

const asked = () => askedAt(house)
const seen = (id) => house.json(`/api/v1/bookings/${id}`)
const holds = async (id) => (await seen(id)).holds.map((hold) => hold.code)
const clinic = (id, body) => house.post(`/api/v1/bookings/${id}/approval`, { name: 'Dr A. Person', ...body })
const read = (task) => house.request(`/fhir/R4/${task}`, { role: 'practice' })

test('an approval releases; completed alone does not', async () => {
  const { id, task } = await asked()
  const current = await read(task)
  const plain = await house.request(`/fhir/R4/${task}`, {
    method: 'PUT', role: 'practice', headers: { 'if-match': current.headers.get('etag') },
    body: JSON.stringify({ ...(await current.json()), status: 'completed' }),
  })
  assert.equal(plain.status, 422)
  assert.ok((await holds(id)).includes('approval-pending'))
  assert.equal((await house.answerTask(task, 'approved')).status, 200)
  assert.deepEqual(await holds(id), ['mri-missing'])
})

test('the version that is answered has to be named, and has to be the current one', async () => {
  const { task } = await asked()
  const body = JSON.stringify({ ...(await (await read(task)).json()), status: 'accepted' })
  const put = (headers) => house.request(`/fhir/R4/${task}`, { method: 'PUT', role: 'practice', body, headers })
  assert.equal((await put({})).status, 428)
  assert.equal((await put({ 'if-match': 'yes' })).status, 400)
  assert.equal((await put({ 'if-match': 'W/"7"' })).status, 412)
  assert.equal((await put({ 'if-match': 'W/"1"' })).status, 200)
  assert.equal((await put({ 'if-match': 'W/"1"' })).status, 412)
})

test('conditions and comments hold until a clinician has accepted each', async () => {
  const { id, task } = await asked()
  const answer = await house.answerTask(task, 'approved-with-conditions',
    { conditions: ['Check the blood pressure on the day'], comment: 'Please call me' })
  assert.equal(answer.status, 200)
  assert.ok((await holds(id)).includes('approval-conditions-open'))
  assert.equal((await clinic(id, { action: 'accept-condition', condition: 3 })).status, 422)
  for (const condition of [1, 2]) {
    assert.ok((await holds(id)).includes('approval-conditions-open'))
    assert.equal((await clinic(id, { action: 'accept-condition', condition })).status, 200)
  }
  assert.deepEqual(await holds(id), ['mri-missing'])
})

test('more information is asked and given', async () => {
  const { id, task } = await asked()
  assert.equal((await house.answerTask(task, 'more-information-needed', { comment: 'Which tablet?' })).status, 200)
  assert.ok((await holds(id)).includes('approval-more-information'))
  assert.equal((await clinic(id, { action: 'reply', text: 'Warfarin' })).status, 200)
  assert.ok((await holds(id)).includes('approval-pending'))
  assert.equal((await house.answerTask(task, 'approved')).status, 200)
  assert.deepEqual(await holds(id), ['mri-missing'])
})

test('a late no holds again, is a work item, and is acknowledged before it is asked again', async () => {
  const { id, task } = await asked()
  assert.equal((await house.answerTask(task, 'approved')).status, 200)
  assert.equal((await house.answerTask(task, 'declined')).status, 200)
  assert.ok((await holds(id)).includes('approval-declined'))
  const work = await house.json('/ops/api/v1/messages?partner=approvals', { role: 'operator' })
  assert.ok(work.messages.some((one) => one.booking === id && one.kind === 'approval-late-no' && one.state === 'held'))
  assert.equal((await clinic(id, { action: 'ask-again', text: 'New readings' })).status, 409)
  assert.equal((await clinic(id, { action: 'acknowledge' })).status, 200)
  assert.equal((await clinic(id, { action: 'ask-again', text: 'New readings' })).status, 200)
  const again = (await seen(id)).approval
  assert.notEqual(again.task, task)
  assert.ok((await holds(id)).includes('approval-declined'))
  assert.equal((await house.answerTask(again.task, 'approved')).status, 200)
  assert.deepEqual(await holds(id), ['mri-missing'])
})

test('a change voids the approval and asks anew', async () => {
  const { id, task, events } = await asked()
  assert.equal((await house.answerTask(task, 'approved')).status, 200)
  const changed = structuredClone(events.booking)
  changed.eventId += '-b'
  changed.event = 'booking.rescheduled'
  changed.booking.version += 1
  changed.booking.procedure.side = changed.booking.procedure.side === 'left' ? 'right' : 'left'
  assert.equal((await house.post('/api/v1/bookings', changed)).status, 202)
  assert.ok((await holds(id)).includes('booking-changed-since-approval'))
  const { approval } = await seen(id)
  assert.equal(approval.request, 2)
  const old = await house.answerTask(task, 'approved')
  assert.equal(old.status, 409, 'an answer to what is no longer asked')
  assert.equal((await house.answerTask(approval.task, 'approved')).status, 200)
  assert.deepEqual(await holds(id), ['mri-missing'])
})

test('not my patient, cancelled, and a step that makes no sense', async () => {
  const first = await asked()
  assert.equal((await house.answerTask(first.task, 'not-my-patient')).status, 200)
  assert.ok((await holds(first.id)).includes('approval-not-my-patient'))
  const second = await asked()
  const cancelled = structuredClone(second.events.booking)
  Object.assign(cancelled, { eventId: `${cancelled.eventId}-c`, event: 'booking.cancelled' })
  cancelled.booking.version += 1
  assert.equal((await house.post('/api/v1/bookings', cancelled)).status, 202)
  assert.equal((await seen(second.id)).approval.state, 'withdrawn')
  assert.equal((await house.answerTask(second.task, 'approved')).status, 409)
  assert.equal((await clinic(second.id, { action: 'dance' })).status, 422)
  assert.equal((await clinic('BK-NONE', { action: 'acknowledge' })).status, 404)
})

test('a patch, a transaction and a message answer as well', async () => {
  const decision = (code) => ({ type: { text: 'decision' }, valueCodeableConcept: {
    coding: [{ system: 'urn:foramen:approval-decision', code }] } })
  const patched = await asked()
  const patch = await house.request(`/fhir/R4/${patched.task}`, {
    method: 'PATCH', role: 'practice',
    headers: { 'if-match': 'W/"1"', 'content-type': 'application/json-patch+json' },
    body: JSON.stringify([{ op: 'replace', path: '/status', value: 'completed' },
      { op: 'add', path: '/output', value: [decision('approved')] }]),
  })
  assert.equal(patch.status, 200, await patch.text())
  assert.deepEqual(await holds(patched.id), ['mri-missing'])
  for (const [path, type] of [['/fhir/R4', 'transaction'], ['/fhir/R4/$process-message', 'message']]) {
    const { id, task } = await asked()
    const resource = { ...(await (await read(task)).json()), status: 'completed', output: [decision('declined')] }
    const entry = type === 'message' ? [{ resource: { resourceType: 'MessageHeader' } }, { resource }]
      : [{ resource, request: { method: 'PUT', url: task, ifMatch: 'W/"1"' } }]
    const reply = await house.request(path, { method: 'POST', role: 'practice',
      body: JSON.stringify({ resourceType: 'Bundle', type, entry }) })
    assert.equal(reply.status, 200, await reply.text())
    assert.ok((await holds(id)).includes('approval-declined'))
  }
})

test("an answer in the practice's own system is found there", async () => {
  const { id } = await asked()
  const base = `${house.sim}/fhir/R4/Z10003/Task`
  const theirs = await until('the Task at the practice', async () => {
    const found = await (await fetch(`${base}?identifier=${encodeURIComponent(`urn:foramen:approval-request|${id}/1`)}`)).json()
    return found.entry?.[0]?.resource
  })
  const put = await fetch(`${base}/${theirs.id}`, { method: 'PUT', body: JSON.stringify({ ...theirs,
    status: 'completed', output: [{ type: { text: 'decision' }, valueCodeableConcept: {
      coding: [{ system: 'urn:foramen:approval-decision', code: 'approved' }] } }] }) })
  assert.ok(put.ok, await put.text())
  await until('the answer to be found', async () => !(await holds(id)).includes('approval-pending'))
  assert.equal((await seen(id)).approval.answer.door, 'poll')
})

test('of two answers to one version exactly one wins, and a no is never lost', async () => {
  const races = 1000
  const took = []
  for (let race = 0; race < races; race += 1) {
    const { id, task } = await asked()
    const begun = performance.now()
    const answers = await Promise.all(['approved', 'declined'].map((decision) => house.answerTask(task, decision, { ifMatch: 'W/"1"' })))
    const codes = await holds(id)
    took.push(performance.now() - begun)
    const won = answers.map((answer) => answer.status === 200)
    assert.equal(won.filter(Boolean).length, 1, answers.map((answer) => answer.status))
    assert.equal(codes.includes('approval-declined'), won[1])
  }
  took.sort((a, b) => a - b)
  console.log(`${races} races, two answers until the booking shows it: p50 ${took[races / 2].toFixed(1)} ms, p99 ${took[races * 0.99].toFixed(1)} ms`)
})

test('no audit event leaves the house, and a restart forgets nothing', async () => {
  const { id, task } = await asked()
  assert.equal((await house.answerTask(task, 'approved')).status, 200)
  await stopAndStart()
  assert.deepEqual(await holds(id), ['mri-missing'])
  const audits = await house.json('/fhir/R4/AuditEvent')
  assert.ok(audits.total > 0)
  assert.ok(!JSON.stringify(await house.received()).includes('AuditEvent'))
})

async function stopAndStart() {
  await house.kill()
  await house.start()
}
