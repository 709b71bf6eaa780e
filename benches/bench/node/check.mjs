// What `wares check` is held against: node check.mjs SCHEMA FOLDER
// reads every YAML file below the folder but the manifest, parses it, and validates each document.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { loadAll } from "js-yaml"; // of the versions and parsers that were tried, 4 is the fastest

const [schema, folder] = process.argv.slice(2);
// The schema has keywords of its own, such as `x-ref`, which `strict` would refuse.
const validate = new Ajv2020.default({ strict: false }).compile(JSON.parse(readFileSync(schema, "utf8")));
const times = { read: 0, parse: 0, validate: 0 };
const counts = { files: 0, documents: 0, invalid: 0 };

function timed(phase, work) {
  const start = performance.now();
  const value = work();
  times[phase] += (performance.now() - start) / 1000;
  return value;
}

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.ya?ml$/.test(entry.name) || entry.name === "wares.yaml") continue;
  const text = timed("read", () => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8"));
  const documents = timed("parse", () => loadAll(text));
  counts.invalid += timed("validate", () => documents.filter((document) => !validate(document)).length);
  counts.documents += documents.length;
  counts.files += 1;
}
console.log(JSON.stringify({ ...counts, ...times }));
