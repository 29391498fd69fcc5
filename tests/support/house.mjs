// Why this file exists: system tests start the real binary and the real simulators, on free
// ports of loopback and in a folder of their own, and stop what they started.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createConnection } from 'node:net'
import { mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const programs = process.env.FORAMEN_PROGRAMS ?? join(root, 'build/release')
export const practices = ['Z10001', 'Z10002', 'Z10003', 'Z10004', 'Z10005']

/** Starts a program; resolves with {child, port} at its line with "event":"listening". */
export function startProgram(program, args, { log } = {}) {
  const child = spawn(join(programs, program), args, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
  return new Promise((resolve, reject) => {
    let seen = ''
    const read = (chunk) => {
      seen += chunk
      log?.(String(chunk))
      const found = /\{[^\n]*"event":"listening"[^\n]*\}/.exec(seen)
      const mllp = /\{[^\n]*"event":"mllp_open"[^\n]*\}/.exec(seen)
      if (found) {
        resolve({ child, port: JSON.parse(found[0]).port, mllp: mllp && JSON.parse(mllp[0]).port })
      }
      if (seen.length > 100_000) seen = seen.slice(-1000)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.ended.then((code) => reject(new Error(`${program} ended with ${code}:\n${seen}`)))
  })
}

/** Sends HL7 v2 messages over one MLLP connection; resolves with their acknowledgements in order. */
export function sendMllp(port, ...messages) {
  return new Promise((resolve, reject) => {
    const line = createConnection(port, '127.0.0.1')
    let seen = ''
    line.on('data', (chunk) => {
      seen += chunk.toString('latin1')
      const answers = seen.split('\x1c\r').slice(0, -1).map((frame) => frame.replace(/^\x0b/, ''))
      if (answers.length < messages.length) return
      line.destroy()
      resolve(answers)
    })
    line.on('error', reject)
    line.on('close', () => reject(new Error(`the line was closed after ${seen.length} bytes`)))
    for (const message of messages) {
      line.write(Buffer.concat([Buffer.from('\x0b'), Buffer.from(message), Buffer.from('\x1c\r')]))
    }
  })
}

/** "AA", "AE", …: what MSA-1 of an acknowledgement says. */
export const acknowledged = (answer) => /\rMSA.([A-Z]+)./.exec(answer)?.[1]

export async function stopProgram(child, signal = 'SIGTERM') {
  child.kill(signal)
  return child.ended
}

/** The configuration of a gateway in `folder` that delivers to the simulator at `simulator`;
 * `changes` may be a function of the simulator's port. */
export function writeConfig(folder, simulator, changes = {}) {
  mkdirSync(folder, { recursive: true })
  const practice = (odsCode) => ({
    odsCode, name: `Practice ${odsCode}`, url: `http://127.0.0.1:${simulator}/fhir/R4/${odsCode}`,
  })
  writeFileSync(join(folder, 'practices.json'), JSON.stringify({ practices: practices.map(practice) }))
  const config = {
    demo: true,
    http: { port: 0 },
    store: { file: 'foramen.db' },
    keys: { masterKeyFile: 'master.key', keyRingFile: 'keys.json' },
    credentialsFile: 'credentials.json',
    mappingsFolder: join(root, 'mappings'),
    practicesFile: 'practices.json',
    occurredAheadHoursMax: 0,
    imaging: {
      sendersFolder: join(root, 'config/senders'), acceptTestNumbers: true, mllp: { port: 0 },
    },
    webhooks: [{
      id: 'clinic', name: 'Clinic', url: `http://127.0.0.1:${simulator}/webhook/clinic`,
      secretFile: 'webhook-secret',
    }],
    delivery: { backoffFirstMs: 50, backoffMaxMs: 500, breakerPauseFirstMs: 100, breakerPauseMaxMs: 500 },
    ...(typeof changes === 'function' ? changes(simulator) : changes),
  }
  const file = join(folder, 'foramen.json')
  writeFileSync(file, JSON.stringify(config, null, 2))
  return file
}

/** A token for each caller, and one for each practice under its ODS code. */
function writeCredentials(folder) {
  const token = () => randomBytes(32).toString('hex')
  const roles = Object.fromEntries(['clinic', 'imaging', 'practice', 'operator'].map((role) => [role, token()]))
  const named = practices.map((odsCode) => ({ odsCode, token: token() }))
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ ...roles, practices: named }), { mode: 0o600 })
}

