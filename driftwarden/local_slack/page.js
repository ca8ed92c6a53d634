// Draws what the server says and sends what a person does. All text goes in as text nodes, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
// Circles are drawn, because not every machine has a font with colours.
const CIRCLE = /^(?:large_)?(red|orange|blue|green|yellow|white)_circle$/;
const EMOJI = { white_check_mark: "✔", arrow_right: "→", raising_hand: "✋", warning: "⚠", zzz: "💤", bell: "🔔", x: "❌", hourglass_flowing_sand: "⏳", mag: "🔍" };
let state = null, version = "", shownView = "", place = "channel";
let user = new URLSearchParams(location.search).get("user") || "U07ADA";

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Slack's text objects.

const decoded = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

function textOf(object) {
  if (!object) return make("span");
  const span = make("span");
  if (object.type === "mrkdwn") span.append(...rich(object.text));
  else object.text.split("\n").forEach((line, at) => span.append(...(at ? [make("br")] : []), decoded(line)));
  return span;
}

function rich(text) {
  const parts = text.split(/(```[\s\S]*?```|`[^`\n]+`|<[^>\n]+>|\*[^*\n]+\*|(?<![\w])_[^_\n]+_(?![\w])|~[^~\n]+~|:[a-z0-9_+-]+:|\n)/);
  return parts.filter((part) => part).map((part) => {
    if (part === "\n") return make("br");
    if (part.startsWith("```") && part.length > 5) return make("pre", "", decoded(part.slice(3, -3)));
    if (part.startsWith("`") && part.length > 2) return make("code", "", decoded(part.slice(1, -1)));
    if (part.startsWith("<") && part.endsWith(">")) return linked(part.slice(1, -1));
    if (part.length > 2 && part.startsWith("*") && part.endsWith("*")) return make("b", "", ...rich(part.slice(1, -1)));
    if (part.length > 2 && part.startsWith("_") && part.endsWith("_")) return make("i", "", ...rich(part.slice(1, -1)));
    if (part.length > 2 && part.startsWith("~") && part.endsWith("~")) return make("s", "", ...rich(part.slice(1, -1)));
    const emoji = /^:([a-z0-9_+-]+):$/.exec(part);
    const circle = emoji && CIRCLE.exec(emoji[1]);
    if (circle) return make("i", `dot ${circle[1]}`);
    return emoji ? EMOJI[emoji[1]] || part : decoded(part);
  });
}

function linked(inner) {
  const [to, label] = inner.split("|");
  if (to.startsWith("@")) return make("span", "mention", "@" + (state.people[to.slice(1)] || to.slice(1)));
  if (to.startsWith("!subteam^")) return make("span", "mention", "@" + to.slice(9));
  if (to.startsWith("!")) return make("span", "mention", "@" + to.slice(1));
  if (to.startsWith("#")) return make("span", "mention", "#" + (state.channels[to.slice(1)] || label || to.slice(1)));
  const link = make("a", "", decoded(label || to));
  if (/^(https?|mailto):/.test(to)) { link.href = decoded(to); link.target = "_blank"; link.rel = "noopener"; }
  return link;
}

// Blocks.

function drawBlock(block, act) {
  switch (block.type) {
    case "header": return make("div", "header", textOf(block.text));
    case "divider": return make("hr");
    case "context": return make("div", "context", ...block.elements.flatMap((one) => [one.type === "image" ? picture(one) : textOf(one), " "]));
    case "image": return picture(block);
    case "actions": return make("div", "actions", ...block.elements.map((one) => drawElement(one, act)));
    case "section": return drawSection(block, act);
    case "input": return drawInput(block);
    default: return make("div", "empty", `(${block.type})`);
  }
}

function drawSection(block, act) {
  const told = make("div", "");
  if (block.text) told.append(textOf(block.text));
  if (block.fields) told.append(make("div", "fields", ...block.fields.map((field) => make("div", "", textOf(field)))));
  told.style.flex = "1";
  return make("div", "section", told, block.accessory ? drawElement(block.accessory, act) : null);
}

function picture(block) {
  const image = make("img");
  image.alt = block.alt_text || "";
  image.src = block.slack_file ? `/files/${block.slack_file.id}` : block.image_url;
  return image;
}

