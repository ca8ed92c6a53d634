// The committed panels, drawn by Grafana's own components. State timelines are the exception: Grafana keeps that
// component inside its server, so their rows are drawn here, with the panel's own mappings and colours.
import React from "react";
import { createRoot } from "react-dom/client";
import {
  applyFieldOverrides, createDataFrame, createTheme, FieldType, fieldReducers, getDisplayProcessor, getFieldDisplayName,
  Registry, standardTransformers, standardTransformersRegistry, transformDataFrame, dateTime, ThemeContext,
} from "@grafana/data";
import { BigValue, GlobalStyles, PanelChrome, Table, TimeSeries } from "@grafana/ui";
import { firstValueFrom } from "rxjs";
import uplot from "uplot/dist/uPlot.min.css";

const { data } = window;
const theme = createTheme({ colors: { mode: data.theme } });
const CELL = 1500 / 24;
const ROW = 38;

const properties = ["unit", "min", "max", "decimals", "displayName", "noValue", "thresholds", "mappings", "color", "links"];
const customs = ["lineWidth", "fillOpacity", "fillBelowTo", "lineStyle", "showPoints", "width", "cellOptions", "drawStyle",
  "lineInterpolation", "stacking", "thresholdsStyle"];
const option = (id, path, isCustom) => ({ id, path, name: id, isCustom, process: (value) => value, shouldApply: () => true });
const registry = new Registry(() => [
  ...properties.map((each) => option(each, each, false)),
  ...customs.map((each) => option(`custom.${each}`, each, true)),
]);
standardTransformersRegistry.setInit(() =>
  [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer].map((each) => ({ id: each.id, name: each.name, transformation: each, editor: () => null })),
);

function frame(series, refId) {
  return createDataFrame({
    refId,
    fields: [
      { name: "Time", type: FieldType.time, values: series.values.map(([at]) => at), config: {} },
      { name: "Value", type: FieldType.number, labels: series.labels, config: { displayNameFromDS: series.name },
        values: series.values.map(([, value]) => value) },
    ],
  });
}

// A table of one row for each series, as Grafana's Prometheus data source makes it.
function tableFrame({ refId, series }) {
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels)))].filter((each) => each !== "__name__");
  return createDataFrame({
    refId,
    fields: [
      { name: "Time", type: FieldType.time, values: series.map((each) => each.values[0][0]), config: {} },
      ...labels.map((name) => ({ name, type: FieldType.string, values: series.map((each) => each.labels[name] ?? ""), config: {} })),
      { name: `Value #${refId}`, type: FieldType.number, values: series.map((each) => each.values[0][1]), config: {} },
    ],
  });
}

// Where Prometheus had no sample there is a hole, as Grafana's data source puts one in.
function withHoles({ step, series }) {
  return series.map((each) => ({
    ...each,
    values: each.values.flatMap((point, index, all) =>
      index > 0 && point[0] - all[index - 1][0] > 1.5 * step ? [[all[index - 1][0] + step, null], point] : [point],
    ),
  }));
}

async function framesOf(panel) {
  const frames = panel.answers.flatMap((answer) =>
    answer.isTable ? [tableFrame(answer)] : withHoles(answer).map((series) => frame(series, answer.refId)),
  );
  const steps = panel.transformations ?? [];
  const changed = steps.length ? await firstValueFrom(transformDataFrame(steps, frames)) : frames;
  return applyFieldOverrides({
    data: changed, fieldConfig: { defaults: panel.fieldConfig.defaults, overrides: panel.fieldConfig.overrides ?? [] },
    fieldConfigRegistry: registry, replaceVariables: (text) => text, theme, timeZone: "utc",
  });
}

function marks(builder) {
  builder.addHook("draw", (plot) => {
    for (const { at, colour } of data.marks) {
      const x = Math.round(plot.valToPos(at, "x", true));
      plot.ctx.save();
      plot.ctx.strokeStyle = theme.visualization.getColorByName(colour);
      plot.ctx.setLineDash([4, 4]);
      plot.ctx.beginPath();
      plot.ctx.moveTo(x, plot.bbox.top);
      plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
      plot.ctx.stroke();
      plot.ctx.restore();
    }
  });
  return null;
}

function Lines({ panel, frames, width, height }) {
  const timeRange = { from: dateTime(data.from * 1000), to: dateTime(data.to * 1000), raw: { from: "", to: "" } };
  return (
    <TimeSeries frames={frames} structureRev={1} width={width} height={height} timeRange={timeRange} timeZone="utc"
      legend={{ ...panel.options.legend, calcs: panel.options.legend.calcs ?? [] }} options={panel.options}>
      {marks}
    </TimeSeries>
  );
}

