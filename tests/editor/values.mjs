// Where only a few values may stand, the editor offers these and nothing else.

import { documents, keys, position } from "./catalog.mjs";

/** What is typed of a value within brackets: without it the server takes the mapping to be meant. */
const TYPED = "x";

/** The text with a value begun behind a key, and the byte behind that; nothing where the value has several lines. */
function begun(text, mapping, { key, value }) {
    const [start, end] = value?.range ?? [];
    if (start === undefined || text.slice(key.range[1], end).includes("\n")) return undefined;
    const before = text.slice(0, start) + (mapping.flow ? TYPED : "");
    return { text: before + text.slice(end), at: before.length };
}

/** What is offered wrongly in place of the values of a file, and how many of them were looked at. */
export async function valuesOf({ server, yaml, schema }, file) {
    const wrong = [];
    let count = 0;
    for (const { root, kind } of documents(yaml, file)) {
        for (const { mapping, pair, path } of keys(yaml, root)) {
            const of = path.length === 1 && path[0] === "kind" && kind !== "wares" ? schema("catalog") : schema(kind);
            const right = new Set([...of.values(path), ...of.examples(path)]);
            const place = right.size > 0 ? begun(file.text, mapping, pair) : undefined;
            if (!place) continue;
            const labels = await server.offered(file.path, place.text, position(place.text, place.at));
            const offered = labels.map((label) => String(yaml.parse(label)));
            const missing = [...right].filter((value) => !offered.includes(value));
            const surplus = offered.filter((label) => !right.has(label));
            count += 1;
            if (missing.length + surplus.length > 0) {
                const line = position(file.text, pair.key.range[0]).line + 1;
                wrong.push(`${file.path}:${line} ${pair.key.value}: not offered: [${missing}], offered: [${surplus}]`);
            }
        }
    }
    return { wrong, count };
}
