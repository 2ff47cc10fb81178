// The page of the web chat. What was said lives on the server and arrives over one event stream;
// what was not yet accepted lives in this browser's storage. Data only ever becomes text, never markup.
"use strict";

(() => {
  const LONGEST = 9000; // characters; the server reads fewer, and says so when there were more
  const SILENCE = 40000; // milliseconds without a heartbeat (every 15 s) after which the line is dead
  const PATIENCE = 20000; // milliseconds for one request
  const SLOWEST = 15000; // milliseconds between two tries, at most
  const BOTTOM = 120; // pixels from the end that still count as reading the newest message
  const HIDDEN = 48; // pixels below the screen that are worth a hint

  const root = document.documentElement;
  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const more = document.getElementById("more");
  const resume = document.getElementById("resume");
  const composer = document.getElementById("composer");
  const text = document.getElementById("text");
  const header = document.querySelector(".top");
  const footer = document.querySelector(".bottom");
  const touch = window.matchMedia("(pointer: coarse)");

  // --- what this browser keeps

  const memory = new Map(); // stands in where the browser refuses to store
  const kept = {
    get(name) {
      try {
        return localStorage.getItem(name) ?? memory.get(name) ?? null;
      } catch {
        return memory.get(name) ?? null;
      }
    },
    set(name, value) {
      memory.set(name, value);
      try {
        localStorage.setItem(name, value);
      } catch { /* kept in memory until the page is closed */ }
    },
    remove(name) {
      memory.delete(name);
      try {
        localStorage.removeItem(name);
      } catch { /* it was in memory alone */ }
    },
    names(prefix) {
      let stored = [];
      try {
        stored = Object.keys(localStorage);
      } catch { /* memory alone */ }
      return [...new Set([...stored, ...memory.keys()])].filter((name) => name.startsWith(prefix));
    },
  };
  const PENDING = "ansinh.pending.";
  const START = "ansinh.start";
  const SIZE = "ansinh.size";

  function readKept(name) {
    try {
      return JSON.parse(kept.get(name));
    } catch {
      return null;
    }
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // --- the connection, in words

  const state = { elsewhere: false, blocked: false, lost: "", asked: "" };

  function showStatus() {
    let words = state.lost || state.asked;
    if (!navigator.onLine) words = "Máy đang mất mạng. Tin sẽ tự gửi khi có mạng lại.";
    if (state.elsewhere) words = "Cuộc trò chuyện đang mở ở trang khác.";
    if (state.blocked) {
      words = "Trình duyệt này không ghi nhớ được cuộc trò chuyện. Xin mở bằng trình duyệt khác, hoặc gọi 1022.";
    }
    if (status.textContent !== words) status.textContent = words;
    resume.hidden = !state.elsewhere;
  }

  function note(changes) {
    Object.assign(state, changes);
    showStatus();
  }

  // Waits that end early when there is reason to hope.
  const waiting = new Set();
  function pause(milliseconds) {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        waiting.delete(end);
        done();
      };
      const timer = setTimeout(end, milliseconds);
      waiting.add(end);
    });
  }
  function hurry() {
    [...waiting].forEach((end) => end());
  }

  // The answer: {ok}, {noSession}, {refused: sentence} for good, or {later: milliseconds or 0, sentence}.
  async function post(path, content) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "same-origin",
        cache: "no-store",
        body: JSON.stringify(content),
        signal: stop.signal,
      });
      if (response.ok) return { ok: true };
      if (response.status === 401) return { noSession: true };
      const sentence = await response.json().then((answer) => String(answer.error || ""), () => "");
      if (response.status >= 500 || response.status === 429 || response.status === 408) {
        return { later: 1000 * Number(response.headers.get("Retry-After") || 0), sentence };
      }
      return { refused: sentence || "Dạ, tin này chưa gửi được." };
    } catch {
      return { later: 0, sentence: "" };
    } finally {
      clearTimeout(timer);
    }
  }

  const backoff = (tries) => Math.min(SLOWEST, 1000 * 2 ** Math.min(tries, 4)) * (0.8 + 0.4 * Math.random());

  // --- the session and its start

  function takeCode() {
    const address = new URL(location.href);
    const code = address.searchParams.get("start");
    if (code === null) return;
    if (code) kept.set(START, JSON.stringify({ id: newId(), code }));
    history.replaceState(null, "", address.pathname);
  }

  let starting = null;
  function start() {
    starting = starting || startOnce().finally(() => { starting = null; });
    return starting;
  }

  async function startOnce() {
    for (let tries = 0; ; tries += 1) {
      const code = readKept(START);
      const answer = await post("/api/start", code || { id: newId() });
      if (answer.ok || answer.refused) {
        if (code) kept.remove(START);
        note({ asked: answer.refused || "" });
        return;
      }
      note({ asked: answer.sentence || state.asked });
      await pause(answer.later || backoff(tries));
    }
  }

  // --- what is shown

  const shown = new Map(); // key of a person's message → its element
  const pending = new Map(); // id → message that was not yet accepted
  let position = 0;
  let session = "";
  let lastDay = "";
  let turnStart = null; // the first thing the bot said since the person's last message
  let active = null; // the set of choices that can be pressed

  const clockText = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const dayText = new Intl.DateTimeFormat("vi-VN", { weekday: "long", day: "numeric", month: "numeric", year: "numeric" });

  function make(tag, className, content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (content) element.textContent = content;
    return element;
  }

  function messageElement(kind, speaker) {
    const element = make("div", `message ${kind}`);
    element.append(make("span", "for-readers", speaker));
    const bubble = make("div", "bubble");
    bubble.dir = "auto";
    element.append(bubble, make("div", "meta"));
    return element;
  }

  function setMeta(element, words) {
    element.querySelector(".meta").textContent = words;
  }

  // Numbers of public lines become links to call. A number inside quotation marks may be a swindler's,
  // and a mobile number anybody's: they stay text.
  const LINES = new RegExp(
    "(^|[^\\d.,/+-])(" +
      "1[89]00(?:[ .]?\\d{6}|[ .]?\\d{2}[ .]\\d{2}[ .]\\d{2}|[ .]?\\d{3}[ .]\\d{3}|[ .]?\\d{4}|[ .]?\\d{2}[ .]\\d{2})" +
      "|02\\d{1,2}[ .]?\\d{3,4}[ .]?\\d{3,4}|02\\d{2}[ .]?1022|1022|11[1345]|156" +
      ")(?![\\d/%]|[.,]\\d)", "g");
  const CALLING = /gọi|tổng đài|đường dây/i;
  const COUNTED = /^\s*(đồng|nghìn|ngàn|triệu|xã|phường|người|tuổi|ngày|tháng|năm)/i;
  const QUOTED = /“[^”]*(?:”|$)|"[^"]*(?:"|$)|«[^»]*(?:»|$)|‘[^’]*(?:’|$)/g;

  function quotedParts(words) {
    return [...words.matchAll(QUOTED)].map((match) => [match.index, match.index + match[0].length]);
  }

  function isLine(words, begin, number) {
    if (number.length > 4) return true;
    const sentence = words.slice(0, begin).split(/[.!?;]\s|\n/).pop();
    return CALLING.test(sentence) && !COUNTED.test(words.slice(begin + number.length));
  }

  function fillWithLinks(element, words) {
    const quoted = quotedParts(words);
    let done = 0;
    for (const match of words.matchAll(LINES)) {
      const begin = match.index + match[1].length;
      const number = match[2];
      if (quoted.some(([from, to]) => begin >= from && begin < to) || !isLine(words, begin, number)) continue;
      const link = make("a", "", number);
      link.href = `tel:${number.replace(/\D/g, "")}`;
      element.append(words.slice(done, begin), link);
      done = begin + number.length;
    }
    element.append(words.slice(done));
  }

  // Each line of an answer is a step of its own: a little air between them helps tired eyes.
  function breakLines(element) {
    const lines = [make("span", "line")];
    for (const node of [...element.childNodes]) {
      const parts = node.nodeType === Node.TEXT_NODE ? node.data.split("\n") : [node];
      parts.forEach((part, index) => {
        if (index) lines.push(make("span", "line"));
        lines[lines.length - 1].append(part);
      });
    }
    // Where a link really leads is what has to be read letter by letter.
    for (const line of lines) if (line.textContent.startsWith("🔗 ")) line.classList.add("address");
    element.replaceChildren(...lines.flatMap((line, index) => (index ? ["\n", line] : [line])));
  }

  // What the server has not stored yet stands below everything that it has.
  const firstUnstored = () => log.querySelector(".own:not([data-stored])");

  function placeStored(element) {
    const next = firstUnstored();
    if (next !== element) log.insertBefore(element, next);
    element.dataset.stored = "";
  }

  function placeDay(at, before) {
    const day = dayText.format(at);
    if (day === lastDay) return;
    lastDay = day;
    const words = day === dayText.format(new Date()) ? "Hôm nay" : day;
    log.insertBefore(make("div", "day", words), before);
  }

  function retireChoices() {
    if (!active) return;
    const past = make("ul", "choices past");
    for (const button of active.querySelectorAll("button")) past.append(make("li", "", button.textContent));
    if (active.contains(document.activeElement)) log.focus({ preventScroll: true });
    active.replaceWith(past);
    active = null;
  }

  function choiceList(choices) {
    const list = make("ul", "choices");
    for (const choice of choices) {
      const button = make("button", "choice", choice.label);
      button.type = "button";
      button.addEventListener("click", () => say({ text: choice.label, choice: choice.key }));
      const item = make("li");
      item.append(button);
      list.append(item);
    }
    return list;
  }

  // A picture or a voice is shown, any other file is a link to save it.
  function fileElement(file) {
    if (file.media === "photo") {
      const image = make("img", "file");
      image.src = file.href;
      image.alt = `Ảnh: ${file.name}`;
      image.addEventListener("load", measure);
      return image;
    }
    if (file.media === "voice") {
      const sound = make("audio", "file");
      sound.src = file.href;
      sound.controls = true;
      return sound;
    }
    const link = make("a", "file", `Tải về: ${file.name}`);
    link.href = file.href;
    link.download = file.name;
    return link;
  }

  const said = new Map(); // key of a message of the bot → its element

  function takePlace(message, element) {
    const earlier = message.replaces && said.get(message.replaces);
    said.set(message.key, element);
    if (!earlier || !earlier.isConnected) return false;
    if (active && earlier.contains(active)) active = null;
    if (turnStart === earlier) turnStart = element;
    said.delete(message.replaces);
    element.dataset.stored = "";
    earlier.replaceWith(element);
    return true;
  }

  function showBot(message, at) {
    const element = messageElement("bot", "Trợ lý An Sinh:");
    const bubble = element.querySelector(".bubble");
    fillWithLinks(bubble, message.text);
    breakLines(bubble);
    if (message.file) bubble.append(fileElement(message.file));
    setMeta(element, clockText.format(at));
    const inPlace = takePlace(message, element);
    if (message.choices && message.choices.length) {
      retireChoices();
      active = choiceList(message.choices);
      element.append(active);
    }
    if (inPlace) return null;
    placeStored(element);
    if (!turnStart) turnStart = element;
    return element;
  }

  function showOwn(message, at) {
    let element = shown.get(message.key);
    retireChoices();
    turnStart = null;
    if (!element) {
      element = messageElement("own", "Tin đã viết:");
      shown.set(message.key, element);
    }
    placeStored(element);
    element.querySelector(".bubble").textContent = message.text;
    element.classList.toggle("erased", Boolean(message.erased));
    element.dataset.sent = clockText.format(at);
    const waited = files.seen(message.key);
    if (!waited && !pending.has(message.key)) markSent(element);
    return element;
  }

  function showErased(message) {
    const element = shown.get(message.erased);
    if (!element) return;
    element.querySelector(".bubble").textContent = message.text;
    element.classList.add("erased");
  }

  function show(message) {
    if (message.start) return;
    if (message.author === "bot" && message.erased) {
      showErased(message);
      return;
    }
    const follow = atRest();
    const at = new Date(message.at);
    if (!shown.has(message.key) || !("stored" in shown.get(message.key).dataset)) placeDay(at, firstUnstored());
    const element = message.author === "bot" ? showBot(message, at) : showOwn(message, at);
    if (!element || log.getAttribute("aria-busy") === "true") return;
    if (follow) keepInView(turnStart || element);
    showMore();
  }

  function showWaiting(message) {
    const element = messageElement("own", "Tin đã viết:");
    element.querySelector(".bubble").textContent = message.text;
    shown.set(message.id, element);
    log.append(element);
    turnStart = null;
    markWaiting(element);
    if (message.refused) markRefused(element, message);
  }

  function removeParts(element) {
    for (const part of element.querySelectorAll(".choices, progress")) part.remove();
  }

  // `share`: how much of a file has left this machine; shown, not read out at every step.
  function markWaiting(element, share = 0) {
    if (!element.classList.contains("waiting")) {
      removeParts(element);
      element.classList.add("waiting");
      element.classList.remove("stuck");
      setMeta(element, "Đang gửi…");
    }
    if (share > 0) progressOf(element).value = share;
  }

  function progressOf(element) {
    let bar = element.querySelector("progress");
    if (!bar) {
      bar = make("progress");
      bar.max = 1;
      bar.setAttribute("aria-hidden", "true");
      element.append(bar);
    }
    return bar;
  }

  function markSent(element) {
    removeParts(element);
    element.classList.remove("waiting", "stuck");
    setMeta(element, `Đã gửi · ${element.dataset.sent || clockText.format(new Date())}`);
  }

  function markStuck(element, sentence, buttons) {
    removeParts(element);
    element.classList.remove("waiting");
    element.classList.add("stuck");
    setMeta(element, `Chưa gửi được. ${sentence}`);
    const list = make("div", "choices");
    for (const [label, react] of buttons) {
      const button = make("button", "again", label);
      button.type = "button";
      button.addEventListener("click", react);
      list.append(button);
    }
    element.append(list);
    if (atRest()) keepInView(element);
  }

  function markRefused(element, message) {
    markStuck(element, message.refused, [
      ["Gửi lại", () => sendAgain(message)],
      ["Bỏ tin này", () => forget(message)],
    ]);
  }

  function beginAgain() {
    for (const [key, element] of [...shown]) {
      if (!pending.has(key) && !files.waits(key)) shown.delete(key);
      else {
        delete element.dataset.stored;
        log.append(element);
      }
    }
    for (const element of [...log.children]) {
      if (![...shown.values()].includes(element)) element.remove();
    }
    active = null;
    turnStart = null;
    lastDay = "";
  }

  // --- where the page stands

  let restedAt = -1;
  const room = () => root.scrollHeight - window.innerHeight;
  const atRest = () => room() - window.scrollY < BOTTOM || Math.abs(window.scrollY - restedAt) < 4;
  const covers = (bar) => (getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0);

  function scrollTo(top) {
    window.scrollTo(0, Math.max(0, top));
    restedAt = window.scrollY;
    showMore();
  }

  // Says that there is more below the screen: a new message, or the buttons of a long one.
  function showMore() {
    more.hidden = room() - window.scrollY < HIDDEN;
  }

  // The end of the conversation, or the beginning of what is new when that is longer than the screen.
  function keepInView(element) {
    const top = element.getBoundingClientRect().top + window.scrollY - covers(header) - 8;
    scrollTo(Math.min(top, room()));
  }

  function measure() {
    const follow = atRest();
    root.style.setProperty("--top", `${covers(header) + 8}px`);
    root.style.setProperty("--bottom", `${footer.offsetHeight + 8}px`);
    const view = window.visualViewport;
    const covered = view && view.scale === 1 ? window.innerHeight - view.height - view.offsetTop : 0;
    root.style.setProperty("--covered", `${Math.max(0, Math.round(covered))}px`);
    if (follow && log.lastElementChild) keepInView(turnStart || log.lastElementChild);
    showMore();
  }

  function growText() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
  }

  // --- what the person says

  function keep(message) {
    pending.set(message.id, message);
    kept.set(PENDING + message.id, JSON.stringify(message));
  }

  function settle(id) {
    pending.delete(id);
    kept.remove(PENDING + id);
  }

  function say(content) {
    retireChoices();
    const message = { id: newId(), text: content.text.slice(0, LONGEST), choice: content.choice, at: Date.now() };
    keep(message);
    showWaiting(message);
    keepInView(log.lastElementChild);
    if (state.elsewhere) comeBack();
    deliver();
  }

  let delivering = false;
  async function deliver() {
    if (delivering) return;
    delivering = true;
    for (let tries = 0; ;) {
      const message = [...pending.values()].find((candidate) => !candidate.refused);
      if (!message) break;
      const { id, text: words, choice } = message;
      const answer = await post("/api/messages", choice === undefined ? { id, text: words } : { id, text: words, choice });
      if (answer.ok) accepted(id);
      else if (answer.refused) refused(message, answer.refused);
      else if (answer.noSession) await renew();
      if (answer.ok || answer.refused) {
        tries = 0;
        note({ asked: "", blocked: false });
        continue;
      }
      note({ asked: answer.sentence || "", blocked: Boolean(answer.noSession) && tries > 2 });
      await pause(answer.later || backoff(tries));
      tries += 1;
    }
    delivering = false;
  }

  function accepted(id) {
    settle(id);
    const element = shown.get(id);
    if (element) markSent(element);
  }

  function refused(message, sentence) {
    message.refused = sentence;
    if (!pending.has(message.id)) return;
    keep(message);
    markRefused(shown.get(message.id), message);
  }

  function sendAgain(message) {
    delete message.refused;
    keep(message);
    markWaiting(shown.get(message.id));
    text.focus();
    deliver();
  }

  function forget(message) {
    settle(message.id);
    const element = shown.get(message.id);
    shown.delete(message.id);
    if (element) element.remove();
    if (!touch.matches) text.focus(); // on a phone the keyboard would cover what is left
  }

  function bringBack() {
    const messages = kept.names(PENDING).map(readKept).filter((message) => message && message.id);
    messages.sort((one, other) => one.at - other.at);
    for (const message of messages) {
      pending.set(message.id, message);
      showWaiting(message);
    }
  }

  // --- files

  const filePicker = document.getElementById("file");
  const fileButton = document.getElementById("attach");
  const none = { bringBack() {}, seen: () => false, waits: () => false };
  fileButton.hidden = !self.ansinhFiles; // its script did not arrive: one can write all the same
  const files = !self.ansinhFiles ? none : self.ansinhFiles({
    newId, pause, backoff, renew,
    show: (message) => {
      if (state.elsewhere) comeBack();
      showWaiting(message);
      keepInView(log.lastElementChild);
    },
    mark: (message, share) => markWaiting(shown.get(message.id), share),
    sent: (message) => markSent(shown.get(message.id)),
    stuck: (message, sentence, buttons) => markStuck(shown.get(message.id), sentence, buttons),
    drop: forget,
    pick: () => filePicker.click(),
    busy: (busy) => { fileButton.disabled = busy; },
  });

  // --- the stream

  let source = null;
  let heardAt = 0;
  let failures = 0;
  let connecting = false;

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  async function connect() {
    if (connecting) return;
    connecting = true;
    disconnect();
    if (failures > 0) await pause(backoff(failures - 1));
    await start();
    connecting = false;
    if (state.elsewhere) return;
    log.setAttribute("aria-busy", "true");
    open(new EventSource(position ? `/api/events?after=${position}` : "/api/events"));
  }

  function open(stream) {
    source = stream;
    heardAt = Date.now();
    const on = (name, react) => stream.addEventListener(name, (event) => {
      if (stream !== source) return;
      heardAt = Date.now();
      react(JSON.parse(event.data), event);
    });
    on("hello", (hello) => {
      if (hello.whole || (session && hello.session !== session)) beginAgain();
      if (hello.whole) log.setAttribute("aria-busy", "true");
      session = hello.session;
    });
    on("message", (message, event) => {
      show(message);
      position = Number(event.lastEventId) || position;
    });
    on("ready", ready);
    on("beat", () => {});
    on("elsewhere", () => {
      disconnect();
      note({ elsewhere: true, lost: "" });
    });
    stream.onerror = () => {
      if (stream === source) lost();
    };
  }

  function ready() {
    failures = 0;
    note({ lost: "", blocked: false });
    if (log.getAttribute("aria-busy") !== "true") return;
    log.setAttribute("aria-busy", "false");
    if (log.lastElementChild) keepInView(turnStart || log.lastElementChild);
  }

  // The server knows this browser no more: a new session, and a stream of its own, since the old one is heard by nobody.
  async function renew() {
    disconnect();
    position = 0;
    await start();
    connect();
  }

  function lost() {
    disconnect();
    failures += 1;
    note({ lost: "Đang nối lại…" });
    connect();
  }

  function comeBack() {
    note({ elsewhere: false, lost: "Đang nối lại…" });
    connect();
  }

  function checkLine() {
    if (source && Date.now() - heardAt > SILENCE) lost();
  }

  // --- the size of the text

  function setSize(size) {
    const wanted = ["1", "2", "3"].includes(size) ? size : "1";
    root.dataset.size = wanted;
    for (const button of document.querySelectorAll(".size")) {
      button.setAttribute("aria-pressed", String(button.dataset.size === wanted));
    }
    growText();
    measure();
  }

  // --- from here on things happen

  for (const button of document.querySelectorAll(".size")) {
    button.addEventListener("click", () => {
      kept.set(SIZE, button.dataset.size);
      setSize(button.dataset.size);
    });
  }
  document.getElementById("opening").remove();
  document.querySelector(".sizes").hidden = false;
  composer.hidden = false;

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value;
    if (!words.trim()) {
      text.focus();
      return;
    }
    // On a phone the keyboard gives way to the answer; at a desk one goes on writing.
    if (touch.matches) text.blur();
    else text.focus();
    text.value = "";
    growText();
    say({ text: words });
  });
  text.addEventListener("input", growText);
  text.addEventListener("keydown", (event) => {
    // While a Vietnamese keyboard composes a letter, Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    composer.requestSubmit ? composer.requestSubmit() : composer.querySelector(".send").click();
  });

  fileButton.addEventListener("click", () => filePicker.click());
  filePicker.addEventListener("change", () => {
    const [file] = filePicker.files;
    filePicker.value = "";
    if (file) files.send(file);
  });
  more.addEventListener("click", () => scrollTo(window.scrollY + window.innerHeight / 2));
  resume.addEventListener("click", comeBack);
  window.addEventListener("scroll", showMore, { passive: true });
  window.addEventListener("resize", measure);
  if (window.visualViewport) {
    window.visualViewport.addEventListener("resize", measure);
    window.visualViewport.addEventListener("scroll", measure);
  }
  if (window.ResizeObserver) {
    const observer = new ResizeObserver(measure);
    observer.observe(header);
    observer.observe(footer);
  }

  window.addEventListener("online", () => {
    showStatus();
    checkLine();
    hurry();
  });
  window.addEventListener("offline", showStatus);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) lost();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    checkLine();
    hurry();
  });
  window.addEventListener("storage", (event) => {
    // Another page of this browser had one of the waiting messages accepted.
    const id = event.key && event.key.startsWith(PENDING) ? event.key.slice(PENDING.length) : "";
    if (id && event.newValue === null && pending.has(id)) accepted(id);
  });
  setInterval(checkLine, 5000);

  takeCode();
  setSize(kept.get(SIZE));
  bringBack();
  files.bringBack();
  note({ lost: "Đang mở cuộc trò chuyện…" });
  connect();
  deliver();
})();
