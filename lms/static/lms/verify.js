/* Computes the check sum of a certificate's PDF on the device, so that the file is not sent.
   Without this file, or where the browser cannot compute it, the form sends the file itself. */

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class FileCheck extends HTMLElement {
  #tried = false;

  connectedCallback() {
    if (!globalThis.crypto?.subtle) return; // only offered over https and on this machine
    this.form = this.querySelector("form");
    this.field = this.form.elements.file;
    this.querySelector("[data-without-script]").hidden = true;
    this.querySelector("[data-with-script]").hidden = false;
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.#drop(event));
  }

  /* Back from the answer the form is as it was before, not with the check sum of the last file. */
  clear() {
    this.#tried = false;
    this.field.disabled = false;
    this.form.elements.sha256.value = "";
  }

  #drop(event) {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    this.field.files = event.dataTransfer.files;
    this.form.requestSubmit();
  }

  async #submit(event) {
    const file = this.field.files[0];
    if (!file || this.#tried) return;
    event.preventDefault();
    this.#tried = true;
    try {
      this.form.elements.sha256.value = hex(
        await crypto.subtle.digest("SHA-256", await file.arrayBuffer()),
      );
      this.field.disabled = true;
    } finally {
      this.form.requestSubmit(); // unread, the file is sent and the server answers
    }
  }
}

customElements.define("file-check", FileCheck);

addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll("file-check")) if (each.form) each.clear();
});
