// simple-hl7 as its own page shows it: each message is parsed and answered AA; nothing is kept. It
// has no option for the address, and everything here listens on loopback.
import net from 'node:net'
import hl7 from 'simple-hl7'

const { listen } = net.Server.prototype
net.Server.prototype.listen = function listenOnLoopback(port) {
  return listen.call(this, port, '127.0.0.1', () => console.log(this.address().port))
}
const app = hl7.tcp()
app.use((request, response) => response.end())
app.start(0)
