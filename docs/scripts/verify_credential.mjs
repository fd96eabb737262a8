// Checks a certificate's credential without this software: with the libraries of Digital Bazaar, and without
// the network. In an empty folder:
//   npm install @digitalbazaar/vc @digitalbazaar/data-integrity @digitalbazaar/eddsa-rdfc-2022-cryptosuite \
//     @digitalbazaar/ed25519-multikey @digitalbazaar/vc-bitstring-status-list
//   cp …/docs/scripts/verify_credential.mjs . && node verify_credential.mjs CREDENTIAL ISSUER STATUS CONTEXTS
// CREDENTIAL is the owner's file, ISSUER and STATUS are /certificates/issuer.json and the list that it names, saved
// before; CONTEXTS is the folder courses/certificates/contexts. It prints one line for each question, and ends with 1
// when an answer is not the expected one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

const [credentialFile, issuerFile, statusFile, contexts] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const credential = read(credentialFile);
const issuer = read(issuerFile);
const status = read(statusFile);
const MULTIKEY = "https://w3id.org/security/multikey/v1";
const known = new Map([
  ["https://www.w3.org/ns/credentials/v2", read(join(contexts, "credentials-v2.json"))],
  [
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    read(join(contexts, "open-badges-3.0.3.json")),
  ],
  [status.id, status],
  [issuer.id, issuer],
]);
for (const method of issuer.verificationMethod) known.set(method.id, { "@context": MULTIKEY, ...method });

async function documentLoader(url) {
  if (!known.has(url)) throw new Error(`asked for ${url}, which is not at hand`);
  return { contextUrl: null, documentUrl: url, document: structuredClone(known.get(url)) };
}

async function verify(document) {
  const suite = new DataIntegrityProof({ cryptosuite });
  return vc.verifyCredential({ credential: document, suite, documentLoader, checkStatus: asListed });
}

async function asListed({ credential: document }) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const found = await checkStatus({
    credential: document, suite, documentLoader, verifyBitstringStatusListCredential: true,
  });
  // The library says whether the list could be read, and beside it what the list says.
  const listed = found.results?.some(({ status }) => status);
  return { ...found, verified: found.verified && !listed, error: found.error ?? (listed ? "listed" : undefined) };
}

const revoked = process.env.EXPECT === "revoked";
const whole = await verify(credential);
const inForce = whole.verified;
console.log(revoked ? "not in force:" : "as signed and in force:", inForce !== revoked ? "yes" : "NO");
if (inForce === revoked) console.log(String(whole.error?.errors ?? whole.error ?? whole.statusResult?.error));
const changed = structuredClone(credential);
changed.credentialSubject.identifier[0].identityHash += "x";
const altered = await verify(changed);
console.log("with a changed word refused:", altered.verified ? "NO" : "yes");
process.exit(inForce === revoked || altered.verified ? 1 : 0);
