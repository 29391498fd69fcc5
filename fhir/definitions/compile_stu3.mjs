#!/usr/bin/env node
// Compiles stu3.txt to the table that table.cpp lays out.
// usage: compile_stu3.mjs OUTPUT
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { many, writeTable } from './write_table.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const kinds = { 'primitive-type': 0, 'complex-type': 1, resource: 2 }
const required = 4
const upper = (text) => text[0].toUpperCase() + text.slice(1)

/** {text, below}: what is indented belongs to the line above it. */
function treeOf(lines) {
  const root = { below: [] }
  const open = [root]
  for (const line of lines) {
    const text = line.trimStart()
    const made = { text, below: [] }
    open.length = line.length - text.length + 1
    open.at(-1).below.push(made)
    open.push(made)
  }
  return root.below
}

const tree = treeOf(readFileSync(join(here, 'stu3.txt'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')))
const sets = tree.filter(({ text }) => text.startsWith('set ')).map(({ text, below }) => ({
  url: text.slice(4), complete: true, codes: below.flatMap(({ text }) => {
    const [system, ...codes] = text.split(' ')
    return codes.map((code) => ({ system, code }))
  }).sort((a, b) => Buffer.compare(Buffer.from(a.code), Buffer.from(b.code)) ||
    Buffer.compare(Buffer.from(a.system), Buffer.from(b.system))),
}))
const setNumber = new Map(sets.map(({ url }, index) => [url, index]))
const types = new Map()

function referencesOf(said, path, name, choice, nested) {
  const one = (type, targets = []) =>
    ({ type, jsonName: choice ? name + upper(type) : name, targets, profiles: [] })
  if (said.startsWith('#')) return [one(said.slice(1))]
  if (nested) return [one(path)]
  return said.split(',').map((text) => {
    const [type, targets] = text.split(/[()]/)
    return one(type, targets?.split('|'))
  })
}

function elementOf({ text, below }, parent) {
  const [written, range, said, ...marks] = text.split(' ')
  const choice = written.endsWith('[x]')
  const name = choice ? written.slice(0, -3) : written
  const [min, max] = range.split('..')
  const path = `${parent}.${written}`
  const nested = below.length > 0
  if (nested) addType({ name: path, url: '', base: said, kind: 1, abstract: false, pattern: '' }, below)
  const set = marks.find((mark) => mark.startsWith('@'))?.slice(1)
  return {
    name, path, min: Number(min), max: max === '*' ? many : Number(max), choice,
    modifier: marks.includes('!'), strength: set ? required : 0, valueSet: set ? setNumber.get(set) : many,
    references: referencesOf(said, path, name, choice, nested), invariants: [],
  }
}

function inherited(base, name) {
  const from = types.get(base)
  if (!from) throw new Error(`${name} has a base that stands nowhere before it: ${base}`)
  return from.elements.map((one) => ({ ...one, path: `${name}.${one.path.slice(base.length + 1)}` }))
}

function addType(head, below) {
  const above = head.base === '' ? [] : inherited(head.base, head.name)
  const own = below.map((one) => elementOf(one, head.name))
  types.set(head.name, { ...head, elements: [...above, ...own], invariants: [] })
}

/** A type comes after its base. */
function headsInOrder() {
  const heads = tree.filter(({ text }) => !text.startsWith('set ')).map(({ text, below }) => {
    const [, kind, abstract, name, base, pattern] =
      /^(\S+)( abstract)? (\S+) (\S+)(?: (.*))?$/.exec(text)
    return { name, base: base === '-' ? '' : base, below, kind: kinds[kind], abstract: Boolean(abstract),
      pattern: pattern ?? '', url: `http://hl7.org/fhir/StructureDefinition/${name}` }
  })
  const byName = new Map(heads.map((one) => [one.name, one]))
  const depth = ({ base }) => base === '' ? 0 : 1 + depth(byName.get(base))
  return heads.sort((a, b) => depth(a) - depth(b))
}

// Backbones are made of BackboneElement and Element, which are not deep.
for (const { below, ...head } of headsInOrder()) addType(head, below)
writeTable(process.argv[2], types, sets)
