// The sandbox's page. All state is the server's; this draws it and sends acts. Texts are untrusted: they reach the
// document as text nodes only.
const asked = new URLSearchParams(location.search);
const zone = asked.get("zone");
const $ = (selector, root = document) => root.querySelector(selector);
const chosen = { participant: null, group: null, topic: null, mentor: null, admin: null };
const seen = new Map(); // topic -> newest message looked at
let state = null;
let lastAnswer = null;
let watching = new AbortController();
let isJumping = false;
let newcomer = null; // somebody just added, to be played as soon as the state names them

// Elements: el("p", {class: "x", onclick: f}, "text", child)
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

async function act(name, body) {
  const answer = await fetch(`/act/${name}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const { ok, result, error } = await answer.json();
  if (!ok) toast($("#participant"), error, "ltr");
  return ok ? result : null;
}

function toast(section, text, dir = "auto") {
  $(".toast", section)?.remove();
  const node = el("div", { class: "toast", dir }, text);
  section.append(node);
  setTimeout(() => node.remove(), 4000);
}

// ---- time

const timeIn = (ms, timeZone, options) => new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(ms);
const fullTime = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
let clockRead = 0;

function courseNow() {
  return state.clock.now_ms + state.clock.speed * (performance.now() - clockRead);
}

function drawClock() {
  if (!state) return;
  const now = courseNow();
  $("#clock").replaceChildren(
    el("b", {}, timeIn(now, zone ?? "UTC", fullTime)),
    el("span", {}, zone ? `${zone}; ${timeIn(now, "UTC", fullTime)} UTC` : "UTC"),
  );
}

const HOUR = 3600e3;
const jumps = {
  hour: (now) => (Math.floor(now / HOUR) + 1) * HOUR,
  morning: (now) => (Math.floor((now - 6 * HOUR) / (24 * HOUR)) + 1) * 24 * HOUR + 6 * HOUR, // 09:00 at UTC+3
  day: (now) => now + 24 * HOUR,
  week: (now) => now + 168 * HOUR,
};

async function jump(kind) {
  isJumping = true;
  drawLight(null);
  const result = await act("advance", { to_ms: Math.round(jumps[kind](courseNow())) });
  isJumping = false;
  if (result && !result.settled) toast($("#participant"), "Stopped on the way: the bot has not come to rest.");
  readAbout();
}

// ---- what the bot says of itself, and the light

function drawLight(settled) {
  const light = $("#light");
  for (const button of document.querySelectorAll("[data-jump]")) button.disabled = isJumping;
  const noBot = state && state.status.polls === 0;
  light.className = isJumping ? "" : noBot ? "fault" : settled ? "rest" : "";
  $("span", light).textContent = isJumping ? "moving…" : noBot && !settled ? "no bot" : settled ? "at rest" : "working…";
}

let aboutTimer = null;
async function readAbout() {
  clearTimeout(aboutTimer);
  try {
    const { lines, settled } = await (await fetch("/ui/about")).json();
    drawLight(settled);
    $("#about").replaceChildren(...lines.map((line) => el("span", { dir: "auto" }, el("em", {}, line.title),
      line.link ? link(line.text, line.link) : line.text)));
  } catch { drawLight(false); }
  aboutTimer = setTimeout(readAbout, 2500);
}

// ---- links and texts

function follow(url) {
  let address;
  try { address = new URL(url); } catch { return; }
  const start = ["t.me", "telegram.me"].includes(address.hostname) && address.searchParams.get("start");
  if (start) {
    const user = chosen.participant;
    act("send_text", { user, chat: user, text: `/start ${start}` });
  } else if (/^https?:$/.test(address.protocol)) {
    window.open(address.href, "_blank", "noopener,noreferrer");
  }
}

function link(text, url) {
  return el("a", { href: "#", title: url, onclick: (event) => { event.preventDefault(); follow(url); } }, text);
}

const marks = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

function marked(text, entity, piece, column) {
  if (marks[entity.type]) return el(marks[entity.type], {}, piece);
  if (entity.type === "text_link") return wrapLink(piece, entity.url);
  if (entity.type === "url") return wrapLink(piece, text.slice(entity.offset, entity.offset + entity.length));
  if (entity.type === "spoiler") {
    return el("span", { class: "spoiler", onclick: (event) => event.currentTarget.classList.add("shown") }, piece);
  }
  if (entity.type === "bot_command") {
    const command = text.slice(entity.offset, entity.offset + entity.length);
    const send = (event) => { event.preventDefault(); column.send({ text: command }); };
    return el("a", { href: "#", dir: "ltr", onclick: send }, piece);
  }
  return piece;
}

function wrapLink(piece, url) {
  const anchor = link("", url);
  anchor.append(piece);
  return anchor;
}

// One block for each line, so that each takes its direction from its own first strong letter.
function lines(text, entities, column) {
  let offset = 0;
  return text.split("\n").map((line) => {
    const from = offset, to = offset + line.length;
    offset = to + 1;
    const here = entities.filter((e) => e.offset < Math.max(to, from + 1) && e.offset + e.length > from);
    const cuts = new Set([from, to]);
    for (const e of here) for (const at of [e.offset, e.offset + e.length]) if (at > from && at < to) cuts.add(at);
    const edges = [...cuts].sort((a, b) => a - b);
    const node = el("div", { class: "line", dir: "auto" });
    for (let i = 0; i + 1 < edges.length; i++) {
      let piece = document.createTextNode(text.slice(edges[i], edges[i + 1]));
      for (const e of here) if (e.offset <= edges[i] && e.offset + e.length >= edges[i + 1]) piece = marked(text, e, piece, column);
      node.append(piece);
    }
    if (here.some((e) => e.type.endsWith("blockquote"))) node.classList.add("quote");
    if (here.some((e) => e.type === "pre")) node.classList.add("pre");
    return node;
  });
}

// What a service message says, before and after the name in it.
const services = {
  forum_topic_created: ["topic opened: ", ""], forum_topic_edited: ["topic renamed: ", ""],
  forum_topic_closed: ["topic closed", ""], forum_topic_reopened: ["topic reopened", ""],
  new_chat_members: ["", " joined"], left_chat_member: ["", " left"],
  migrate_to_chat_id: ["became supergroup ", ""], migrate_from_chat_id: ["was group ", ""],
};

function gist(message) {
  return message.text ? message.text.replace(/\s+/g, " ").slice(0, 90) : message.media ?? message.service_text;
}

// ---- a chat

class Column {
  constructor(section) {
    this.section = $(section);
    this.replyTo = null;
    this.editing = null;
    this.drawn = "";
    this.waiting = new Set();
    this.list = el("div", { class: "messages" });
    this.menu = el("div", { class: "commands", hidden: true });
    this.note = el("div", { class: "reply", hidden: true });
    this.input = el("textarea", { dir: "auto", placeholder: "Message", rows: 1, "aria-label": "Message" });
    const submit = (event) => { event.preventDefault(); this.submit(); };
    this.input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) submit(event); });
    const media = ["photo", "voice", "video", "document", "sticker"].map((kind) =>
      el("button", { type: "button", title: `Send a ${kind} (the text becomes its caption)`, onclick: () => this.sendMedia(kind) }, kind));
    const menu = el("button", { type: "button", title: "Commands", onclick: () => { this.menu.hidden = !this.menu.hidden; } }, "/ menu");
    $(".chat", this.section).append(this.list, this.menu, el("div", { class: "composer" }, this.note,
      el("form", { onsubmit: submit }, this.input, el("button", {}, "Send")), el("div", { class: "extras" }, menu, ...media)));
  }

  place(chat, user, thread = null, isForum = false) {
    if (chat !== this.chat || thread !== this.thread) { this.settle(); this.drawn = ""; this.jumped = true; }
    Object.assign(this, { chat, user, thread, isForum });
  }

  settle() {
    this.replyTo = this.editing = null;
    this.note.hidden = true;
    this.input.value = "";
  }

  where(more) {
    return { user: this.user, chat: this.chat, thread: this.thread, reply_to: this.replyTo, ...more };
  }

  send(more) { return act("send_text", this.where(more)); }

  async submit() {
    const text = this.input.value;
    if (!text.trim()) return;
    const done = this.editing
      ? act("edit_text", this.where({ message_id: this.editing, text })) : this.send({ text });
    this.settle();
    await done;
  }

  sendMedia(media) {
    const text = this.input.value;
    act("send_media", this.where({ media, text }));
    this.settle();
  }

  about(label, message) {
    this.note.replaceChildren(el("span", { dir: "auto" }, `${label}: ${gist(message)}`),
      el("button", { type: "button", onclick: () => this.settle() }, "×"));
    this.note.hidden = false;
    this.input.focus();
  }

  draw() {
    const all = state.chats[this.chat] ?? [];
    const shown = this.isForum ? all.filter((m) => (m.thread ?? null) === this.thread) : all;
    const commands = state.commands[this.chat] ?? [];
    const key = JSON.stringify([shown, commands, this.user, [...this.waiting]]);
    if (key === this.drawn) return;
    this.drawn = key;
    const atEnd = this.jumped || this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const byId = new Map(all.map((m) => [m.message_id, m]));
    const nodes = [];
    let day = "";
    for (const message of shown) {
      const on = timeIn(message.sent_ms, zone ?? "UTC", { weekday: "long", day: "numeric", month: "long" });
      if (on !== day) nodes.push(el("div", { class: "pill" }, on));
      day = on;
      nodes.push(this.message(message, byId));
    }
    if (!nodes.length) nodes.push(this.nothing());
    this.list.replaceChildren(...nodes);
    this.atEnd = atEnd;
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
    this.jumped = false;
    this.menu.replaceChildren(...commands.map((c) => el("button", { type: "button", onclick: () => { this.menu.hidden = true; this.send({ text: `/${c.command}` }); } },
      el("b", { dir: "ltr" }, `/${c.command}`), el("span", { dir: "auto" }, c.description))));
    if (!commands.length) this.menu.replaceChildren(el("span", {}, "The bot has set no commands here."));
  }

  nothing() {
    const start = this.chat > 0 && this.chat === this.user && el("button", { onclick: () => this.send({ text: "/start" }) }, "Start");
    return el("div", { class: "empty" }, ...(start ? ["Not started yet. ", start] : ["Nothing here yet."]));
  }

  message(message, byId) {
    if (message.service) {
      const [before, after] = services[message.service] ?? [`${message.service} `, ""];
      return el("div", { class: "pill" }, before, el("bdi", {}, message.service_text), after);
    }
    const own = message.from === this.user;
    const bubble = el("div", { class: "bubble" });
    const isPrivate = this.chat > 0;
    if (!own && !isPrivate) bubble.append(el("div", { class: "author", dir: "auto" }, message.author));
    const replied = byId.get(message.reply_to);
    if (replied) bubble.append(el("div", { class: "quoted", dir: "auto" }, gist(replied)));
    if (message.media) bubble.append(this.media(message));
    if (message.text) bubble.append(...lines(message.text, message.entities, this));
    const time = timeIn(message.sent_ms, zone ?? "UTC", { hour: "2-digit", minute: "2-digit" });
    bubble.append(el("div", { class: "meta" }, ...message.reactions.map((r) => el("span", { class: "reaction" }, r)),
      message.edits && message.text ? `edited ${time}` : time));
    return el("div", { class: own ? "message own" : "message" }, bubble, this.keyboard(message), this.tools(message, own));
  }

  media(message) {
    const stand = el("div", { class: "media" }, message.media);
    if (message.media !== "photo" || !message.from_bot) return stand;
    const picture = el("img", { src: `/ui/file?id=${encodeURIComponent(message.file_id)}`, alt: message.media });
    picture.addEventListener("error", () => picture.replaceWith(stand));
    // It has no height before.
    picture.addEventListener("load", () => { if (this.atEnd) this.list.scrollTop = this.list.scrollHeight; });
    return picture;
  }

  keyboard(message) {
    if (!message.buttons.length) return null;
    return el("div", { class: "keyboard" }, ...message.buttons.map((row) => el("div", {}, ...row.map((button) => {
      const tap = () => (button.url ? follow(button.url) : this.press(message, button.data));
      const waiting = this.waiting.has(`${message.message_id} ${button.data}`);
      return el("button", { dir: "auto", class: waiting ? "waiting" : null, title: button.url ?? button.data, onclick: tap },
        button.url ? `${button.text} ↗` : button.text);
    }))));
  }

  async press(message, data) {
    const key = `${message.message_id} ${data}`;
    this.waiting.add(key);
    this.draw();
    await act("press", this.where({ message_id: message.message_id, data }));
    setTimeout(() => { this.waiting.delete(key); this.draw(); }, 6000);
  }

  tools(message, own) {
    const tool = (label, onclick) => el("button", { type: "button", onclick }, label);
    return el("div", { class: "tools" },
      tool("reply", () => { this.replyTo = message.message_id; this.about("reply to", message); }),
      own && !message.media ? tool("edit", () => { this.editing = message.message_id; this.about("edit", message); this.input.value = message.text; }) : null,
      tool("👍", () => act("react", this.where({ message_id: message.message_id, text: "👍" }))),
      own || this.chat > 0 ? tool("delete", () => act("delete_message", this.where({ message_id: message.message_id }))) : null);
  }

  answered(answer) {
    if (answer.chat_id !== this.chat || answer.user_id !== this.user) return;
    for (const key of this.waiting) if (key.startsWith(`${answer.message_id} `)) this.waiting.delete(key);
    if (!answer.text) return;
    if (!answer.show_alert) return toast(this.section, answer.text);
    $("#alert p").textContent = answer.text;
    if (!$("#alert").open) $("#alert").showModal();
  }
}

const columns = { participant: new Column("#participant"), mentors: new Column("#mentors"), admin: new Column("#admin") };

// ---- choosing

// A choice from the address: an id, or which one in the list, counted from 1.
function pick(list, current, wanted) {
  if (list.includes(current)) return current;
  const number = Number(wanted);
  return list.includes(number) ? number : list[number - 1] ?? list[0] ?? null;
}

// The first group is the mentors' own: its administrators are the admins, whoever is not in it is a participant.
function choose() {
  const groups = state.groups.filter((g) => !g.migrated_to);
  chosen.group = pick(groups.map((g) => g.id), chosen.group, asked.get("group"));
  const group = groups.find((g) => g.id === chosen.group);
  const home = groups[0] ?? { members: [], administrators: [] };
  const adminsLast = (g) => [...g.members].sort((x, y) => g.administrators.includes(x) - g.administrators.includes(y));
  const members = group ? adminsLast(group) : [];
  const everybody = state.people.map((p) => p.id);
  const admins = adminsLast(home).reverse();
  chosen.admin = pick(admins.length ? admins : everybody, chosen.admin, asked.get("admin"));
  const others = everybody.filter((id) => !home.members.includes(id) && id !== chosen.admin);
  chosen.participant = pick(others.length ? others : everybody, chosen.participant, asked.get("participant"));
  if (others.includes(newcomer)) { chosen.participant = newcomer; newcomer = null; address(); }
  chosen.mentor = pick(members, chosen.mentor, asked.get("mentor"));
  const topics = group?.topics.map((t) => t.id) ?? [];
  if (chosen.topic === null && asked.get("topic")) chosen.topic = pick(topics, null, asked.get("topic"));
  if (chosen.topic !== null && !topics.includes(chosen.topic)) chosen.topic = null;
  return { group, groups, members, others: others.length ? others : everybody, admins: admins.length ? admins : everybody };
}

function fill(select, ids, current, label) {
  const key = JSON.stringify([ids.map(label), current]);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  select.replaceChildren(...ids.map((id) => el("option", { value: id, selected: id === current }, label(id))));
}

const watched = () => [[chosen.participant, chosen.participant], [chosen.group, chosen.mentor], [chosen.admin, chosen.admin]]
  .filter(([chat]) => chat !== null).map(([chat, person]) => `${chat}:${person ?? 0}`).join(",");

function draw() {
  const { group, groups, members, others, admins } = choose();
  const person = new Map(state.people.map((p) => [p.id, p]));
  const name = (id) => { const p = person.get(id); return p ? `${p.first_name} (${p.language_code})` : String(id); };
  fill($("#participant .who"), others, chosen.participant, name);
  fill($("#mentors .who"), members, chosen.mentor, name);
  fill($("#admin .who"), admins, chosen.admin, name);
  fill($("#group"), groups.map((g) => g.id), chosen.group, (id) => groups.find((g) => g.id === id).title);
  $("#group").hidden = groups.length < 2;
  $("#group-title").textContent = group?.title ?? "No group";
  const current = person.get(chosen.participant);
  $("#block").hidden = !current;
  $("#block").textContent = current?.is_blocked ? "unblock bot" : "block bot";
  $("#block").classList.toggle("on", current?.is_blocked ?? false);
  drawTopics(group);
  columns.participant.place(chosen.participant, chosen.participant);
  columns.mentors.place(chosen.group, chosen.mentor, chosen.topic, group?.is_forum ?? false);
  columns.admin.place(chosen.admin, chosen.admin);
  for (const column of Object.values(columns)) column.draw();
  if ($("#speed") !== document.activeElement) $("#speed").value = String(state.clock.speed);
  const { unread, effects, violations, faults } = state.status;
  $("#status").replaceChildren(`unread ${unread} · effects ${effects} · `,
    el("span", { class: violations ? "bad" : null }, `violations ${violations}`), faults ? ` · faults ${faults}` : "");
  drawClock();
}

function drawTopics(group) {
  const topics = group?.is_forum ? [...group.topics].sort((a, b) => b.last_message_id - a.last_message_id) : [];
  seen.set(chosen.topic, topics.find((t) => t.id === chosen.topic)?.last_message_id ?? 0);
  const entry = (id, label, last, closed) => {
    const isNew = id !== null && id !== chosen.topic && last > (seen.get(id) ?? 0);
    const classes = [id === chosen.topic && "chosen", closed && "closed", isNew && "new"].filter(Boolean).join(" ");
    return el("button", { class: classes, dir: "auto", onclick: () => { chosen.topic = id; asked.delete("topic"); remember(); draw(); } }, label);
  };
  $("#topics").replaceChildren(...(group?.is_forum ? [entry(null, "General", 0, false)] : []),
    ...topics.map((t) => entry(t.id, t.is_closed ? `${t.name} (closed)` : t.name, t.last_message_id, t.is_closed)));
}

// Keeps the address a link to what is shown.
function address() {
  for (const [name, id] of Object.entries(chosen)) if (id === null) asked.delete(name); else asked.set(name, id);
  history.replaceState(null, "", `?${asked}`);
}

// After a choice: the address says it, and the state is read anew for the chats now shown.
function remember() {
  address();
  watching.abort();
}

// ---- following the server

async function follow_state() {
  let revision = null, watch = null;
  for (;;) {
    watching = new AbortController();
    const now = state ? watched() : "";
    const after = revision !== null && now === watch ? `&after=${revision}` : "";
    try {
      const answer = await fetch(`/ui/state?watch=${encodeURIComponent(now)}${after}`, { signal: watching.signal });
      state = await answer.json();
      clockRead = performance.now();
      ({ revision } = state);
      watch = now;
      draw();
      for (const answer of state.answers) {
        if (lastAnswer !== null && answer.number > lastAnswer) for (const column of Object.values(columns)) column.answered(answer);
      }
      lastAnswer = state.answers.at(-1)?.number ?? lastAnswer ?? 0;
      for (const column of Object.values(columns)) column.draw();
    } catch (error) {
      if (error.name === "AbortError") continue;
      $("#light").className = "fault";
      $("#light span").textContent = "sandbox gone";
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

for (const [section, name] of [["#participant", "participant"], ["#mentors", "mentor"], ["#admin", "admin"]]) {
  $(`${section} .who`).addEventListener("change", (event) => { chosen[name] = Number(event.target.value); remember(); draw(); });
}
$("#group").addEventListener("change", (event) => { chosen.group = Number(event.target.value); chosen.topic = chosen.mentor = null; remember(); draw(); });
$("#speed").addEventListener("change", (event) => { act("set_speed", { speed: Number(event.target.value) }); event.target.blur(); });
$("#block").addEventListener("click", () => {
  const isBlocked = state.people.find((p) => p.id === chosen.participant)?.is_blocked;
  act(isBlocked ? "unblock" : "block", { user: chosen.participant });
});
$("#add").addEventListener("click", () => { $("#newcomer").hidden = !$("#newcomer").hidden; $("#newcomer input").focus(); });
$("#newcomer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const id = await act("add_user", Object.fromEntries(new FormData(event.target)));
  event.target.reset();
  event.target.hidden = true;
  if (id) { newcomer = id; watching.abort(); }
});
for (const button of document.querySelectorAll("[data-jump]")) button.addEventListener("click", () => jump(button.dataset.jump));
// The first state is read while the page loads, so that a headless picture, taken at the load event, shows it: once for
// who there is, once for their chats.
function readNow(watch) {
  const request = new XMLHttpRequest();
  request.open("GET", `/ui/state?watch=${watch}`, false);
  request.send();
  state = JSON.parse(request.responseText);
  clockRead = performance.now();
}
readNow("");
choose();
readNow(watched());
draw();

setInterval(drawClock, 500);
follow_state();
readAbout();
