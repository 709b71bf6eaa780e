// One wrong key in every document is found in every document, and nothing else is.

import { documents, position } from "./catalog.mjs";

const CANARY = "wrong_key";

/** What is wrong with the files as they are. */
export async function clean({ server }, file) {
    const found = await server.diagnose(file.path, file.text, file.name);
    return { count: 1, wrong: found.map(({ range, message }) => `${file.path}:${range.start.line + 1}: ${message}`) };
}

/** A text with a wrong key at the beginning of each document, and the lines on which these stand. */
function spoilt(text, roots) {
    const lines = [];
    let spoilt = "";
    let done = 0;
    for (const root of roots) {
        const at = root.items[0].key.range[0];
        spoilt += `${text.slice(done, at)}${CANARY}: 1\n`;
        lines.push(position(spoilt, spoilt.length).line - 1);
        done = at;
    }
    return { text: spoilt + text.slice(done), lines };
}

/** The documents of a file whose wrong key is not found where it stands, and how many there are. */
export async function canaries({ server, yaml }, file) {
    const roots = documents(yaml, file).map(({ root }) => root);
    const { text, lines } = spoilt(file.text, roots);
    const found = (await server.diagnose(file.path, text, file.name)).map(({ range, message }) => {
        const { start, end } = range;
        return `${start.line}:${start.character}-${end.line}:${end.character} ${message}`;
    });
    const right = lines.map((line) => `${line}:0-${line}:${CANARY.length} Property ${CANARY} is not allowed.`);
    const missing = right.filter((one) => !found.includes(one)).map((one) => `not reported: ${one}`);
    const surplus = found.filter((one) => !right.includes(one)).map((one) => `reported: ${one}`);
    return { count: roots.length, wrong: [...missing, ...surplus].map((one) => `${file.path}: ${one}`) };
}