function drawElement(element, act) {
  if (element.type === "button") {
    const button = make("button", element.style || "", textOf(element.text));
    button.type = "button";
    button.onclick = async () => {
      if (element.confirm && !(await confirmed(element.confirm))) return;
      if (element.url) window.open(element.url, "_blank", "noopener");
      button.disabled = true;
      await act(element.action_id, element.value ?? null);
      button.disabled = false;
    };
    return button;
  }
  if (element.options) {
    const menu = make("select", "");
    const first = make("option", "", element.placeholder ? decoded(element.placeholder.text) : "…");
    first.value = "";
    menu.append(first, ...element.options.map(option));
    menu.setAttribute("aria-label", first.textContent);
    menu.onchange = async () => {
      const value = menu.value;
      menu.value = "";
      if (!value || (element.confirm && !(await confirmed(element.confirm)))) return;
      await act(element.action_id, value);
    };
    return menu;
  }
  return element.type === "image" ? picture(element) : make("span", "empty", `(${element.type})`);
}

function option(one) {
  const node = make("option", "", decoded(one.text.text));
  node.value = one.value;
  return node;
}

function drawInput(block) {
  const element = block.element;
  const field = element.options ? make("select", "", ...element.options.map(option)) : make(element.multiline ? "textarea" : "input", "");
  if (element.options && !element.initial_option) { const none = make("option", "", "…"); none.value = ""; field.prepend(none); }
  if (element.initial_option) field.value = element.initial_option.value;
  if (element.initial_value) field.value = element.initial_value;
  if (element.placeholder && !element.options) field.placeholder = decoded(element.placeholder.text);
  if (element.max_length) field.maxLength = element.max_length;
  field.name = element.action_id;
  field.required = !block.optional;
  if (element.type === "datepicker") field.type = "date";
  const label = make("label", "", textOf(block.label), block.optional ? make("span", "soft", "optional") : null);
  const hint = block.hint ? make("div", "hint", textOf(block.hint)) : null;
  const wrong = state.view && state.view.errors && state.view.errors[block.block_id];
  label.append(make("br"), field);
  return make("div", "", label, hint, wrong ? make("div", "wrong", wrong) : null);
}

// Messages and threads.

