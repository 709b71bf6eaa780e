// A client of yaml-language-server: it starts the server, speaks LSP with it over stdio, and stops it.

import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { dirname, join } from "node:path";

/** How long an answer may take before the test fails, in milliseconds. */
const PATIENCE = 20_000;

/** What the client says it can do; without Markdown the server leaves out descriptions of enum values. */
const CAPABILITIES = {
    textDocument: {
        completion: { completionItem: { documentationFormat: ["markdown"], snippetSupport: true } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
    },
    workspace: { configuration: true, workspaceFolders: true },
};

/** The settings of an editor that nobody has changed, but for the catalogue of schemas on the network. */
const SETTINGS = { yaml: { schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } } };

/** A running yaml-language-server, and the documents that are open in it. */
export class Server {
    #child;
    #buffer = Buffer.alloc(0);
    #nextId = 1;
    #answers = new Map();
    #published = new Map();
    #opened = 0;
    #settings;
    #errors = "";
    #ended;

    /** Starts the server of a folder that npm installed it into, for a workspace. */
    static async start(modules, workspace, yaml = {}) {
        const server = new Server();
        server.#settings = { ...SETTINGS, yaml: { ...SETTINGS.yaml, ...yaml } };
        server.#spawn(join(modules, "yaml-language-server", "bin", "yaml-language-server"));
        const root = pathToFileURL(workspace).href;
        const folders = [{ uri: root, name: "workspace" }];
        const parameters = { processId: process.pid, rootUri: root, workspaceFolders: folders };
        await server.#request("initialize", { ...parameters, capabilities: CAPABILITIES });
        server.#notify("initialized", {});
        server.#notify("workspace/didChangeConfiguration", { settings: server.#settings });
        // The server asks for the settings now; by the time that it has validated a text it has them.
        await server.diagnose(join(workspace, "first.yaml"), "");
        return server;
    }

    #spawn(program) {
        this.#child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
        this.#child.stdout.on("data", (chunk) => this.#receive(chunk));
        this.#child.stderr.on("data", (chunk) => (this.#errors += chunk));
        this.#child.stdin.on("error", () => {}); // that it has ended is told below
        this.#child.on("exit", (code, signal) => this.#end(code ?? signal));
    }

    #end(how) {
        this.#ended = new Error(`yaml-language-server ended with ${how}\n${this.#errors}`);
        const waiting = [...this.#answers.values(), ...this.#published.values()];
        waiting.forEach(({ reject }) => reject(this.#ended));
    }

    #receive(chunk) {
        this.#buffer = Buffer.concat([this.#buffer, chunk]);
        for (;;) {
            const end = this.#buffer.indexOf("\r\n\r\n");
            const length = end < 0 ? undefined : /Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, end));
            if (!length || this.#buffer.length < end + 4 + Number(length[1])) return;
            const message = this.#buffer.subarray(end + 4, end + 4 + Number(length[1]));
            this.#buffer = this.#buffer.subarray(end + 4 + Number(length[1]));
            this.#handle(JSON.parse(message.toString()));
        }
    }

    #handle(message) {
        if (message.method && message.id !== undefined) {
            this.#send({ id: message.id, result: this.#answer(message) });
        } else if (message.method === "textDocument/publishDiagnostics") {
            this.#published.get(message.params.uri)?.resolve(message.params.diagnostics);
        } else if (message.id !== undefined) {
            const answer = this.#answers.get(message.id);
            this.#answers.delete(message.id);
            if (message.error) answer?.reject(new Error(JSON.stringify(message.error)));
            else answer?.resolve(message.result);
        }
    }

    /** What the server asks of an editor: its settings. */
    #answer({ method, params }) {
        if (method !== "workspace/configuration") return null;
        return params.items.map((item) => this.#settings[item.section] ?? null);
    }

    #send(message) {
        const text = JSON.stringify({ jsonrpc: "2.0", ...message });
        this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    }

    #notify(method, params) {
        this.#send({ method, params });
    }

    #request(method, params) {
        const id = this.#nextId++;
        const answer = this.#expect(this.#answers, id, method);
        this.#send({ id, method, params });
        return answer;
    }

    #expect(waiting, key, what) {
        if (this.#ended) return Promise.reject(this.#ended);
        return new Promise((resolve, reject) => {
            const late = () => reject(new Error(`yaml-language-server did not answer: ${what}`));
            const timer = setTimeout(late, PATIENCE);
            const settle = (done) => (value) => {
                clearTimeout(timer);
                done(value);
            };
            waiting.set(key, { resolve: settle(resolve), reject: settle(reject) });
        });
    }

    /** Opens a text as a file that stands beside another, under a name of its own. */
    open(path, text, name = `${++this.#opened}.yaml`) {
        const uri = pathToFileURL(join(dirname(path), name)).href;
        this.#notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
        return uri;
    }

    /** Forgets an open text. */
    close(uri) {
        this.#published.delete(uri);
        this.#notify("textDocument/didClose", { textDocument: { uri } });
    }

    /** What is wrong with a text that stands beside a file. */
    async diagnose(path, text, name = `${++this.#opened}.yaml`) {
        const uri = this.open(path, text, name);
        const published = this.#expect(this.#published, uri, `the diagnostics of ${uri}`);
        const diagnostics = await published;
        this.close(uri);
        return diagnostics;
    }

    /** What is shown of a place in an open text; an empty text where nothing is. */
    async hover(uri, position) {
        const hover = await this.#request("textDocument/hover", { textDocument: { uri }, position });
        return hover?.contents?.value ?? "";
    }

    /** What is offered at a place in a text that stands beside a file. */
    async complete(path, text, position) {
        const uri = this.open(path, text);
        const completion = await this.#request("textDocument/completion", { textDocument: { uri }, position });
        this.close(uri);
        return completion?.items ?? completion ?? [];
    }

    /** The labels of what is offered there. */
    async offered(path, text, position) {
        return (await this.complete(path, text, position)).map((item) => item.label);
    }

    /** Stops the server; it is killed if it does not end by itself. */
    async stop() {
        if (this.#ended) return;
        const ended = new Promise((done) => this.#child.once("exit", done));
        const timer = setTimeout(() => this.#child.kill("SIGKILL"), 3000);
        await this.#request("shutdown", null).catch(() => {});
        this.#notify("exit");
        await ended;
        clearTimeout(timer);
    }
}
