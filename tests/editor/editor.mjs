// Opens the examples in yaml-language-server, and holds what an editor makes of them:
// node editor.mjs MODULES WARES, with the folder into which npm installed the server, and the program.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { canaries, clean } from "./canaries.mjs";
import { files } from "./catalog.mjs";
import { hoversOf } from "./hovers.mjs";
import { keysOf } from "./keys.mjs";
import { mistakes } from "./mistakes.mjs";
import { schemas } from "./schema.mjs";
import { offers } from "./offers.mjs";
import { Server } from "./server.mjs";
import { settings } from "./settings.mjs";
import { strict } from "./strict.mjs";
import { valuesOf } from "./values.mjs";

/** How many faults of a subject are shown. */
const SHOWN = 20;

const [modules, wares] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const scratch = mkdtempSync(join(tmpdir(), "wares-editor-"));
let faults = 0;

/** Does one part of the test, and reports what it found. At least so many things must have been looked at. */
async function subject(name, least, look) {
    const start = performance.now();
    const results = [await look()].flat();
    const wrong = results.flatMap((it) => it.wrong);
    const count = results.reduce((sum, it) => sum + it.count, 0);
    if (count < least) wrong.push(`only ${count} were looked at, where at least ${least} should be`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${wrong.length > 0 ? "FAILED" : "ok"}  ${name}: ${count} (${seconds} s)`);
    wrong.slice(0, SHOWN).forEach((fault) => console.log(`    ${fault}`));
    if (wrong.length > SHOWN) console.log(`    and ${wrong.length - SHOWN} more`);
    faults += wrong.length;
}

/** Looks at one file after another. */
function each(look, context, list) {
    return async () => {
        const results = [];
        for (const file of list) results.push(await look(context, file));
        return results;
    };
}

/** Looks at all files at once: the server takes a while before it says what is wrong with a text. */
function together(look, context, list) {
    return () => Promise.all(list.map((file) => look(context, file)));
}

async function run() {
    const load = createRequire(join(modules, "wares.js"));
    const yaml = load("yaml");
    const folder = join(root, "schemas");
    execFileSync(wares, ["init", "--quiet", "--dir", scratch]);
    const examples = files(join(root, "examples"));
    const all = [...examples, ...files(scratch)];
    await subject("schemas in which a strict validator finds nothing", 17, () => strict(load, folder));
    const server = await Server.start(modules, root);
    const context = { server, modules, yaml, schema: schemas(folder) };
    const paths = { manifest: join(folder, "wares.json"), catalog: join(folder, "catalog.json") };
    try {
        await subject("files in which nothing is wrong", 52, together(clean, context, all));
        await subject("documents in which a wrong key is found", 180, together(canaries, context, all));
        await subject("mistakes with the right message at the right place", 30, () => mistakes({ ...context, ...paths }));
        await subject("places that offer what can stand there", 15, () => offers({ ...context, ...paths }));
        await subject("mappings that offer their keys and nothing else", 1000, each(keysOf, context, all));
        await subject("keys that offer their values and nothing else", 300, each(valuesOf, context, all));
        await subject("keys that say what they are about", 3000, each(hoversOf, context, all));
    } finally {
        await server.stop();
    }
    await subject("looks by an editor's settings alone", 8, () => settings(context, scratch));
}

try {
    await run();
} finally {
    rmSync(scratch, { recursive: true });
}
process.exitCode = faults > 0 ? 1 : 0;
