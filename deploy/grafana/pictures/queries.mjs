// What Grafana asks Prometheus for on behalf of a dashboard: variables, panels, annotations.

export function filled(text, values) {
  return text.replace(/\$\{([\w:]+)\}|\$(\w+)/g, (found, braced, bare) => values[braced ?? bare] ?? found);
}

async function ask(prometheus, path, parameters) {
  const answer = await fetch(`${prometheus}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(parameters) });
  const body = await answer.json();
  if (body.status !== "success") throw new Error(`${body.error}: ${parameters.query}`);
  return body.data.result;
}

export async function variablesOf(dashboard, { prometheus, from, to, chosen }) {
  const values = { "__to:date:seconds": String(to) };
  for (const variable of dashboard.templating.list.filter((each) => each.type === "query")) {
    const [, selector, label] = variable.query.match(/^label_values\((.+), (\w+)\)$/);
    const query = `group by (${label}) (last_over_time(${filled(selector, values)}[${to - from}s]))`;
    const found = (await ask(prometheus, "query", { query, time: to })).map((each) => each.metric[label] ?? "").sort();
    values[variable.name] = variable.includeAll ? variable.allValue : (chosen[variable.name] ?? found[0] ?? "");
  }
  return values;
}

function legend(format, metric) {
  if (!format || format === "__auto") return Object.values(metric).filter((each) => !each.startsWith("driftwarden_")).join(" ") || "value";
  return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? "").trim();
}

export async function dataOf(dashboard, when) {
  const values = await variablesOf(dashboard, when);
  const panels = [];
  for (const panel of dashboard.panels) {
    const targets = panel.type === "row" ? [] : panel.targets;
    const answers = await Promise.all(targets.map((target) => answered(target, panel, values, when)));
    panels.push({ ...panel, title: filled(panel.title, values), answers });
  }
  const marks = await Promise.all(dashboard.annotations.list.map((each) => marked(each, values, when)));
  return { title: dashboard.title, from: when.from, to: when.to, panels, marks: marks.flat() };
}

async function answered(target, panel, values, { prometheus, from, to, every }) {
  const atLeast = target.interval ? 86400 * Number.parseInt(target.interval) : every; // written in days
  const step = Math.max(Math.ceil((to - from) / (panel.maxDataPoints ?? 50 * panel.gridPos.w)), atLeast);
  const query = filled(target.expr, { ...values, __interval: `${step}s` });
  const found = target.instant
    ? await ask(prometheus, "query", { query, time: to })
    : await ask(prometheus, "query_range", { query, start: from, end: to, step });
  const series = found.map((each) => ({
    name: legend(target.legendFormat, each.metric),
    labels: each.metric,
    values: (each.values ?? [each.value]).map(([at, value]) => [at * 1000, Number(value)]),
  }));
  return { refId: target.refId, isTable: target.format === "table", step: step * 1000, series };
}

async function marked(annotation, values, { prometheus, from, to }) {
  const step = Math.max(Math.ceil((to - from) / 1000), 60);
  const query = filled(annotation.expr, { ...values, __interval: `${step}s` });
  const found = await ask(prometheus, "query_range", { query, start: from, end: to, step });
  return found.flatMap((each) =>
    [...new Set(each.values.map(([at, value]) => (annotation.useValueForTime ? Number(value) : at * 1000)))]
      .filter((at) => at >= from * 1000)
      .map((at) => ({ at, colour: annotation.iconColor, text: legend(annotation.titleFormat, each.metric) })),
  );
}
