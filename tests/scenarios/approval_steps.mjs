// Why this file exists: the steps of a scenario that are about an approval and its time.
//
// {approve, decision, conditions?, comment?, name?, gmc?, request?, as?, status?, statusOneOf?}: a
// practice answers the Task of the booking, or of its request of that number.
// {clinic, action, …, status?}: what the clinic does. {race, decisions, holds}: two answers to one
// version. {read, as, status}: who may read the Task. {linked, request, to}: Task.partOf.
// {work, partner, kinds}: what waits for a person. {pass: {minutes}}, {moveTo, share}: the clock
// goes on, or to that share of the request's window; only with "ownClock" of the scenario.
import assert from 'node:assert/strict'
import { until } from '../support/house.mjs'

const identifier = (booking, request) => `${booking}/${request}`

export function approvalSteps(house) {
  const approval = async (id) => (await house.json(`/api/v1/bookings/${id}`)).approval
  const taskOf = async (id, request) => {
    const { task } = await until(`a Task of ${id}`, async () => {
      const found = await approval(id)
      return found.task ? found : undefined
    })
    if (!request) return task
    const found = await house.json(
      `/fhir/R4/Task?identifier=${encodeURIComponent(`urn:foramen:approval-request|${identifier(id, request)}`)}`)
    return `Task/${found.entry[0].resource.id}`
  }
  const move = async (seconds) => {
    if (!house.clock) throw new Error('this step needs "ownClock": true in scenario.json')
    await house.clock(seconds)
  }

  return {
    async approve(step) {
      const reply = await house.answerTask(await taskOf(step.approve, step.request), step.decision, step)
      const wanted = step.statusOneOf ?? [step.status ?? 200]
      assert.ok(wanted.includes(reply.status), `the answer got ${reply.status}: ${await reply.text()}`)
    },
    async clinic(step) {
      const { clinic, status = 200, ...body } = step
      const reply = await house.post(`/api/v1/bookings/${clinic}/approval`, JSON.stringify(body))
      assert.equal(reply.status, status, `${body.action}: ${await reply.text()}`)
    },
    async race(step) {
      const task = await taskOf(step.race)
      const read = await house.request(`/fhir/R4/${task}`, { role: 'practice' })
      const ifMatch = read.headers.get('etag')
      const answers = await Promise.all(step.decisions.map((decision) =>
        house.answerTask(task, decision, { ifMatch })))
      const won = step.decisions.filter((_, i) => answers[i].status === 200)
      assert.equal(won.length, 1, `${won.length} of two answers won`)
      const { holds } = await house.json(`/api/v1/bookings/${step.race}`)
      assert.deepEqual(holds.map((hold) => hold.code), step.holds[won[0]], `after ${won[0]} won`)
    },
    async read(step) {
      const reply = await house.request(`/fhir/R4/${await taskOf(step.read)}`, { role: step.as })
      assert.equal(reply.status, step.status)
    },
    async linked(step) {
      const task = await house.json(`/fhir/R4/${await taskOf(step.linked, step.request)}`)
      assert.deepEqual(task.partOf?.map((part) => part.identifier.value), [identifier(step.linked, step.to)])
    },
    async work(step) {
      await until(`${step.kinds} of ${step.work}`, async () => {
        const { messages } = await house.json(`/ops/api/v1/messages?partner=${step.partner}`, { role: 'operator' })
        const kinds = messages.filter((one) => one.booking === step.work && one.state === 'held')
          .map((one) => one.kind)
        return JSON.stringify(kinds.sort()) === JSON.stringify([...step.kinds].sort())
      })
    },
    async pass(step) { await move(step.pass.minutes * 60) },
    async moveTo(step) {
      const { asked, deadline } = await approval(step.moveTo)
      const target = Date.parse(asked) + (Date.parse(deadline) - Date.parse(asked)) * step.share
      await move((target - house.now()) / 1000)
    },
    async received(step) {
      await until(`${step.holds} at ${step.practice}`, async () =>
        (await house.received()).some((one) => one.practice === step.practice &&
          JSON.stringify(one.body).includes(step.received) && JSON.stringify(one.body).includes(step.holds)))
    },
  }
}
