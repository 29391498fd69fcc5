// Why this file exists: bundles the page and writes it as C++ and assembler, to be embedded.
// node build.mjs <node_modules> <output folder>
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [modules, output] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, 'from-here.js'))('esbuild');
const here = dirname(fileURLToPath(import.meta.url));
const files = join(output, 'files');
rmSync(files, { recursive: true, force: true });
mkdirSync(files, { recursive: true });

const built = await esbuild.build({
    entryPoints: [join(here, 'src/monitor.jsx'), join(here, 'src/monitor.css')],
    bundle: true,
    minify: true,
    write: false,
    outdir: files,
    entryNames: '[name]-[hash]',
    format: 'esm',
    target: ['es2020', 'chrome100', 'firefox100', 'safari15'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    nodePaths: [modules],
    legalComments: 'none',
    logLevel: 'warning',
});

const media = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
const assets = built.outputFiles.map((file) => ({
    name: basename(file.path),
    kind: file.path.split('.').pop(),
    bytes: Buffer.from(file.contents),
}));
const icon = readFileSync(join(here, 'src/icon.svg'));
const iconHash = createHash('sha256').update(icon).digest('hex').slice(0, 8).toUpperCase();
assets.push({ name: `icon-${iconHash}.svg`, kind: 'svg', bytes: icon });
media.svg = 'image/svg+xml';

const named = (kind) => assets.find((asset) => asset.kind === kind).name;
const shell = readFileSync(join(here, 'src/shell.html'), 'utf8')
    .replace('{{style}}', named('css'))
    .replace('{{script}}', named('js'))
    .replace('{{icon}}', named('svg'));

const blobs = [];
const blob = (bytes) => {
    const path = join(files, `blob-${blobs.length}`);
    writeFileSync(path, bytes);
    blobs.push({ path, symbol: `foramen_asset_${blobs.length}` });
    return `view(${blobs.at(-1).symbol}, ${blobs.at(-1).symbol}_end)`;
};
const rows = assets.map((asset) => {
    const plain = blob(asset.bytes);
    const gzipped = blob(gzipSync(asset.bytes, { level: 9 }));
    return `        {"${asset.name}", "${media[asset.kind]}",\n         ${plain}, ${gzipped}},`;
});
const shellView = blob(Buffer.from(shell));

writeFileSync(
    join(output, 'assets_embedded.S'),
    blobs
        .map(({ path, symbol }) =>
            [
                `    .global ${symbol}`,
                `    .global ${symbol}_end`,
                `${symbol}:`,
                `    .incbin "${path}"`,
                `${symbol}_end:`,
            ].join('\n'),
        )
        .reduce((text, one) => `${text}${one}\n`, '    .section .rodata\n') +
        '    .section .note.GNU-stack,"",%progbits\n',
);
writeFileSync(
    join(output, 'assets_embedded.cpp'),
    `// Made by gateway/monitor/web/build.mjs.
#include "gateway/monitor/assets.h"

#include <vector>

extern "C" {
${blobs.map(({ symbol }) => `extern char const ${symbol}[];\nextern char const ${symbol}_end[];`).join('\n')}
}

namespace foramen {

namespace {

std::string_view view(char const* first, char const* end)
{
    return {first, static_cast<std::size_t>(end - first)};
}

} // namespace

std::span<Asset const> assets()
{
    static std::vector<Asset> const all{
${rows.join('\n')}
    };
    return all;
}

std::string_view page_shell() { return ${shellView}; }

} // namespace foramen
`,
);
for (const { name, bytes } of assets) {
    console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}