function drawMessage(message, isWhisper) {
  const act = (action, value) => gesture({ kind: "press", ts: message.ts, action, value });
  const at = new Date(Number(message.ts) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const who = make("div", "", make("span", "who", "Driftwarden"), make("span", "when", at), message.edited ? make("span", "when", "(edited)") : null);
  const blocks = (message.blocks || []).map((block) => drawBlock(block, act));
  const told = blocks.length ? blocks : [make("div", "section", make("div", "", ...rich(message.text || "")))];
  const isDirect = (message.channel_id || "").startsWith("D");
  const said = isWhisper ? (message.is_error ? "Slack says" : "Only visible to you") : isDirect ? "Direct message" : "";
  const note = said ? make("div", "note", said) : null;
  const node = make("article", "message", make("div", "face", "D"), make("div", "body", who, note, ...told));
  if (isWhisper || isDirect) node.classList.add("whisper");
  if (message.is_error) node.classList.add("error");
  node.dataset.ts = message.ts;
  return node;
}

const byTime = (one, other) => Number(one.ts) - Number(other.ts);

function drawChannel() {
  const all = [...state.messages.map((m) => [m, false]), ...state.whispers.map((w) => [w, true])];
  const roots = new Set(state.messages.filter((m) => !m.thread_ts).map((m) => m.ts));
  const closed = new Set([...document.querySelectorAll("details.thread:not([open])")].map((node) => node.dataset.ts));
  const nodes = [];
  for (const [message, isWhisper] of all.filter(([m]) => !roots.has(m.thread_ts)).sort((a, b) => byTime(a[0], b[0]))) {
    nodes.push(drawMessage(message, isWhisper));
    const answers = all.filter(([m]) => m.thread_ts === message.ts).sort((a, b) => byTime(a[0], b[0]));
    if (answers.length) nodes.push(drawThread(message.ts, answers, closed));
  }
  const box = $("messages"), isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const before = box.scrollTop;
  box.replaceChildren(...(nodes.length ? nodes : [make("p", "empty", "Nothing was posted yet.")]));
  box.scrollTop = isAtEnd ? box.scrollHeight : before;
}

function drawThread(ts, answers, closed) {
  const summary = make("summary", "", answers.length === 1 ? "1 reply" : `${answers.length} replies`);
  const thread = make("details", "thread", summary, ...answers.map(([m, isWhisper]) => drawMessage(m, isWhisper)));
  thread.dataset.ts = ts;
  thread.open = !closed.has(ts);
  return thread;
}

function drawHome() {
  const act = (action, value) => gesture({ kind: "press_home", action, value });
  const blocks = state.home ? state.home.blocks.map((block) => drawBlock(block, act)) : [make("p", "empty", "No home tab was published yet.")];
  $("home").replaceChildren(...blocks);
}

// Modals.

function drawModal() {
  const wanted = state.view ? `${state.view.id} ${state.view.hash} ${JSON.stringify(state.view.errors || "")}` : "";
  if (wanted === shownView) return;
  shownView = wanted;
  const dialog = $("modal");
  if (!state.view) return dialog.close();
  const form = make("form", "", make("h2", "", textOf(state.view.title)), ...state.view.blocks.map((block) => drawBlock(block, () => {})));
  const cancel = make("button", "", state.view.close ? textOf(state.view.close) : "Close");
  cancel.type = "button";
  cancel.onclick = () => gesture({ kind: "dismiss" });
  const submit = state.view.submit ? make("button", "primary", textOf(state.view.submit)) : null;
  form.append(make("footer", "", cancel, submit));
  form.onsubmit = (event) => {
    event.preventDefault();
    gesture({ kind: "submit", answers: Object.fromEntries([...new FormData(form)].filter(([, value]) => value)) });
  };
  dialog.oncancel = (event) => { event.preventDefault(); gesture({ kind: "dismiss" }); };
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

function confirmed(asks) {
  const dialog = $("confirm");
  return new Promise((resolve) => {
    const no = make("button", "", textOf(asks.deny)), yes = make("button", asks.style || "primary", textOf(asks.confirm));
    const close = (answer) => { dialog.close(); resolve(answer); };
    no.onclick = () => close(false);
    yes.onclick = () => close(true);
    dialog.oncancel = () => resolve(false);
    dialog.replaceChildren(make("h2", "", textOf(asks.title)), make("p", "", textOf(asks.text)), make("footer", "", no, yes));
    dialog.showModal();
  });
}

// Talking to the server.

async function gesture(what) {
  const response = await fetch("/page/gesture", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user, ...what }) });
  if (!response.ok) toast(await response.text());
  await look();
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  setTimeout(() => { $("toast").hidden = true; }, 6000);
}

async function look() {
  const response = await fetch(`/page/state?user=${encodeURIComponent(user)}&since=${version}`);
  if (response.status === 204) return;
  state = await response.json();
  version = state.version;
  draw();
}

function draw() {
  const [channel] = Object.values(state.channels);
  $("channel").textContent = channel;
  $("user").replaceChildren(...Object.entries(state.people).map(([id, name]) => option({ text: { text: name }, value: id })));
  $("user").value = user;
  drawChannel();
  drawHome();
  drawModal();
}

function go(to) {
  place = to;
  $("talk").hidden = to !== "channel";
  $("home").hidden = to !== "home";
  $("go-channel").classList.toggle("is-open", to === "channel");
  $("go-home").classList.toggle("is-open", to === "home");
  if (to === "home") gesture({ kind: "home" });
}

$("go-channel").onclick = () => go("channel");
$("go-home").onclick = () => go("home");
$("user").onchange = () => { user = $("user").value; version = ""; shownView = null; look(); if (place === "home") go("home"); };
$("composer").onsubmit = (event) => {
  event.preventDefault();
  const said = $("said").value.trim();
  if (!said.startsWith("/driftwarden")) return toast("Only /driftwarden is understood here, e.g. /driftwarden status");
  $("said").value = "";
  gesture({ kind: "command", text: said.slice("/driftwarden".length).trim() });
};
look().catch(() => {});
setInterval(() => look().catch(() => {}), 700);
