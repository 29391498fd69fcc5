// Durable acknowledgements of imaging reports over MLLP: AA after fsync, matched against a thousand
// patients and with the readiness of their bookings changed, at 1, 8 and 32 connections; beside the
// same messages to an npm server that keeps nothing and beside the disk's own fdatasync rate, all in
// one run. Each connection sends its next message when the last one was answered.
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root, startHouse } from '../support/house.mjs'

const run = promisify(execFile)
const programs = process.env.FORAMEN_PROGRAMS
const seconds = Number(process.env.SECONDS_EACH ?? 5)
const patients = Number(process.env.PATIENTS ?? 1000)
const booking = readFileSync(join(root, 'tests/scenarios/journeys/walk-through/1-booking.json'), 'utf8')
const start = Buffer.from('\x0b')
const end = Buffer.from('\x1c\r')

function nhsNumber(serial) {
  for (let n = 999_200_000 + serial * 11; ; n += 1) {
    const sum = [...String(n)].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${n}${check}`
  }
}
const letters = (n) => [...String(n)].map((digit) => 'bdfglmnrtz'[digit] + 'aeiou'[(n + Number(digit)) % 5]).join('')
const people = Array.from({ length: patients }, (_, n) => ({
  n, nhs: nhsNumber(n), family: `X${letters(n)}${letters(n * 7 + 3)}`,
  born: new Date(Date.UTC(1930, 0, 1) + n * 86_400_000 * 17).toISOString().slice(0, 10),
}))

let serial = 0
function message() {
  serial += 1
  const who = people[serial % patients]
  const number = `NB${serial}`
  return Buffer.concat([start, Buffer.from([
    `MSH|^~\\&|SOLITON|NORTHBANK|FORAMEN|CLINIC|20300116090000||ORU^R01^ORU_R01|B${serial}|P|2.4|||||||UNICODE UTF-8`,
    `PID|1||${who.nhs}^^^NHS^NH||${who.family}^Robin^^^Ms||${who.born.replaceAll('-', '')}|F`,
    `ORC|RE|${number}|${number}||CM`,
    `OBR|1|${number}|${number}|MSPLU^MRI Spine lumbar^NICIP|||20300115090000|||||||||||||||20300116090000||MR|F`,
    'OBX|1|TX|MSPLU^MRI Spine lumbar^NICIP||Disc protrusion at L5/S1, left.||||||F',
    `ZDS|1.2.826.0.1.3680043.9.${serial}^NORTHBANK^Application^DICOM`, '',
  ].join('\r')), end])
}

/** One sender; resolves with the times of its answers in ms. */
function sender(port, until, refused) {
  return new Promise((resolve, reject) => {
    const times = []
    const line = createConnection(port, '127.0.0.1')
    line.setNoDelay(true)
    let sent = 0
    let seen = Buffer.alloc(0)
    const next = () => { sent = performance.now(); line.write(message()) }
    line.on('connect', next)
    line.on('data', (chunk) => {
      seen = seen.length ? Buffer.concat([seen, chunk]) : chunk
      if (seen.indexOf(end) < 0) return
      if (seen.includes('MSA|AA|')) times.push(performance.now() - sent)
      else refused.count += 1
      seen = Buffer.alloc(0)
      if (performance.now() < until) next()
      else { line.destroy(); resolve(times) }
    })
    line.on('error', reject)
  })
}
async function measure(port, connections) {
  const refused = { count: 0 }
  const begun = performance.now()
  const all = await Promise.all(Array.from({ length: connections }, () => sender(port, begun + seconds * 1000, refused)))
  const took = (performance.now() - begun) / 1000
  const times = all.flat().sort((a, b) => a - b)
  return { rate: times.length / took, p50: times[Math.floor(times.length / 2)],
    p99: times[Math.floor(times.length * 0.99)], refused: refused.count }
}

function startPeer() {
  const child = spawn('node', [join(root, 'tests/bench/reports_peer/server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve) => child.stdout.once('data', (text) => resolve({ child, port: Number(text) })))
}

const house = await startHouse({ simulatorArgs: ['--forget-bodies'], changes: { webhooks: [] } })
for (const who of people) {
  const event = JSON.parse(booking)
  event.eventId += `-b${who.n}`
  event.booking.id = `BK-B${who.n}`
  Object.assign(event.patient, { clinicId: `P-B${who.n}`, nhsNumber: who.nhs, birthDate: who.born, gender: 'female' })
  event.patient.name = { family: who.family, given: ['Robin'] }
  const reply = await house.post('/api/v1/bookings', event)
  if (reply.status !== 202) throw new Error(await reply.text())
  await reply.arrayBuffer()
}
const disk = JSON.parse((await run(join(programs, 'tests/bench/fdatasync_bench'), [house.folder])).stdout)
console.log(`fdatasync of the disk: ${disk.fdatasyncPerSecond} a second, p99 ${disk.p99Ms} ms; ${patients} patients with open bookings`)
const peer = existsSync(join(root, 'tests/bench/reports_peer/node_modules/simple-hl7')) ? await startPeer() : undefined
console.log('connections  durable/s  p50 ms  p99 ms  not AA  simple-hl7/s  ratio')
for (const connections of [1, 8, 32]) {
  const ours = await measure(house.gateway.mllp, connections)
  const theirs = peer ? await measure(peer.port, connections) : undefined
  console.log([String(connections).padStart(11), ours.rate.toFixed(0).padStart(10), ours.p50.toFixed(2).padStart(7),
    ours.p99.toFixed(2).padStart(7), String(ours.refused).padStart(7),
    (theirs?.rate.toFixed(0) ?? '-').padStart(13), (theirs ? (ours.rate / theirs.rate).toFixed(2) : '-').padStart(6)].join(' '))
}
const held = await house.json('/ops/api/v1/messages?partner=imaging&state=held&limit=1', { role: 'operator' })
console.log(`work for people: ${held.messages.length ? held.messages[0].kind : 'none'}`)
peer?.child.kill()
await house.stop()
