// Instead of the line in each document, the settings of an editor can tie files to their schemas.

import { basename } from "node:path";
import { canaries, clean } from "./canaries.mjs";
import { files } from "./catalog.mjs";
import { Server } from "./server.mjs";

/** The settings that do so in VS Code, for a catalog in the folder that is open there. */
export const SCHEMAS = {
    "schemas/wares.json": "wares.yaml",
    "schemas/catalog.json": ["*.yaml", "*.yml", "!wares.yaml"],
};

/** A file without the lines that tie it to a schema. It has its name, in a folder of its own. */
function untied(file, folder) {
    const text = file.text.replace(/^# yaml-language-server: .*\n/gm, "");
    return { ...file, name: `${folder}/${basename(file.path)}`, text };
}

/** What is wrong with a folder's files where only the settings tie them, and how many looks were taken. */
export async function settings({ modules, yaml }, folder) {
    const server = await Server.start(modules, folder, { schemas: SCHEMAS });
    try {
        const looks = files(folder).flatMap((file) => [clean, canaries].map((look) => ({ look, file })));
        const take = ({ look, file }, at) => look({ server, yaml }, untied(file, at));
        const results = await Promise.all(looks.map(take));
        return { wrong: results.flatMap((it) => it.wrong), count: looks.length };
    } finally {
        await server.stop();
    }
}
