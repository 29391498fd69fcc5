// Each house rule fails when it is broken, names the place and says what to do.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'foramen-tidy-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'tools'))
copyFileSync('tools/tidy', join(folder, 'tools/tidy'))
execFileSync('git', ['init', '-q', folder])

/** The lines that tidy prints about `file` with that text in it. */
function told(file, text) {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  const ran = spawnSync(process.execPath, ['tools/tidy'], { cwd: folder, encoding: 'utf8' })
  rmSync(path)
  const lines = (ran.stdout + ran.stderr).split('\n').filter((line) => line.startsWith(`${file}:`))
  if (lines.length) assert.notEqual(ran.status, 0, 'a fault makes the exit status')
  return lines.join('\n')
}
const repeated = (line, count) => `${line}\n`.repeat(count)

const rules = [
  ['a room includes one above it', 'gateway/journey/a.cpp', '#include "gateway/store/store.h"\n',
    /a\.cpp:1: journey\/ may not include gateway\/store\/store\.h: move what you need/],
  ['the toolkit includes the house', 'fhir/json/a.cpp', '#include "gateway/base/error.h"\n',
    /the toolkit knows nothing of the house: include only fhir/],
  ['a pure room takes a socket, a thread or chance', 'gateway/journey/a.cpp', '#include <thread>\n',
    /journey\/ is pure: no Asio, thread, random or file here/],
  ['a file is longer than 400 lines', 'gateway/base/a.cpp', repeated('int a;', 401),
    /a\.cpp:1: 401 lines, the most is 400: split it by idea/],
  ['a function is longer than 50 lines', 'gateway/base/a.cpp', `int f()\n{\n${repeated('    g();', 51)}}\n`,
    /a\.cpp:2: this function has 51 lines, the most is 50: split it by idea/],
  ['a line is longer than 100 columns', 'gateway/base/a.cpp', `// ${'x'.repeat(98)}\n`, /a\.cpp:1: more than 100 columns: break it/],
  ['a header can be included twice', 'gateway/base/a.h', 'int a();\n', /a header begins with #pragma once/],
  ['a brace stands inside an awaited call', 'gateway/store/a.cpp', 'co_await put(Message{.id = id});\n',
    /a\.cpp:1: a brace or a lambda inside an awaited call: name it, then await it/],
  ['a lambda stands inside an awaited call', 'gateway/store/a.cpp', 'co_await put([id] { return id; });\n',
    /name it, then await it/],
  ['a lambda with a parameter list stands there', 'gateway/store/a.cpp',
    'auto a = co_await put(b, [&](int c) { d(c); e(); });\n', /name it, then await it/],
  ['something is awaited inside ?:', 'gateway/store/a.cpp', 'auto const a = b ? co_await c() : d;\n',
    /co_await inside \?: or in a loop/],
  ['work is left for later', 'gateway/base/a.cpp', `// ${'TO'}DO: later\n`, /finish it or file an issue/],
  ['a README links to nothing', 'gateway/base/NOTES.md', 'See [this](missing.md).\n',
    /NOTES\.md:1: the link to missing\.md leads nowhere: mend or remove it/],
  ['the top level grows', 'extra/a.txt', 'x\n', null, /the top level is fixed .* put it into one of them/],
  ['a README is longer than a page', 'gateway/base/README.md', repeated('word', 81), /more than 80 lines, which is more than a page/],
  ['a link line says more than the layer table', 'gateway/CMakeLists.txt',
    'foramen_library(journey  FOLDER journey  LINKS clinic store)\n', /journey links store, .*: change both or neither/],
  ['a room has a README without its headings', 'gateway/base/README.md', '# base\n',
    /the heading "What lives here" is missing/],
]
for (const [name, file, text, wanted, ofTop] of rules) {
  test(`tidy fails when ${name}`, () => {
    if (!ofTop) return assert.match(told(file, text), wanted)
    writeFileSync(join(folder, 'loose.txt'), 'x\n')
    const ran = spawnSync(process.execPath, ['tools/tidy'], { cwd: folder, encoding: 'utf8' })
    rmSync(join(folder, 'loose.txt'))
    assert.match(ran.stdout + ran.stderr, ofTop)
  })
}

test('tidy likes what keeps the rules', () => {
  assert.equal(told('gateway/base/a.h', '#pragma once\n\nint a();\n'), '')
  assert.equal(told('gateway/store/a.cpp', '#include "gateway/base/error.h"\n\nauto b = co_await c(d[0], "{");\n'), '')
  assert.equal(told('gateway/base/NOTES.md', 'See [that](https://hl7.org/fhir) and [this](NOTES.md).\n'), '')
})

test('a room without a README is a fault', () => {
  const ran = spawnSync(process.execPath, ['tools/tidy'], { cwd: folder, encoding: 'utf8' })
  assert.match(ran.stdout + ran.stderr, /gateway\/store\/README\.md:1: every room has a README of at most a page/)
})
