// At each mapping the editor offers the keys that are not there yet, and nothing else.

import { documents, mappings, position } from "./catalog.mjs";

/** What is typed of a key. No key begins so: the server answers with all, and the editor picks. */
const TYPED = "x";

/** The byte behind a node. Of a list or mapping without brackets, that behind the last of what it holds. */
function end(node) {
    const last = node.flow ? undefined : node.items?.at(-1);
    return last ? end(last.value ?? last.key ?? last) : node.range[1];
}

/** The text with one more key begun in a mapping, and the byte behind that. */
function begun(text, { node }) {
    const last = node.items.at(-1);
    if (node.flow) {
        const at = node.range[1] - 1;
        const before = text.slice(0, at).trimEnd() + (last ? ", " : " ") + TYPED;
        return { text: `${before} ${text.slice(at)}`, at: before.length };
    }
    const indent = " ".repeat(position(text, node.items[0].key.range[0]).character);
    const line = text.indexOf("\n", end(last.value ?? last.key));
    const before = `${text.slice(0, line)}\n${indent}${TYPED}`;
    return { text: before + text.slice(line), at: before.length };
}

function writesKey({ label, insertText }) {
    return insertText.startsWith(`${label}:`);
}

/** What is offered wrongly at the mappings of a file, and how many there are. */
export async function keysOf({ server, yaml, schema }, file) {
    const wrong = [];
    let count = 0;
    for (const { root, kind } of documents(yaml, file)) {
        for (const mapping of mappings(yaml, root)) {
            const { text, at } = begun(file.text, mapping);
            const place = position(text, at);
            const items = await server.complete(file.path, text, place);
            // What is written into the file is a key with its colon.
            const offered = items.filter(writesKey).map((item) => item.label);
            const present = new Set(mapping.node.items.map((pair) => String(pair.key.value)));
            const right = schema(kind).keys(mapping.path).filter((key) => !present.has(key));
            const missing = right.filter((key) => !offered.includes(key));
            const surplus = items.map((item) => item.label).filter((label) => !right.includes(label));
            count += 1;
            if (missing.length + surplus.length > 0) {
                const at = `${file.path}:${place.line + 1}: /${mapping.path.join("/")} of ${kind}`;
                wrong.push(`${at}: not offered: [${missing}], offered: [${surplus}]`);
            }
        }
    }
    return { wrong, count };
}
