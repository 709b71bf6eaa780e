// What the schemas say of a place in a document, read without a validator.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A schema, as it was written into a folder. */
export class Schema {
    #whole;

    constructor(folder, name) {
        this.#whole = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    }

    #target(schema) {
        const name = schema.$ref?.replace("#/$defs/", "");
        return name ? { ...this.#whole.$defs[name], ...schema, $ref: undefined } : schema;
    }

    /** A schema and all that hold at once with it. */
    #parts(schema) {
        const own = this.#target(schema);
        const others = [...(own.allOf ?? []), ...(own.anyOf ?? []), ...(own.then ? [own.then] : [])];
        return [own, ...others.flatMap((other) => this.#parts(other))];
    }

    /** The parts of the schema of the value that keys lead to. */
    at(path) {
        const step = (parts, key) => parts.flatMap((part) => this.#child(part, key)).flatMap((it) => this.#parts(it));
        return path.reduce(step, this.#parts(this.#whole));
    }

    #child(part, key) {
        if (typeof key === "number") return part.items ? [part.items] : [];
        const own = part.properties?.[key];
        if (own !== undefined) return typeof own === "object" ? [own] : [];
        const patterns = Object.entries(part.patternProperties ?? {});
        const matching = patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, it]) => it);
        const rest = part.additionalProperties;
        return matching.length > 0 ? matching : rest && typeof rest === "object" ? [rest] : [];
    }

    /** The keys that a mapping may have, by the schema. */
    keys(path) {
        const parts = this.at(path);
        const named = parts.flatMap((part) => Object.entries(part.properties ?? {}));
        return [...new Set(named.filter(([, it]) => typeof it === "object").map(([key]) => key))];
    }

    /** What a key is about; `kind` is described for all kinds. */
    about(path) {
        return this.at(path).map((part) => part.markdownDescription).find((about) => about);
    }

    /** The values that an editor can offer at a place: those of a list, and what else takes only a few. */
    values(path) {
        const parts = this.at(path);
        const listed = parts.flatMap((part) => part.enum ?? (part.const !== undefined ? [part.const] : []));
        const flags = parts.some((part) => part.type === "boolean" && part.const === undefined) ? [true, false] : [];
        return new Set([...listed, ...flags].map(String));
    }

    /** The examples at a place, which an editor offers too. */
    examples(path) {
        return this.at(path).flatMap((part) => part.examples ?? []).map(String);
    }
}

/** The schemas of a folder, by kind; `wares` is that of the manifest. */
export function schemas(folder) {
    const known = new Map();
    return (kind) => {
        if (!known.has(kind)) known.set(kind, new Schema(folder, kind));
        return known.get(kind);
    };
}
