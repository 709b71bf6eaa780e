// At each key the editor shows what the key is about.

import { documents, keys, position } from "./catalog.mjs";

/** Why what is shown of a key will not do; nothing where it will. */
function fault(shown, about) {
    if (!about) return "the schema does not describe it";
    if (!shown.includes(about)) return `it does not say: ${about}`;
    if (shown.includes("\\")) return "it has a backslash";
    if (/\|\|/.test(shown)) return "it lists alternatives";
    return undefined;
}

/** What is wrong with what is shown of the keys of a file, and how many keys it has. */
export async function hoversOf({ server, yaml, schema }, file) {
    const wrong = [];
    let count = 0;
    const uri = server.open(file.path, file.text);
    for (const { root, kind } of documents(yaml, file)) {
        for (const { pair, path } of keys(yaml, root)) {
            // At the first letter of a key behind a list or mapping the server takes that to be meant.
            const place = position(file.text, pair.key.range[0] + 1);
            const shown = await server.hover(uri, place);
            const about = schema(kind).about(path);
            const why = fault(shown, about);
            count += 1;
            if (why) wrong.push(`${file.path}:${place.line + 1} ${kind} /${path.join("/")}: ${why}\n    ${JSON.stringify(shown)}`);
        }
    }
    server.close(uri);
    return { wrong, count };
}
