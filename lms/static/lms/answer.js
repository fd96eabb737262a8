/* Saves an answer as it is given. The form works without this file: its buttons save too. */

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const TIMEOUT = 20000;

class AnswerSaver extends HTMLElement {
  #newest = 0; // counts the changes
  #saved = 0; // the change that the server holds
  #busy = false; // one request at a time
  #ended = false; // signed out or refused: trying again is of no use
  #leaves = false; // the browser submits the form itself
  #button = null; // pressed while a request was in flight
  #wait = FIRST_WAIT;
  #timer = 0;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.line = this.querySelector(".saved-line");
    this.form.addEventListener("change", () => {
      this.#newest += 1;
      this.#ended = false;
      this.#wait = FIRST_WAIT;
      this.#save();
    });
    this.form.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("online", () => this.#save());
    addEventListener("pageshow", () => (this.#leaves = false));
    addEventListener("beforeunload", (event) => {
      if (this.#newest > this.#saved && !this.#leaves) event.preventDefault();
    });
  }

  /* The form never overtakes a request in flight, and never leaves the page while offline. */
  #submit(event) {
    if (this.#busy) {
      event.preventDefault();
      this.#button = event.submitter;
    } else if (this.#newest > this.#saved && !navigator.onLine) {
      event.preventDefault();
    } else {
      clearTimeout(this.#timer);
      this.#leaves = true;
    }
  }

  #say(kind, text) {
    this.line.className = `saved-line ${kind}`;
    for (const mark of this.line.querySelectorAll("[data-mark]")) {
      mark.hidden = mark.dataset.mark !== kind;
    }
    this.line.querySelector("[data-text]").textContent = text;
  }

  async #save() {
    clearTimeout(this.#timer);
    if (this.#busy || this.#ended || this.#leaves || this.#newest === this.#saved) return;
    this.#busy = true;
    this.#say("", this.dataset.saving);
    const failed = !(await this.#send(this.#newest).then(
      () => true,
      () => false,
    ));
    this.#busy = false;
    const button = this.#button;
    this.#button = null;
    if (failed) {
      this.#say("unsaved", this.dataset.unsaved);
      this.#timer = setTimeout(() => this.#save(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    } else if (button) {
      this.form.requestSubmit(button);
    } else {
      this.#save();
    }
  }

  /* Rejects when the answer may be saved by trying again. */
  async #send(change) {
    const nonce = crypto.randomUUID?.() ?? `${Date.now()}.${Math.random()}`;
    const data = new FormData(this.form);
    data.set("nonce", nonce);
    const reply = await fetch(this.form.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "X-CSRFToken": data.get("csrfmiddlewaretoken") },
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) {
      const { signedOut, stale } = this.dataset;
      this.#ended = true;
      this.#say("unsaved", reply.status === 401 ? signedOut : said.sentence || stale);
      return;
    }
    if (said.nonce !== nonce) throw new Error("the reply belongs to another answer");
    this.#saved = change;
    this.#wait = FIRST_WAIT;
    this.#say("saved", said.saved);
    this.#mark(data.has("pick"));
  }

  /* The number of this question: filled when it is answered. */
  #mark(answered) {
    const number = this.querySelector(".question-numbers [aria-current]");
    number?.classList.toggle("answered", answered);
    const words = number?.querySelector("span");
    if (words) words.textContent = answered ? this.dataset.answered : this.dataset.empty;
  }
}

customElements.define("answer-saver", AnswerSaver);
