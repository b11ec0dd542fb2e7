// Bundles static/src into static/dist/, where Django finds them, and compresses what it made:
// WhiteNoise sends the .br or .gz beside a file to a browser that takes it.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const entries = ["theme.js", "app.js", "app.css", "editor.js", "studio/studio.js", "terminal/terminal.js"];

const { metafile } = await build({
  entryPoints: entries.map((name) => `static/src/${name}`),
  outdir: "static/dist",
  bundle: true,
  minify: true,
  sourcemap: true,
  target: "es2022",
  loader: { ".woff2": "file", ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
});

for (const path of Object.keys(metafile.outputs).filter((each) => /\.(js|css|svg)$/.test(each))) {
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(content));
}
