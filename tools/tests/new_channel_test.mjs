// What tools/dev new-channel writes compiles with the house's warnings and keeps the contract of
// all channels, before its author has written a line. usage: node new_channel_test.mjs BUILD-FOLDER
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const build = process.argv[2] ?? 'build/release'
const folder = mkdtempSync(join(tmpdir(), 'foramen-channel-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const make = (...args) =>
  spawnSync(process.execPath, ['tools/new_channel.mjs', ...args, '--into', folder], { encoding: 'utf8' })

test('it writes the files and registers them', () => {
  for (const part of ['gateway/channels', 'tests/gateway/channels', 'tests/contract']) {
    cpSync(part, join(folder, part), { recursive: true })
  }
  const made = make('spire_imaging')
  assert.equal(made.status, 0, made.stderr)
  for (const file of ['gateway/channels/spire_imaging/README.md', 'config/channels/spire_imaging.example.json']) {
    const text = readFileSync(join(folder, file), 'utf8')
    assert.doesNotMatch(text, /@\w+@/, file)
  }
})

test('what it wrote compiles and passes the contract and its own test', () => {
  const cache = readFileSync(join(build, 'CMakeCache.txt'), 'utf8')
  const sanitize = /^FORAMEN_SANITIZE:\w+=(.+)$/m.exec(cache)?.[1]
  const objects = [
    'gateway/channels/registry.cpp', 'gateway/channels/spire_imaging/spire_imaging_channel.cpp',
    'tests/gateway/channels/spire_imaging_test.cpp', 'tests/contract/channel_contract_test.cpp',
  ]
  const library = (name, room = 'gateway') => join(build, room, `lib${name}.a`)
  const program = join(folder, 'contract')
  const flags = ['-std=c++20', '-O0', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Werror']
  if (sanitize) flags.push(`-fsanitize=${sanitize}`)
  execFileSync('c++', [...flags, `-I${folder}`, '-I.', ...objects.map((file) => join(folder, file)),
    library('channels'), library('fhir_json', 'fhir'), library('fhir_definitions', 'fhir'),
    library('fhir_element', 'fhir'), library('base'), '-lgmock', '-lgtest', '-lgtest_main', '-lcrypto',
    '-lpthread', '-o', program], { stdio: 'inherit' })
  const ran = spawnSync(program, { encoding: 'utf8' })
  assert.equal(ran.status, 0, ran.stdout.slice(-3000))
  assert.match(ran.stdout, /ChannelContract.*spireimaging/)
})

test('it overwrites nothing and takes no name that is no name', () => {
  assert.match(make('spire_imaging').stderr, /is there already/)
  for (const name of ['Spire', '../x', 'a-b', '']) assert.equal(make(name).status, 2, name)
  assert.ok(!existsSync(join(folder, 'gateway/channels/Spire')))
})
