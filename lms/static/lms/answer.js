/* Saves an answer as it is given, and keeps on this device what could not be saved yet. The forms
   work without this file: their buttons save too. Which of two saves counts: courses/saving.py. */

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const TIMEOUT = 20000;
const PAUSE = 800;
const PREFIX = "answer.";
// Trying again is of no use: the answer is on the marked paper, or can never be on it.
const FINAL = new Set([
  "answer-settled",
  "answered-elsewhere",
  "attempt-closed",
  "kept-late",
  "time-is-up",
  "unknown-question",
  "unnumbered-answer",
  "unusable-answer",
]);

/* The answers of one attempt and one person that the server is not known to hold: each under a key
   of its own, so that tabs do not overwrite each other's. */
class Queue {
  #memory = new Map(); // where the browser refuses localStorage

  constructor(attempt, person) {
    this.prefix = `${PREFIX}${attempt}.`;
    this.person = person;
    this.#dropOthers();
  }

  #keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  }

  #read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  #remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // It was never written there.
    }
  }

  /* Of another person who used this browser, whatever the attempt; and what nobody can read. */
  #dropOthers() {
    for (const key of this.#keys(PREFIX)) {
      if (this.#read(key)?.person !== this.person) this.#remove(key);
    }
  }

  get(question) {
    const key = this.prefix + question;
    return this.#memory.get(key) ?? this.#read(key);
  }

  /* Those of this person, in the order in which they were given. */
  all() {
    const kept = this.#keys(this.prefix).map((key) => this.#read(key));
    return [...this.#memory.values(), ...kept]
      .filter((item) => item?.person === this.person)
      .sort((one, other) => one.at - other.at);
  }

  put(item) {
    const key = this.prefix + item.question;
    const whole = { ...item, person: this.person, at: Date.now() };
    try {
      localStorage.setItem(key, JSON.stringify(whole));
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, whole);
    }
  }

  /* Only this very change: a newer one may have taken its place. */
  drop(item) {
    const key = this.prefix + item.question;
    if (this.#memory.get(key)?.nonce === item.nonce) this.#memory.delete(key);
    if (this.#read(key)?.nonce === item.nonce) this.#remove(key);
  }

  clear() {
    for (const key of this.#keys(this.prefix)) this.#remove(key);
    this.#memory.clear();
  }
}

/* The controls of a question: those of its answer, and how sure the person is. */
const isControl = (name) => name === "answer" || name === "certainty" || name.startsWith("answer.");

/* Whether something is answered; being sure of nothing is no answer. */
const isAnswered = (fields) =>
  Object.entries(fields).some(([name, values]) => name !== "certainty" && values.some((v) => v.trim()));

const newNonce = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

/* A page of an attempt: it sends what is in the queue, one answer at a time. */
class AnswerQueue extends HTMLElement {
  busy = false;
  halted = ""; // why trying again is of no use on this page
  refusals = new Set(); // sentences of what was refused for good
  #wait = FIRST_WAIT;
  #timer = 0;

  connectedCallback() {
    this.queue = new Queue(this.dataset.attempt, this.dataset.person);
    if ("handedIn" in this.dataset) {
      this.queue.clear();
      return;
    }
    this.form = this.querySelector("form");
    this.line = this.querySelector(".saved-line");
    if ("BroadcastChannel" in globalThis) {
      this.channel = new BroadcastChannel(PREFIX + this.dataset.attempt);
      this.channel.onmessage = ({ data }) => {
        if (data.person === this.dataset.person) this.heard(data);
      };
    }
    addEventListener("online", () => this.flush());
    this.begin();
    if (this.dataset.deadline) this.#watchTime();
    this.flush();
  }

  /* How much time is left, by the server's clock; when it is over, the try is handed in. */
  #watchTime() {
    const end = performance.now() + Date.parse(this.dataset.deadline) - Date.parse(this.dataset.now);
    const place = this.querySelector("[data-time-left]");
    const words = new Intl.NumberFormat(document.documentElement.lang || "en", {
      style: "unit",
      unit: "minute",
      unitDisplay: "long",
    });
    const tell = () => {
      const left = end - performance.now();
      if (left <= 0) {
        clearInterval(clock);
        this.over = true;
        this.soon();
        return;
      }
      const text = `(${words.format(Math.ceil(left / 60000))})`;
      // Each change is read out: only whole minutes are told.
      if (place && place.textContent !== text) place.textContent = text;
    };
    const clock = setInterval(tell, 1000);
    tell();
  }

  /* The answers are saved: hand in. */
  handIn() {
    this.say("saved", this.dataset.over);
    this.leaves = true;
    this.form.action = `${this.dataset.base}hand-in/`;
    this.form.submit();
  }

  /* The page where one looks over the answers: saved ones are shown when it is loaded again. */
  begin() {
    this.form.addEventListener("submit", (event) => {
      if (!this.queue.all().length || this.halted === "signed-out") return;
      event.preventDefault();
      this.pressed = true;
      this.soon();
    });
  }

  heard() {}
  saved(item) {
    // Most often the page that was left has sent it too, and this one shows it already.
    const number = this.querySelector(`.question-numbers li:nth-child(${Number(item.number)}) > *`);
    if (number?.classList.contains("answered") !== isAnswered(item.fields)) this.changed = true;
  }
  idle() {
    if (this.over && navigator.onLine) this.handIn();
    else if (this.refusals.size) this.say("unsaved", [...this.refusals].join(" "));
    else if (this.pressed) this.form.requestSubmit();
    else if (this.changed) location.reload();
  }

  about(item) {
    return `${this.dataset.ofQuestion.replace("#", item.number)}: `;
  }

  say(kind, text) {
    this.line.className = `saved-line ${kind}`;
    for (const mark of this.line.querySelectorAll("[data-mark]")) {
      mark.hidden = mark.dataset.mark !== kind;
    }
    this.line.querySelector("[data-text]").textContent = text;
  }

  async flush() {
    clearTimeout(this.#timer);
    if (this.busy || this.halted || this.leaves) return;
    const [item] = this.queue.all();
    if (!item) return this.idle();
    this.busy = true;
    this.say("", this.dataset.saving);
    const arrived = await this.#send(item).then(
      () => true,
      () => false,
    );
    this.busy = false;
    if (arrived) {
      this.#wait = FIRST_WAIT;
      this.flush();
    } else {
      this.say("unsaved", this.about(item) + this.dataset.unsaved);
      this.#timer = setTimeout(() => this.flush(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    }
  }

  refused(item, said) {
    this.refusals.add(this.about(item) + (said.sentence || this.dataset.stale));
  }

  /* Somebody did something: what was hopeless a while ago may not be. */
  soon() {
    this.#wait = FIRST_WAIT;
    this.halted = "";
    this.refusals.clear();
    this.flush();
  }

  /* Rejects when the answer may be saved by trying again. */
  async #send(item) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const data = new FormData();
    for (const name of ["question", "sequence", "nonce"]) data.set(name, item[name]);
    // How long it waited here: an answer given in time may arrive after it.
    data.set("age", Math.max(0, Date.now() - item.at));
    for (const [name, values] of Object.entries(item.fields)) {
      for (const value of values) data.append(name, value);
    }
    const reply = await fetch(`${this.dataset.base}${item.number}/`, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "X-CSRFToken": token },
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
    const said = await reply.json().catch(() => ({}));
    if (reply.ok) {
      // A page that is not ours (a hotel's sign-in) may answer 200 too.
      if (said.nonce !== item.nonce || said.sequence !== item.sequence) {
        throw new Error("the reply belongs to another answer");
      }
      this.queue.drop(item);
      const { saved, was } = said;
      this.channel?.postMessage({ ...item, person: this.dataset.person, saved, was });
      this.saved(item, said);
    } else if (FINAL.has(said.code)) {
      this.queue.drop(item);
      // A newer change of the same question has a reply of its own to come.
      if (!this.queue.get(item.question)) this.refused(item, said);
    } else {
      const signedOut = reply.status === 401;
      this.halted = signedOut ? "signed-out" : "refused";
      this.say("unsaved", signedOut ? this.dataset.signedOut : this.dataset.stale);
    }
  }
}

/* A question: its answer goes into the queue when it changes, and from there to the server. */
class AnswerSaver extends AnswerQueue {
  #changedHere = false; // whether the stamp in the form is that of a change
  #saved = null; // what the line says when nothing is amiss
  #last = ""; // what the controls held at the last change
  #pausing = 0;

  begin() {
    this.fields = this.form.elements;
    const { question, sequence } = this.fields;
    const kept = this.queue.get(question.value);
    if (kept?.person === this.dataset.person && kept.sequence >= Number(sequence.value)) {
      this.#show(kept.fields);
      this.#own(kept);
    } else if (this.line.classList.contains("saved")) {
      this.#saved = this.line.querySelector("[data-text]").textContent;
    }
    this.form.addEventListener("change", () => this.#changed());
    // A text is kept on this device with each letter, and sent when the person pauses.
    this.form.addEventListener("input", ({ target }) => {
      if (target.matches("[type=text]")) this.#changed(PAUSE);
    });
    this.form.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("pageshow", () => (this.leaves = false));
    addEventListener("beforeunload", (event) => {
      if (this.queue.all().length && !this.leaves) event.preventDefault();
    });
  }

  /* The browser sends the same change with the same stamp: whichever arrives later is a retry. */
  #submit(event) {
    if (this.queue.all().length && !navigator.onLine) event.preventDefault();
    else this.leaves = true;
  }

  #stamp(sequence, nonce) {
    this.fields.sequence.value = sequence;
    this.fields.nonce.value = nonce;
  }

  /* The form carries this change from now on, also when it is submitted. */
  #own({ sequence, nonce }) {
    this.#stamp(sequence, nonce);
    this.#changedHere = true;
    this.fields.was.disabled = true;
  }

  #isHere(item) {
    return item.question === this.fields.question.value;
  }

  #controls() {
    return [...this.fields].filter((control) => isControl(control.name));
  }

  #show(fields) {
    this.#last = "";
    for (const control of this.#controls()) {
      const values = fields[control.name] ?? [];
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.includes(control.value);
      } else {
        control.value = values[0] ?? "";
      }
    }
  }

  /* What the controls hold now. */
  #given() {
    const given = {};
    for (const [name, value] of new FormData(this.form)) {
      if (isControl(name)) (given[name] ??= []).push(value);
    }
    return given;
  }

  #changed(pause = 0) {
    clearTimeout(this.#pausing);
    this.#pausing = setTimeout(() => this.soon(), pause);
    const fields = this.#given();
    if (JSON.stringify(fields) === this.#last) return;
    this.#last = JSON.stringify(fields);
    const question = this.fields.question.value;
    const here = Number(this.fields.sequence.value);
    // Another tab may have put a change of this question into the queue since.
    const waiting = this.queue.get(question)?.sequence ?? 0;
    const sequence = Math.max(this.#changedHere ? here + 1 : here, waiting + 1);
    const item = { question, number: this.dataset.number, fields, sequence, nonce: newNonce() };
    this.#own(item);
    this.#saved = null;
    this.queue.put(item);
  }

  about(item) {
    return this.#isHere(item) ? "" : super.about(item);
  }

  saved(item, said) {
    this.#mark(item.number, isAnswered(item.fields));
    if (this.#isHere(item) && item.nonce === this.fields.nonce.value) this.#saved = said.saved;
  }

  /* An answer that another tab of the attempt has saved. */
  heard(item) {
    this.#mark(item.number, isAnswered(item.fields));
    const mine = item.nonce === this.fields.nonce.value;
    const older = Number(item.sequence) < Number(this.fields.sequence.value);
    if (!this.#isHere(item) || (older && !mine)) return;
    if (!mine) this.#take(item);
    this.#saved = item.saved;
    if (!this.busy) this.idle();
  }

  refused(item, said) {
    super.refused(item, said);
    if (!said.fields) return;
    this.#mark(item.number, isAnswered(said.fields));
    if (this.#isHere(item)) this.#take(said);
  }

  /* Show what is on record; the next answer is a change of that. */
  #take({ fields, sequence, was }) {
    this.#show(fields);
    this.#stamp(Number(sequence) + 1, newNonce());
    this.#changedHere = false;
    this.fields.was.value = was;
    this.fields.was.disabled = false;
  }

  idle() {
    if (this.over && navigator.onLine) this.handIn();
    else if (this.refusals.size) this.say("unsaved", [...this.refusals].join(" "));
    else if (this.#saved) this.say("saved", this.#saved);
    else this.say("", "");
  }

  /* The number of a question: filled when it is answered. */
  #mark(number, answered) {
    const button = this.querySelector(`.question-numbers [value="${number}"]`);
    button?.classList.toggle("answered", answered);
    const words = button?.querySelector("span");
    if (words) words.textContent = answered ? this.dataset.answered : this.dataset.empty;
  }
}

customElements.define("answer-queue", AnswerQueue);
customElements.define("answer-saver", AnswerSaver);
