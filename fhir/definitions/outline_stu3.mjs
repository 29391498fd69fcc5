#!/usr/bin/env node
// Makes stu3.txt, the types of FHIR STU3 in a form that people can read and compile_stu3.mjs
// compiles, from a folder with the files of the official package hl7.fhir.core 3.0.1 (CC0-1.0). Run
// by hand: no package registry has STU3.
// usage: outline_stu3.mjs FOLDER >stu3.txt
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expander } from './expansion.mjs'

const folder = process.argv[2]
const read = (kind) => readdirSync(folder).filter((name) => name.startsWith(`${kind}-`)).sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
const lastOf = (text, mark) => text.slice(text.lastIndexOf(mark) + 1)
const regex = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-regex'
const expand = expander([...read('ValueSet'), ...read('CodeSystem')])
const definitions = new Map(read('StructureDefinition')
  .filter((one) => one.kind !== 'logical' && one.derivation !== 'constraint').map((one) => [one.name, one]))
const sets = new Set()
const lines = []

const baseOf = (definition) => definition.baseDefinition ? lastOf(definition.baseDefinition, '/') : ''
const isBelow = (path) => (one) => one.path.startsWith(`${path}.`) &&
  one.path.split('.').length === path.split('.').length + 1

function referenceOf(name, targets) {
  const names = targets.map((url) => lastOf(url, '/'))
  return names.length === 0 || names.includes('Resource') ? name : `${name}(${names.join('|')})`
}

/** "Quantity,Reference(Patient|Group)" or "#Bundle.link" */
function typesOf(element) {
  if (element.contentReference) return element.contentReference
  const targets = new Map()
  for (const { code, targetProfile } of element.type) {
    const known = targets.get(code) ?? targets.set(code, []).get(code)
    if (targetProfile) known.push(targetProfile)
  }
  return [...targets].map(([code, urls]) => referenceOf(code, urls)).join(',')
}

function bindingOf({ binding }) {
  const url = binding?.valueSetReference?.reference ?? binding?.valueSetUri
  if (binding?.strength !== 'required' || !url) return ''
  const plain = url.split('|')[0]
  if (!expand(plain).complete) return ''
  sets.add(plain)
  return ` @${plain}`
}

/** Elements below `path` that no type called `base` has already. */
function outline(all, path, base, depth) {
  const inherited = new Set()
  for (let one = definitions.get(base); one; one = definitions.get(baseOf(one))) {
    one.snapshot.element.filter(isBelow(one.name)).forEach(({ path }) => inherited.add(lastOf(path, '.')))
  }
  for (const element of all.filter(isBelow(path))) {
    const name = lastOf(element.path, '.')
    if (inherited.has(name)) continue
    lines.push(`${' '.repeat(depth)}${name} ${element.min}..${element.max} ${typesOf(element)}` +
      `${element.isModifier ? ' !' : ''}${bindingOf(element)}`)
    if (all.some(isBelow(element.path))) outline(all, element.path, element.type[0].code, depth + 1)
  }
}

for (const definition of definitions.values()) {
  const { name, kind, abstract, snapshot } = definition
  const base = baseOf(definition)
  const primitive = kind === 'primitive-type'
  const type = snapshot.element.find((one) => one.path === `${name}.value`)?.type?.[0]
  const format = primitive && type?.extension?.find((one) => one.url === regex)?.valueString
  lines.push(`${kind}${abstract ? ' abstract' : ''} ${name} ${base || '-'}${format ? ` ${format}` : ''}`)
  if (!primitive) outline(snapshot.element, name, base, 1)
}
for (const url of [...sets].sort()) {
  lines.push(`set ${url}`)
  const bySystem = new Map()
  for (const { system, code } of expand(url).codes) {
    bySystem.set(system, [...bySystem.get(system) ?? [], code])
  }
  for (const [system, codes] of bySystem) lines.push(` ${system} ${codes.join(' ')}`)
}
console.log(`# The types of FHIR STU3 3.0.1 (https://hl7.org/fhir/STU3), from the official package
# hl7.fhir.core 3.0.1 (CC0-1.0), made by outline_stu3.mjs: do not edit. Inherited elements are left out.
# "name min..max types", "!" is a modifier, "@" a required value set whose codes stand at the end.`)
console.log(lines.join('\n'))
