// Bundles static/src into static/dist/, where Django finds them.
import { build } from "esbuild";

const entries = ["theme.js", "app.js", "app.css", "editor.js", "terminal/terminal.js"];

await build({
  entryPoints: entries.map((name) => `static/src/${name}`),
  outdir: "static/dist",
  bundle: true,
  minify: true,
  sourcemap: true,
  target: "es2022",
  loader: { ".woff2": "file", ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
});
