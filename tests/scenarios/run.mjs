#!/usr/bin/env node
// Plays scenario.json files against the real gateway and the real practice simulator.
//
// usage: run.mjs FOLDER…   each FOLDER holds scenario folders (scenario.json and its files)
//
// At the end all that left the house is held against FHIR R4 and UK Core (judge.mjs); with
// JUDGE_ALL=1 lesser findings are listed too.
//
// Steps: {post, file, status, same?, state?} {mllp, ack} {booking, ready, holds, approval?,
// eventually?} {delivered, reports, practice}, and those of approval_steps.mjs. A scenario with
// "ownClock": true has a gateway of its own, whose clock it may move.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { acknowledged, sendMllp, startHouse, until, root } from '../support/house.mjs'
import { approvalSteps } from './approval_steps.mjs'
import { judge } from './judge.mjs'

const folders = process.argv.slice(2)
if (folders.length === 0) {
  folders.push(join(root, 'tests/scenarios/journeys'))
  folders.push(join(root, '../shared/data/clinic/examples'))
}
const names = folders.filter(existsSync).flatMap((folder) =>
  readdirSync(folder).filter((name) => existsSync(join(folder, name, 'scenario.json')))
    .map((name) => join(folder, name)))
const shared = await startHouse({ practiceTokens: true })
const counts = { passed: 0, failed: 0 }

const same = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort())

/** Whether everything that is wanted stands in what was seen. */
const holdsAll = (seen, wanted) => Object.entries(wanted).every(([key, value]) =>
  value !== null && typeof value === 'object' ? holdsAll(seen?.[key] ?? {}, value) : seen?.[key] === value)

const stepsOf = (house) => ({
  ...approvalSteps(house),
  async post(step, scenario) {
    const body = readFileSync(join(scenario.folder, step.file), 'utf8')
    const reply = await house.post(step.post, body)
    const answer = await reply.json()
    if (reply.status !== step.status) {
      throw new Error(`${step.post} answered ${reply.status}, not ${step.status}: ${JSON.stringify(answer)}`)
    }
    if (step.state && answer.status !== step.state) {
      throw new Error(`${step.file} was ${answer.status}, wanted ${step.state}`)
    }
    if (step.same && answer.messageId !== scenario.messages.get(step.file)) {
      throw new Error(`${step.file} again gave another messageId`)
    }
    scenario.messages.set(step.file, answer.messageId)
  },
  async mllp(step, scenario) {
    const message = readFileSync(join(scenario.folder, step.mllp))
    const [answer] = await sendMllp(house.gateway.mllp, message)
    if (acknowledged(answer) !== step.ack) {
      throw new Error(`${step.mllp} was answered ${acknowledged(answer)}, not ${step.ack}`)
    }
  },
  async booking(step) {
    const look = () => house.json(`/api/v1/bookings/${step.booking}`)
    const fits = (one) => same(one.holds.map((hold) => hold.code), step.holds) &&
      holdsAll(one.approval, step.approval ?? {})
    if (step.eventually) await until(`${step.booking} with ${step.holds}`, async () => fits(await look()))
    const seen = await look()
    const codes = seen.holds.map((hold) => hold.code)
    if (!holdsAll(seen.approval, step.approval ?? {})) {
      throw new Error(`approval is ${JSON.stringify(seen.approval)}, wanted ${JSON.stringify(step.approval)}`)
    }
    if (!same(codes, step.holds)) throw new Error(`holds are ${codes}, wanted ${step.holds}`)
    if (seen.ready !== step.ready) throw new Error(`ready is ${seen.ready}`)
    if (seen.ready && codes.length > 0) throw new Error('ready in spite of holds')
  },
  async delivered(step) {
    const reports = await until(`reports of ${step.delivered}`, async () => {
      const seen = await house.json(`/api/v1/bookings/${step.delivered}`)
      const delivered = seen.reports.filter((report) => report.status === 'delivered')
      const rest = seen.reports.some((report) => report.status === 'waiting')
      return !rest && delivered.length === step.reports ? delivered : undefined
    })
    if (reports.some((report) => report.practice !== step.practice)) {
      throw new Error('a report went to another practice')
    }
    const text = JSON.stringify((await house.received()).filter((one) =>
      one.practice === step.practice && JSON.stringify(one.body).includes('"Composition"') &&
      JSON.stringify(one.body).includes(step.delivered)))
    const arrived = JSON.parse(text).length
    if (arrived !== step.reports) throw new Error(`${arrived} reports arrived, wanted ${step.reports}`)
  },
})

async function playSteps(house, folder, list) {
  const steps = stepsOf(house)
  const scenario = { folder, messages: new Map() }
  for (const [number, step] of list.entries()) {
    const kind = Object.keys(step).find((key) => key in steps)
    if (!kind) throw new Error(`unknown step ${JSON.stringify(step)}`)
    try {
      await steps[kind](step, scenario)
    } catch (error) {
      throw new Error(`step ${number + 1} (${kind}): ${error.message}`)
    }
  }
}

async function play(folder) {
  const { name, ownClock, steps } = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8'))
  const house = ownClock ? await startHouse({ ownClock: true }) : shared
  try {
    await playSteps(house, folder, steps)
    if (ownClock) await judged(house)
  } finally {
    if (ownClock) await house.stop()
  }
  counts.passed += 1
  console.log(`ok      ${name}`)
}

async function judged(house) {
  try {
    const { count, errors, lesser } = await judge(house)
    errors.forEach((error) => console.log(`        ${error}`))
    if (process.env.JUDGE_ALL) lesser.forEach((times, text) => console.log(`        ${times} × ${text}`))
    if (errors.length > 0) throw new Error(`${errors.length} errors in what was emitted`)
    counts.passed += 1
    console.log(`ok      all ${count} messages, searches and histories are valid FHIR`)
  } catch (error) {
    counts.failed += 1
    console.log(`FAILED  ${error.message}`)
  }
}

for (const folder of names) {
  try {
    await play(folder)
  } catch (error) {
    counts.failed += 1
    console.log(`FAILED  ${folder}: ${error.message}`)
  }
}
await judged(shared)
await shared.stop()
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 && names.length > 0 ? 0 : 1)
