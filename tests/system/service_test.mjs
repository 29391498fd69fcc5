// systemd is told when the doors are open, that the loop turns, and that the house stops.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startProgram, stopProgram, until, writeConfig } from '../support/house.mjs'

const folder = mkdtempSync(join(tmpdir(), 'foramen-service-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A datagram socket that prints what it is told; node itself has none. */
const listener = `
import socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
line.bind(sys.argv[1])
print("open", flush=True)
while True: print(line.recv(4096).decode(), flush=True)
`

test('READY=1 comes after the port is open, WATCHDOG=1 from the loop, STOPPING=1 at the end', async (t) => {
  const python = spawn('python3', ['-c', listener, join(folder, 'notify')], { stdio: ['ignore', 'pipe', 'ignore'] })
  const missing = new Promise((resolve) => python.on('error', () => resolve(true)))
  let told = ''
  python.stdout.on('data', (chunk) => { told += chunk })
  if (await Promise.race([missing, until('the socket', () => told.includes('open')).then(() => false)])) {
    return t.skip('needs python3 for a datagram socket')
  }
  process.env.NOTIFY_SOCKET = join(folder, 'notify')
  process.env.WATCHDOG_USEC = '200000'
  const config = writeConfig(join(folder, 'house'), 9)
  const gateway = await startProgram('gateway/foramen', ['serve', '--config', config])
  await until('READY=1', () => told.includes('READY=1'))
  assert.equal((await fetch(`http://127.0.0.1:${gateway.port}/livez`)).status, 200)
  await until('three beats', () => told.split('WATCHDOG=1').length > 3)
  assert.equal(await stopProgram(gateway.child), 0)
  await until('STOPPING=1', () => told.includes('STOPPING=1'))
  python.kill()
})
