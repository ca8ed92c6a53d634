// node take.mjs --prometheus URL --dashboard model --from 2013-04-01 --to 2014-01-06 --file PICTURE.png
//   [--panels 1,2,9] [--var model=flights ...] [--theme light]
//   [--every SECONDS: how often Prometheus scrapes]
// Needs `npm install` in this folder and chromium on PATH. Not for CI. What to take pictures of: README.md.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { dataOf } from "./queries.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: asked } = parseArgs({
  options: {
    prometheus: { type: "string", default: "http://localhost:9090" },
    dashboard: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    panels: { type: "string", default: "" },
    var: { type: "string", multiple: true, default: [] },
    every: { type: "string", default: "60" },
    theme: { type: "string", default: "dark" },
    file: { type: "string" },
  },
});

const dashboard = JSON.parse(readFileSync(join(here, "..", `${asked.dashboard}.json`), "utf8"));
const data = await dataOf(dashboard, {
  prometheus: asked.prometheus,
  from: Date.parse(asked.from) / 1000,
  to: Date.parse(asked.to) / 1000,
  every: Number(asked.every),
  chosen: Object.fromEntries(asked.var.map((each) => each.split("="))),
});
data.theme = asked.theme;
data.panels = closedUp(chosen(data.panels, asked.panels.split(",").filter(Boolean).map(Number)));

// All panels, or those with these ids and the headings above them.
function chosen(panels, ids) {
  if (ids.length === 0) return panels;
  const headings = panels.map((panel, index) => panels.slice(0, index + 1).findLastIndex((each) => each.type === "row"));
  const kept = new Set(panels.flatMap(({ id }, index) => (ids.includes(id) ? [index, headings[index]] : [])));
  return panels.filter((_, index) => kept.has(index));
}

// Without the holes that the others leave: lines of panels move up, and the last of each reaches the right edge.
function closedUp(panels) {
  let top = 0;
  const tops = [...new Set(panels.map(({ gridPos }) => gridPos.y))];
  return tops.flatMap((y) => {
    const line = panels.filter(({ gridPos }) => gridPos.y === y);
    let left = 0;
    const placed = line.map((panel, index) => {
      const w = index === line.length - 1 ? 24 - left : panel.gridPos.w;
      const moved = { ...panel, gridPos: { ...panel.gridPos, x: left, y: top, w } };
      left += w;
      return moved;
    });
    top += Math.max(...line.map(({ gridPos }) => gridPos.h));
    return placed;
  });
}

// The CommonJS builds: in the others, components of older packages arrive wrapped in an object, and React refuses them.
const { resolve: found } = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "driftwarden-picture-"));
await build({
  entryPoints: [join(here, "panels.jsx")],
  bundle: true,
  format: "esm",
  outfile: join(folder, "panels.js"),
  loader: { ".svg": "dataurl", ".css": "text", ".woff2": "empty", ".ttf": "empty" },
  define: { "process.env.NODE_ENV": '"production"', global: "window" },
  alias: { "@grafana/ui": found("@grafana/ui"), "@grafana/data": found("@grafana/data") },
  logLevel: "error",
});
// In the page itself: a page that was opened from a file may load no modules from files.
const script = readFileSync(join(folder, "panels.js"), "utf8").replaceAll("</script", "<\\/script");
const json = JSON.stringify(data).replaceAll("<", "\\u003c");
writeFileSync(
  join(folder, "page.html"),
  `<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="page" style="position:relative;width:1500px"></div>
  <script>window.data = ${json}; window.__grafana_public_path__ = "";</script><script type="module">${script}</script>`,
);
const height = Math.max(...data.panels.map(({ gridPos }) => (gridPos.y + gridPos.h) * 38)) + 4;
execFileSync("chromium", [
  "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=15000",
  `--window-size=1500,${height}`, `--screenshot=${resolve(asked.file)}`, join(folder, "page.html"),
], { stdio: "ignore" });
