#!/usr/bin/env node
// Writes a new channel that compiles and keeps the contract of all channels; its author then fills
// in what this far side wants. usage: tools/dev new-channel NAME [--into FOLDER]
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const [name, option, into] = process.argv.slice(2)
const root = option === '--into' && into ? into : join(here, '..')

function refuse(text) {
  console.error(text)
  process.exit(2)
}
if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name ?? '')) {
  refuse('usage: tools/dev new-channel NAME, in snake_case, such as spire_imaging')
}
const words = name.split('_')
const fills = {
  snake: name,
  kebab: words.join('-'),
  Camel: words.map((word) => word[0].toUpperCase() + word.slice(1)).join(''),
  TODO: '(fill in)',
}
const fill = (text) => text.replace(/@(\w+)@/g, (_, key) => fills[key])

const folder = `gateway/channels/${name}`
if (existsSync(join(root, folder))) refuse(`${folder} is there already`)
const places = {
  'channel.h.in': `${folder}/${name}_channel.h`,
  'channel.cpp.in': `${folder}/${name}_channel.cpp`,
  'README.md': `${folder}/README.md`,
  'channel_test.cpp.in': `tests/gateway/channels/${name}_test.cpp`,
  'practice.json': `config/channels/${name}.example.json`,
}

/** Puts lines into a file, each before the first line that it must precede; all or nothing. */
function insert(file, changes) {
  let text = readFileSync(join(root, file), 'utf8')
  for (const [pattern, replacement] of changes) {
    if (!pattern.test(text)) refuse(`${file} is not as expected: add ${name} there by hand`)
    text = text.replace(pattern, replacement)
  }
  return () => writeFileSync(join(root, file), text)
}
const includes = readFileSync(join(root, 'gateway/channels/registry.cpp'), 'utf8')
const count = Number(/std::array<Channel, (\d+)>/.exec(includes)?.[1])
const registry = insert('gateway/channels/registry.cpp', [
  [/\n\n#include <algorithm>/, `\n#include "${folder}/${name}_channel.h"\n\n#include <algorithm>`],
  [/std::array<Channel, \d+>/, `std::array<Channel, ${count + 1}>`],
  [/\n    }};/, `\n        {"${fills.kebab}", check_${name}, begin_${name}},\n    }};`],
])
const contract = insert('tests/contract/channel_contract_test.cpp', [
  [/\{"webhook", far::webhook\(\)\}/, `{"webhook", far::webhook()},\n        {"${fills.kebab}", far::speaking("${fills.kebab}")}`],
])

const templates = join(here, 'templates/channel')
for (const template of readdirSync(templates)) {
  const place = join(root, places[template])
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, fill(readFileSync(join(templates, template), 'utf8')))
}
registry()
contract()
console.log(`written: ${Object.values(places).join(', ')}
Next: fill in open() and on_reply() of ${places['channel.cpp.in']}, then
tools/dev test -R 'contract|gateway/channels'`)
