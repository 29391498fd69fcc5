// Why this file exists: a line between browser and gateway that can be cut, frozen and mended, so
// that the gateway itself is never touched.
import net from 'node:net';

export async function openLine(target) {
    const { hostname, port } = new URL(target);
    const sockets = new Set();
    let state = 'whole';
    const server = net.createServer((near) => {
        if (state === 'cut') return near.destroy();
        const far = net.connect(Number(port || 80), hostname);
        for (const socket of [near, far]) {
            sockets.add(socket);
            socket.on('error', () => socket.destroy());
            socket.on('close', () => {
                sockets.delete(socket);
                near.destroy();
                far.destroy();
            });
        }
        far.on('data', (bytes) => { if (state !== 'frozen') near.write(bytes); });
        near.on('data', (bytes) => { if (state !== 'frozen') far.write(bytes); });
        return undefined;
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const drop = () => sockets.forEach((socket) => socket.destroy());
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        /** Connections end and none is made. */
        cut() { state = 'cut'; drop(); },
        /** Connections stay, but nothing comes through any more: nobody is told. */
        freeze() { state = 'frozen'; },
        mend() { state = 'whole'; },
        close() { drop(); server.close(); },
    };
}
