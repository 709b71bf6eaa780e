// The files that are opened in the editor, and the mappings, keys and values in them.

import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** The YAML files below a folder; manifests of installation packages end otherwise. */
export function files(folder) {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const isFile = (entry) => entry.isFile() && /\.ya?ml$/.test(entry.name);
    const paths = entries.filter(isFile).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    return paths.sort().map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** Whether a file is a catalog's manifest. */
export function isManifest({ path }) {
    return basename(path) === "wares.yaml";
}

/** The documents of a text, each with its kind; a document without a value is none. */
export function documents(yaml, file) {
    const parsed = yaml.parseAllDocuments(file.text, { keepSourceTokens: true });
    const kind = (document) => (isManifest(file) ? "wares" : document.get("kind"));
    return parsed.filter((it) => yaml.isMap(it.contents)).map((it) => ({ root: it.contents, kind: kind(it) }));
}

/** Every mapping at or below a node, with the keys that lead to it; elements of lists have numbers. */
export function* mappings(yaml, node, path = []) {
    if (yaml.isMap(node)) {
        yield { node, path };
        for (const pair of node.items) yield* mappings(yaml, pair.value, [...path, pair.key.value]);
    } else if (yaml.isSeq(node)) {
        for (const [at, item] of node.items.entries()) yield* mappings(yaml, item, [...path, at]);
    }
}

/** Every key at or below a node, with its mapping and the path of its value. */
export function* keys(yaml, node) {
    for (const mapping of mappings(yaml, node)) {
        const { node, path } = mapping;
        for (const pair of node.items) yield { mapping: node, pair, path: [...path, pair.key.value] };
    }
}

/** The place of a byte, as LSP counts it. */
export function position(text, at) {
    const before = text.slice(0, at);
    const start = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length - 1, character: at - start };
}
