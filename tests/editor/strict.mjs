// A strict validator finds nothing to complain of in the schemas.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The keywords that are there for editors, and for Wares itself; a strict validator has to be told of them. */
const ANNOTATIONS = [
    ...["markdownDescription", "enumDescriptions", "markdownEnumDescriptions"],
    ...["errorMessage", "patternErrorMessage", "doNotSuggest"],
    ...["x-ref", "x-keys"],
];

/** What ajv says of the schemas in a folder in its strictest mode, and how many there are. */
export function strict(load, folder) {
    const wrong = [];
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const logger = { log: () => {}, warn: (text) => wrong.push(text), error: (text) => wrong.push(text) };
    for (const name of names) {
        const ajv = new (load("ajv/dist/2020").default)({ strict: true, allErrors: true, logger });
        ANNOTATIONS.forEach((keyword) => ajv.addKeyword(keyword));
        try {
            ajv.compile(JSON.parse(readFileSync(join(folder, name), "utf8")));
        } catch (error) {
            wrong.push(`${name}: ${error.message}`);
        }
    }
    return { wrong, count: names.length };
}
