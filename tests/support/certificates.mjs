// Why this file exists: tests of mutual TLS have an authority of their own, made anew each time.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const openssl = (...words) => execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] })

/** An authority in `folder`; `issue(name)` gives {cert, key}: files of a certificate with that DNS name. */
export function authority(folder, title = 'Tests only') {
  mkdirSync(folder, { recursive: true })
  const ca = join(folder, 'ca.pem')
  const caKey = join(folder, 'ca.key')
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${title}`, '-keyout', caKey, '-out', ca)
  return {
    ca,
    issue(name) {
      const at = (ending) => join(folder, `${name}.${ending}`)
      openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`,
        '-keyout', at('key'), '-out', at('csr'))
      writeFileSync(at('ext'), `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1\n`)
      openssl('x509', '-req', '-in', at('csr'), '-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2',
        '-extfile', at('ext'), '-out', at('pem'))
      chmodSync(at('key'), 0o600)
      return { cert: at('pem'), key: at('key') }
    },
  }
}