function Number_({ panel, frames, width, height }) {
  const field = frames[0]?.fields.find((each) => each.type === FieldType.number);
  if (!field) return <BigValue theme={theme} width={width} height={height} value={{ text: "none", numeric: NaN }} colorMode="value" graphMode="none" />;
  const display = getDisplayProcessor({ field, theme, timeZone: "utc" });
  const value = display(field.values[field.values.length - 1]);
  const named = panel.options.textMode === "name";
  const shown = named ? { ...value, text: getFieldDisplayName(field, frames[0], frames), prefix: "", suffix: "" } : value;
  return <BigValue theme={theme} width={width} height={height} value={shown} colorMode="value" graphMode="none" justifyMode="auto" textMode={named ? "value" : "auto"} />;
}

function States({ panel, frames, width, height }) {
  const span = data.to - data.from;
  const left = 190;
  const rows = frames.map((each) => ({ name: getFieldDisplayName(each.fields[1], each, frames), times: each.fields[0].values, field: each.fields[1] }));
  const high = Math.min(Math.floor((height - 26) / Math.max(rows.length, 1)), 28);
  const seen = new Map();
  const bars = rows.flatMap(({ times, field }, row) => {
    const display = getDisplayProcessor({ field, theme, timeZone: "utc" });
    return times.map((at, index) => {
      const value = field.values[index];
      if (value === null) return null;
      const shown = display(value);
      seen.set(shown.text, shown.color);
      const step = (times[index + 1] ?? at + (times[1] - times[0] || 0)) - at;
      const x = left + ((at / 1000 - data.from) / span) * (width - left);
      const wide = Math.max((step / 1000 / span) * (width - left) + 0.6, 1);
      return <rect key={`${row}-${index}`} x={x} y={row * high + 1} width={Math.min(wide, width - x)} height={high - 3} fill={shown.color} />;
    });
  });
  return (
    <svg width={width} height={height} style={{ font: "12px Inter, Helvetica, Arial, sans-serif" }}>
      {rows.map(({ name }, row) => (
        <text key={name} x={left - 8} y={row * high + high / 2 + 3} textAnchor="end" fill={theme.colors.text.primary}>{name}</text>
      ))}
      {bars}
      {[...seen].map(([text, colour], index) => (
        <g key={text} transform={`translate(${8 + index * 110}, ${height - 14})`}>
          <rect width={14} height={4} y={3} fill={colour} /><text x={20} y={9} fill={theme.colors.text.secondary}>{text}</text>
        </g>
      ))}
    </svg>
  );
}

function Rows({ panel, frames, width, height }) {
  return <Table data={frames[0]} width={width} height={height} initialSortBy={panel.options?.sortBy ?? []} />;
}

function NoData({ panel, width, height }) {
  const middle = { display: "flex", width, height, alignItems: "center", justifyContent: "center", textAlign: "center" };
  return <div style={{ ...middle, color: theme.colors.text.secondary }}>{panel.fieldConfig.defaults.noValue ?? "No data"}</div>;
}

const KINDS = { timeseries: Lines, stat: Number_, "state-timeline": States, table: Rows };

function Panel({ panel, frames, top }) {
  const { x, y, w, h } = panel.gridPos;
  const box = { position: "absolute", left: x * CELL + 4, top: (y - top) * ROW, width: w * CELL - 8, height: h * ROW - 8 };
  if (panel.type === "row") return <h3 style={{ ...box, color: theme.colors.text.primary, font: "500 16px Inter, Helvetica, Arial", margin: 0, paddingTop: 8 }}>{panel.title}</h3>;
  const Kind = KINDS[panel.type];
  return (
    <div style={box}>
      <PanelChrome title={panel.title} width={box.width} height={box.height} padding="md">
        {(width, height) =>
          frames.length === 0 && panel.type !== "stat" ? <NoData panel={panel} width={width} height={height} /> : <Kind panel={panel} frames={frames} width={width} height={height} />
        }
      </PanelChrome>
    </div>
  );
}

function Page({ drawn }) {
  const top = Math.min(...drawn.map(({ panel }) => panel.gridPos.y));
  return <>{drawn.map(({ panel, frames }) => <Panel key={panel.id} panel={panel} frames={frames} top={top} />)}</>;
}

// Grafana measures texts in Inter, which is not here: another font under its name keeps them from being cut.
const inter = 'local("Liberation Sans"), local("Arial"), local("DejaVu Sans")';
for (const weight of ["400", "500"]) document.fonts.add(await new FontFace("Inter", inter, { weight }).load());
const drawn = await Promise.all(data.panels.map(async (panel) => ({ panel, frames: panel.type === "row" ? [] : await framesOf(panel) })));
document.body.style.background = theme.colors.background.canvas;
document.body.style.color = theme.colors.text.primary;
createRoot(document.getElementById("page")).render(
  <ThemeContext.Provider value={theme}><GlobalStyles /><style>{uplot}</style><Page drawn={drawn} /></ThemeContext.Provider>,
);
