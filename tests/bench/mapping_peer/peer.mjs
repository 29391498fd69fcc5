// Bookings mapped a second beside the same mapping in JavaScript (V8), in one run on one core. The
// peer's Bundles are first held against mappings/examples.
// map_only:       a parsed event becomes a tree; ids are only numbered
// map_repeatable: the same with the ids that stay, which are SHA-1 of names
// whole_apply:    text becomes text; ours also checks the result and writes what the store keeps
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleOf, Codes } from './booking.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..')
const examples = join(root, 'mappings/examples')
const codes = new Codes(join(root, 'mappings/codes'))
const text = (example, file) => readFileSync(join(examples, example, `${file}.json`), 'utf8')
const read = (example, file) => JSON.parse(text(example, file))

const bookings = readdirSync(examples).filter((name) => name.startsWith('booking-'))
for (const name of bookings) {
  const made = JSON.parse(JSON.stringify(bundleOf(read(name, 'event'), read(name, 'facts'), codes)))
  assert.deepEqual(made, read(name, 'bundle'), name)
}
console.log(`the peer's Bundles equal those of ${bookings.length} examples`)

const seconds = Number(process.env.SECONDS_EACH ?? '1')
/** By CPU time, as Google Benchmark counts ours: a busy machine slows neither down. */
function measure(work) {
  for (const end = performance.now() + 1000; performance.now() < end;) work()
  const begin = process.cpuUsage()
  const spent = () => { const { user, system } = process.cpuUsage(begin); return (user + system) / 1e6 }
  let count = 0
  while (spent() < seconds) {
    for (let i = 0; i < 50; ++i) work()
    count += 50
  }
  return count / spent()
}

/** Runs ours just before the peer, so that both see the same machine. */
function ours(name) {
  const program = join(process.env.FORAMEN_PROGRAMS, 'tests/bench/mapping_bench')
  const told = execFileSync(program, [`--benchmark_filter=^${name}$`, '--benchmark_format=json',
    `--benchmark_min_time=${seconds}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(told).benchmarks[0].items_per_second
}

const example = 'booking-created'
const facts = read(example, 'facts')
const event = read(example, 'event')
const eventText = JSON.stringify(event)
let length = 0 // So that no work can be left out.
let number = 0
const numbered = () => `00000000-0000-4000-8000-${String(++number).padStart(12, '0')}`
const works = {
  map_only: () => { length += bundleOf(event, facts, codes, numbered).entry.length },
  map_repeatable: () => { length += bundleOf(event, facts, codes).entry.length },
  whole_apply: () => { length += JSON.stringify(bundleOf(JSON.parse(eventText), facts, codes)).length },
}
console.log('booking             ours/s        V8/s   ratio')
for (const [name, work] of Object.entries(works)) {
  const mine = ours(`${name}/booking`)
  const rate = measure(work)
  console.log(`${name.padEnd(14)} ${mine.toFixed(0).padStart(11)} ${rate.toFixed(0).padStart(11)} ` +
    `${(mine / rate).toFixed(2).padStart(7)}`)
}
if (length === 0) throw new Error('nothing was made')