/** What moves the clock of a gateway that was started with `demoClockFile`. */
function clockOf(folder) {
  let ahead = 0
  const file = join(folder, 'clock')
  writeFileSync(file, '0')
  return {
    now: () => Date.now() + ahead * 1000,
    async clock(seconds) {
      ahead += Math.ceil(Math.max(seconds, 0))
      writeFileSync(`${file}.new`, String(ahead))
      renameSync(`${file}.new`, file)
      // The gateway looks every 50 ms, and brings its journeys up to date every second.
      await new Promise((resolve) => setTimeout(resolve, 200))
    },
  }
}

/** A gateway with a practice simulator; `start` brings the gateway up again on the same store. */
export async function startHouse({
  changes = {}, simulatorArgs = [], log, practiceTokens = false, ownClock = false,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'foramen-'))
  const simulator = await startProgram('tools/practice_simulator', ['--port', '0', ...simulatorArgs])
  const changesAt = (port) => (typeof changes === 'function' ? changes(port) : changes)
  const config = writeConfig(folder, simulator.port,
    ownClock ? (port) => ({ ...changesAt(port), demoClockFile: 'clock' }) : changes)
  if (practiceTokens) writeCredentials(folder)
  const house = {
    folder, config, log, ...(ownClock ? clockOf(folder) : {}),
    sim: `http://127.0.0.1:${simulator.port}`,
    async start() {
      this.gateway = await startProgram('gateway/foramen', ['serve', '--config', config], { log })
      this.base = `http://127.0.0.1:${this.gateway.port}`
      const { practices: named = [], ...roles } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'))
      this.tokens = { ...roles, ...Object.fromEntries(named.map((one) => [one.odsCode, one.token])) }
    },
    async kill() { await stopProgram(this.gateway.child, 'SIGKILL') },
    async stop() {
      const codes = [await stopProgram(this.gateway.child), await stopProgram(simulator.child)]
      rmSync(folder, { recursive: true, force: true })
      return codes
    },
    request(path, { method = 'GET', body, role = 'clinic', headers = {}, signal } = {}) {
      return fetch(this.base + path, {
        method, body, signal,
        headers: { authorization: `Bearer ${this.tokens[role]}`, ...headers },
      })
    },
    post(path, event) {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      return this.request(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    },
    async json(path, options) { return (await this.request(path, options)).json() },
    /** Reads the Task as the practice does and answers it with a decision of interface.md. */
    async answerTask(task, decision, { conditions = [], comment, ifMatch, name, gmc, behalf, as = 'practice' } = {}) {
      const read = await this.request(`/fhir/R4/${task}`, { role: 'practice' })
      const body = await read.json()
      const status = { 'more-information-needed': 'on-hold', 'not-my-patient': 'rejected' }[decision] ?? 'completed'
      const output = (text, value) => ({ type: { text }, ...value })
      const said = [output('decision', { valueCodeableConcept: {
        coding: [{ system: 'urn:foramen:approval-decision', code: decision }] } })]
      for (const one of conditions) said.push(output('condition', { valueString: one }))
      if (comment) said.push(output('comment', { valueString: comment }))
      if (name) said.push(output('name', { valueString: name }))
      if (gmc) said.push(output('gmc', { valueString: gmc }))
      if (behalf) said.push(output('on-behalf-of', { valueString: behalf }))
      return this.request(`/fhir/R4/${task}`, {
        method: 'PUT', role: as, body: JSON.stringify({ ...body, status, output: said }),
        headers: { 'content-type': 'application/fhir+json', 'if-match': ifMatch ?? read.headers.get('etag') },
      })
    },
    async received() { return (await fetch(`${this.sim}/sim/received?limit=100000`)).json() },
    async fault(fault) {
      await fetch(`${this.sim}/sim/faults`, { method: 'POST', body: JSON.stringify(fault) })
    },
    async noFaults() { await fetch(`${this.sim}/sim/faults`, { method: 'DELETE' }) },
  }
  await house.start()
  return house
}

/** Asks until `happened` gives something true, or fails after `patience` milliseconds. */
export async function until(what, happened, patience = 10_000) {
  const end = Date.now() + patience
  for (;;) {
    const value = await happened()
    if (value) return value
    if (Date.now() > end) throw new Error(`still waiting for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
