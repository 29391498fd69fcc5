// HL7 v2 messages parsed a second on one core, beside the parser of npm simple-hl7, in one run: the
// same message, ours just before the peer's, so that both see the same machine.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import hl7 from 'simple-hl7'

const program = join(process.env.FORAMEN_PROGRAMS, 'tests/bench/hl7v2_bench')
const seconds = Number(process.env.SECONDS_EACH ?? '2')

/** Items a second by the benchmark of this name. */
function ours(name) {
  const words = [`--benchmark_filter=^${name}$`, '--benchmark_format=json', `--benchmark_min_time=${seconds}`]
  const { benchmarks } = JSON.parse(execFileSync(program, words, { encoding: 'utf8' }))
  return benchmarks[0].items_per_second
}

function peer(message) {
  const parser = new hl7.Parser()
  const parse = () => parser.parse(message)
  if (parse().segments.length !== message.trim().split('\r').length - 1) throw new Error('simple-hl7 reads it otherwise')
  for (const end = performance.now() + 500; performance.now() < end;) parse()
  const begin = performance.now()
  const end = begin + seconds * 1000
  let count = 0
  while (performance.now() < end) {
    for (let i = 0; i < 100; ++i) parse()
    count += 100
  }
  return count / ((performance.now() - begin) / 1000)
}

console.log('message                     ours/s  simple-hl7/s   ratio')
for (const [name, title] of [['parse_report', 'report of 7 segments'], ['parse_report_of_100_lines', 'report of 106 segments']]) {
  const message = execFileSync(program, ['--message', name], { encoding: 'utf8' })
  const mine = ours(name)
  const theirs = peer(message)
  console.log([title.padEnd(24), mine.toFixed(0).padStart(9), theirs.toFixed(0).padStart(13), (mine / theirs).toFixed(1).padStart(7)].join(' '))
}
