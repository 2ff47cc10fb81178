// Files of the web chat: one at a time, each beside its message, which says how far it is and what to do.
// A file lives in this page alone; that one was on its way is noted, so that a reload can say it did not arrive.
"use strict";

// `page` gives: newId, pause, backoff, renew (a new session), show (a waiting message), mark (waiting, sent), stuck
// (with a sentence and buttons), drop (a message), pick (opens the file picker), busy (whether one is under way).
self.ansinhFiles = (page) => {
  const LARGEST = 20000000; // bytes; the server takes no more
  const TRIES = 8; // of one file by itself; then the person decides
  const SILENCE = 45000; // milliseconds without progress after which the line is dead
  const NOTE = "ansinh.file"; // in the store of this tab, which a reload keeps and another tab does not see
  const KINDS = /\.(jpe?g|png|webp|xlsx|xlsm|xls|csv)$/i;

  const TOO_LARGE = "Dạ, tệp này lớn quá. Xin chọn tệp dưới 20 MB, hoặc chụp màn hình rồi gửi ảnh chụp.";
  const NOT_TAKEN = "Dạ, chỉ nhận ảnh JPG, PNG và tệp Excel, CSV. Xin chọn tệp khác, hoặc chụp màn hình rồi gửi ảnh chụp.";
  const EMPTY = "Dạ, tệp này không có gì bên trong. Xin chọn tệp khác.";
  const WEAK = "Dạ, mạng yếu nên tệp chưa đến nơi. Xin đợi chỗ có mạng tốt hơn rồi bấm “Gửi lại”.";
  const CUT = "Dạ, trang đã mở lại khi tệp chưa gửi xong. Xin chọn tệp ấy lần nữa.";
  const FAILED = "Dạ, tệp này chưa gửi được. Xin chọn tệp khác, hoặc gõ chữ.";

  let current = null; // the message of the file that is under way or waits for the person

  const note = {
    set(message) {
      try {
        sessionStorage.setItem(NOTE, JSON.stringify({ id: message.id, name: message.name }));
      } catch { /* then a reload says nothing */ }
    },
    take() {
      try {
        return JSON.parse(sessionStorage.getItem(NOTE));
      } catch {
        return null;
      }
    },
    clear() {
      try {
        sessionStorage.removeItem(NOTE);
      } catch { /* it was never set */ }
    },
  };

  // What the browser itself can tell, before a slow line is kept busy for nothing.
  function unfit(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) && !KINDS.test(file.name)) return NOT_TAKEN;
    if (file.size > LARGEST) return TOO_LARGE;
    return file.size === 0 ? EMPTY : "";
  }

  // The answer: {ok}, {noSession}, {refused: sentence} for good, or {later: milliseconds or 0, sentence}.
  function upload(message, progress) {
    return new Promise((done) => {
      const request = new XMLHttpRequest(); // fetch tells nothing of how far it is
      let timer = 0;
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), SILENCE);
      };
      const ended = (answer) => {
        clearTimeout(timer);
        done(answer);
      };
      request.open("POST", `/api/files?id=${message.id}&name=${encodeURIComponent(message.name)}`);
      request.setRequestHeader("Content-Type", message.file.type || "application/octet-stream");
      request.upload.onprogress = (event) => {
        heard();
        progress(event.lengthComputable ? event.loaded / event.total : 0);
      };
      request.onload = () => ended(judged(request));
      request.onerror = request.onabort = () => ended({ later: 0, sentence: "" });
      heard();
      request.send(message.file);
    });
  }

  function judged(request) {
    if (request.status >= 200 && request.status < 300) return { ok: true };
    if (request.status === 401) return { noSession: true };
    let sentence = "";
    try {
      sentence = String(JSON.parse(request.responseText).error || "");
    } catch { /* not from us: a proxy on the way */ }
    if ([408, 429, 500, 502, 503, 504].includes(request.status)) {
      return { later: 1000 * Number(request.getResponseHeader("Retry-After") || 0), sentence };
    }
    return { refused: sentence || (request.status === 413 ? TOO_LARGE : FAILED) };
  }

  async function deliver(message) {
    let sentence = "";
    for (let tries = 0; tries < TRIES; tries += 1) {
      while (!navigator.onLine) await page.pause(5000);
      if (current !== message) return;
      const answer = await upload(message, (share) => page.mark(message, share));
      if (answer.ok) return arrived(message);
      if (answer.refused) return giveUp(message, answer.refused, false);
      if (answer.noSession) await page.renew();
      else sentence = answer.sentence;
      await page.pause(answer.later || page.backoff(tries));
    }
    giveUp(message, sentence || WEAK, true);
  }

  function arrived(message) {
    current = null;
    note.clear();
    page.sent(message);
    page.busy(false);
  }

  function giveUp(message, sentence, again) {
    message.stuck = true;
    const one = again
      ? ["Gửi lại", () => { begin(message); }]
      : ["Chọn tệp khác", () => { page.pick(); }];
    page.stuck(message, sentence, [one, ["Bỏ tệp này", () => { drop(message); }]]);
    page.busy(false);
  }

  function drop(message) {
    if (current === message) current = null;
    note.clear();
    page.drop(message);
  }

  function begin(message) {
    message.stuck = false;
    page.mark(message, 0);
    page.busy(true);
    note.set(message);
    deliver(message);
  }

  return {
    // A file that the person has chosen; it takes the place of one that did not go.
    send(file) {
      if (current) drop(current);
      current = { id: page.newId(), name: file.name || "anh.jpg", text: `Tệp: ${file.name}`, file };
      page.show(current);
      const wrong = unfit(file);
      if (wrong) giveUp(current, wrong, false);
      else begin(current);
    },

    // What a page before this one in the same tab did not bring to an end.
    bringBack() {
      const left = note.take();
      if (!left || !left.id) return;
      current = { id: left.id, name: left.name, text: `Tệp: ${left.name}`, lost: true };
      page.show(current);
      giveUp(current, CUT, false);
    },

    // The server shows a message with this number: what was thought lost has arrived. Whether it is still waited for.
    seen(id) {
      if (!current || current.id !== id) return false;
      if (!current.lost) return true;
      current = null;
      note.clear();
      return false;
    },

    waits: (id) => Boolean(current) && current.id === id,
  };
};
