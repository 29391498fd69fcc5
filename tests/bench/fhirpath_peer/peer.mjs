// FHIRPath evaluations a second beside npm fhirpath, in one run: the same expressions, compiled
// once, on the same resources, one after the other on one core. The answers are compared too.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fhirpath from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4/index.js'

const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const seconds = Number(process.env.SECONDS_EACH ?? '1')
const read = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

function measure(evaluate) {
  for (const end = performance.now() + 300; performance.now() < end;) evaluate()
  const begin = performance.now()
  const end = begin + seconds * 1000
  let count = 0
  while (performance.now() < end) {
    for (let i = 0; i < 100; ++i) evaluate()
    count += 100
  }
  return count / ((performance.now() - begin) / 1000)
}

const shown = (items) => items.map((item) =>
  typeof item === 'object' && item !== null ? String(item) : `${item}`).join('|')

// Ours runs just before the peer, question by question, so that both see the same machine.
const program = join(process.env.FORAMEN_PROGRAMS, 'tests/bench/fhirpath_bench')
const ours = (name) => JSON.parse(
  execFileSync(program, [folder, String(seconds), name], { encoding: 'utf8' }))

console.log('expression          ours/s     fhirpath/s   ratio')
const ratios = []
for (const { name, resource, text } of read('questions').questions) {
  const tree = read(resource)
  const compiled = fhirpath.compile(text, r4)
  const evaluate = () => compiled(tree, { resource: tree })
  const answer = shown(evaluate())
  const mine = ours(name)
  const rate = measure(evaluate)
  const ratio = mine.perSecond / rate
  ratios.push(ratio)
  const differs = answer === mine.answer ? '' : `  answers differ: ${mine.answer} / ${answer}`
  console.log(`${name.padEnd(17)} ${mine.perSecond.toFixed(0).padStart(9)} ` +
    `${rate.toFixed(0).padStart(13)} ${ratio.toFixed(1).padStart(7)}${differs}`)
}
const mean = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length)
console.log(`geometric mean ${mean.toFixed(1)}, least ${Math.min(...ratios).toFixed(1)}`)
