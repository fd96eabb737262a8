/* Turns each box of a lesson into a place to write, and saves. Without this file the boxes lead to a page each. */

const PAUSE = 1500;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const TIMEOUT = 20000;
const form = document.getElementById("reflection-form");
const JSON_ONLY = { Accept: "application/json" };

async function ownTexts() {
  const reply = await fetch(form.dataset.texts, { headers: JSON_ONLY });
  if (!reply.ok) throw new Error(reply.status);
  return (await reply.json()).texts;
}

class ReflectionBox extends HTMLElement {
  #newest = 0; // counts the changes
  #saved = 0; // the change that the server holds
  #busy = false; // one request at a time
  #ended = false; // signed out or refused: trying again is of no use
  #leaves = false; // the browser submits the form itself
  #wait = FIRST_WAIT;
  #timer = 0;

  /* The link stays where the texts cannot be had: writing over an unseen text would lose it. */
  open(own) {
    const link = this.querySelector("a");
    if (!link) return;
    this.form = form.content.firstElementChild.cloneNode(true);
    this.form.action = link.href;
    this.field = this.form.elements.text;
    this.field.setAttribute("aria-labelledby", `reflection-${this.dataset.key}`);
    this.line = this.form.querySelector(".saved-line");
    link.parentElement.replaceWith(this.form);
    if (own) {
      this.field.value = own.text;
      this.#say("saved", own.saved, own.who);
    }
    this.field.addEventListener("input", () => {
      this.#newest += 1;
      this.#ended = false;
      this.#wait = FIRST_WAIT;
      this.#say("", "");
      this.#later(PAUSE);
    });
    this.field.addEventListener("change", () => this.#save());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("online", () => this.#save());
    addEventListener("pageshow", () => (this.#leaves = false));
    addEventListener("beforeunload", (event) => {
      if (this.#newest > this.#saved && !this.#leaves) event.preventDefault();
    });
  }

  /* Once the script can do no more, the button sends the form itself: a text is kept over signing in. */
  #submit(event) {
    if (this.#ended) {
      this.#leaves = true;
    } else {
      event.preventDefault();
      this.#save();
    }
  }

  #later(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), wait);
  }

  #say(kind, text, who) {
    this.line.className = `saved-line ${kind}`;
    for (const mark of this.line.querySelectorAll("[data-mark]")) {
      mark.hidden = mark.dataset.mark !== kind;
    }
    this.line.querySelector("[data-text]").textContent = text;
    if (who) this.form.querySelector("[data-who]").textContent = who;
  }

  async #save() {
    clearTimeout(this.#timer);
    if (this.#busy || this.#ended || this.#leaves || this.#newest === this.#saved) return;
    this.#busy = true;
    this.#say("", form.dataset.saving);
    const failed = await this.#send(this.#newest).then(
      () => false,
      () => true,
    );
    this.#busy = false;
    if (failed) {
      this.#say("unsaved", form.dataset.unsaved);
      this.#later(this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    } else if (!this.#ended && this.#newest > this.#saved) {
      this.#later(PAUSE);
    }
  }

  /* Rejects when the text may be saved by trying again. */
  async #send(change) {
    const nonce = crypto.randomUUID?.() ?? `${Date.now()}.${Math.random()}`;
    const data = new FormData(this.form);
    data.set("nonce", nonce);
    const reply = await fetch(this.form.action, {
      method: "POST",
      body: data,
      headers: JSON_ONLY,
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) {
      this.#ended = true;
      const { signedOut, stale } = form.dataset;
      this.#say("unsaved", reply.status === 401 ? signedOut : said.sentence || stale);
      return;
    }
    if (said.nonce !== nonce) throw new Error("the reply belongs to another text");
    this.#saved = change;
    this.#wait = FIRST_WAIT;
    if (this.#newest === change) this.#say("saved", said.saved, said.who);
  }
}

customElements.define("reflection-box", ReflectionBox);
ownTexts().then(
  (texts) => {
    for (const box of document.querySelectorAll("reflection-box")) box.open(texts[box.dataset.key]);
  },
  () => {},
);
