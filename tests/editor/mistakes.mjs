// Mistakes that people make, and what the editor says of them and where.

/** Sound beginnings of documents, by kind. */
const SOUND = {
    package: "kind: package\narticle: HST\nname: Gold\n",
    extra_service: "kind: extra_service\narticle: XSV\nname: MySQL\n",
    upgrade_group: "kind: upgrade_group\nname: Web\n",
    tariff: "kind: tariff\nid: month\nname: Monthly\ntype: subscription\n",
    wares: "format: 1\ncatalog: test\nlanguages: [en]\n",
};

const AMOUNT = "Expected an amount such as 9.90, with at most four digits after the point.";
const PERIOD = "Expected a whole number of months or years, such as `1 month`, `3 months` or `1 year`.";
const LIMIT = "Expected a whole number from 0 to 2147483647, or `unlimited`.";

/** What is wrong, the kind, what follows its beginning, with the wrong place in «», and the message. */
const MISTAKES = [
    ["a price with a comma", "package", 'prices: { EUR: «"9,90"» }', AMOUNT],
    ["a negative price", "package", "prices: { EUR: «-9.90» }", "Value is below the minimum of 0."],
    ["a price that is a list", "package", "prices: { EUR: «[9.90]» }", 'Incorrect type. Expected "number | string | object(Money)".'],
    ["a price without a currency", "package", "prices: «9.90»", "Expected a mapping."],
    ["a wrong key of a price", "package", "prices: { EUR: { value: 1, «enable»: false } }", "Property enable is not allowed."],
    ["a price without a value", "package", "prices: { «EUR»: { enabled: false } }", 'Missing property "value".'],
    ["a bad period", "package", "periods: [{ every: «1 week» }]", PERIOD],
    ["a period that is a number", "package", "periods: [{ every: «12» }]", 'Incorrect type. Expected "string".'],
    ["no period", "package", "periods:\n  - «p»rices: { EUR: 1 }", 'Missing property "every".'],
    ["a mapping for a list", "package", "periods: «{ every: 1 year }»", 'Incorrect type. Expected "array".'],
    ["a bad period as a key", "package", "details: [{ type: d, billing: ordered, prices: { «1 week»: { EUR: 1 } } }]", PERIOD],
    ["an unknown key", "package", "«limit»: { space_mb: 1 }", "Property limit is not allowed."],
    ["a key of another kind", "package", "«members»: []", "Property members is not allowed."],
    ["a negative limit", "package", "limits: { space_mb: «-1» }", "Value is below the minimum of 0."],
    ["a limit with a unit", "package", "limits: { space_mb: «3 GB» }", LIMIT],
    ["a limit that is not whole", "package", "limits: { space_mb: «1.5» }", LIMIT],
    ["a limit that is too large", "package", "limits: { space_mb: «2147483648» }", "Value is above the maximum of 2147483647."],
    ["a wrong word", "package", "expiry_action: «suspended»", 'Value is not accepted. Valid values: "none", "suspend", "terminate", "downgrade".'],
    ["a word for a boolean", "package", "extra_services: «yes»", 'Incorrect type. Expected "boolean".'],
    ["`true` for a placement", "package", "shop: «true»", "Expected `false`, or a mapping such as `{ order: 10 }`."],
    ["a wrong key of a placement", "package", "shop: { «ordr»: 10 }", "Property ordr is not allowed."],
    ["a blank text", "package", "category: «''»", "This string must not be blank."],
    ["a text that is a number", "package", "description: «24»", 'Incorrect type. Expected "string | object(Text)".'],
    ["a translation that is a number", "package", "description: { en: «24» }", 'Incorrect type. Expected "string".'],
    ["what is included, as a word", "package", "details: [{ type: d, billing: ordered, included: «lots» }]", "Expected a whole number, `unlimited`, `true` or `false`."],
    ["a text for a list", "extra_service", "packages: «HST»", 'Incorrect type. Expected "array".'],
    ["an empty list", "extra_service", "packages: «[]»", "Array has too few items. Expected 1 or more."],
    ["a number that is negative", "extra_service", "amount: { min: «-1» }", "Value is below the minimum of 0."],
    ["a level in quotes", "upgrade_group", 'members: [{ item: HST, level: «"1"» }]', 'Incorrect type. Expected "integer".'],
    ["no level", "upgrade_group", "members: [«{» item: HST }]", 'Missing property "level".'],
    ["a currency in small letters", "wares", "currencies: [«eur»]", "Expected a currency code of three capital letters, such as EUR."],
    ["a percentage without its sign", "wares", 'currencies: [EUR]\nguards: { max_changed: «"50"» }', "Expected a percentage such as `50 %`, of at most 100 %, with up to 2 decimal places."],
    ["a URL in the manifest", "wares", "currencies: [EUR]\ndatabase: { url_from: «postgres://db» }", "Expected the name of an environment variable, such as `BILLING_URL`."],
    ["an environment of another catalog", "wares", "currencies: [EUR]\nenvironments: { staging: { «catalog»: x } }", "Property catalog is not allowed."],
];

/** Mistakes in what a document begins with. */
const BEGINNINGS = [
    ["a wrong kind", "kind: «pakage»\narticle: HST\nname: Gold", /^Value is not accepted\. Valid values: "package", "extra_service", .*"pricing_model"\.$/],
    ["no kind", "«a»rticle: HST\nname: Gold", /^Missing property "kind"\.$/],
    ["no article number", "«k»ind: package\nname: Gold", /^Missing property "article"\.$/],
    ["a list for a document", "«- kind: package\n»", /^Incorrect type\. Expected "A resource of a Wares catalog"\.$/],
];

function cases() {
    const begun = ([name, kind, rest, message]) => ({ name, kind, text: `${SOUND[kind]}${rest}\n`, message });
    const whole = ([name, text, message]) => ({ name, kind: "catalog", text: `${text}\n`, message });
    return [...MISTAKES.map(begun), ...BEGINNINGS.map(whole)];
}

/** The place between the marks of a text, as LSP writes it. */
function marked(text) {
    const place = (mark) => {
        const lines = text.slice(0, text.indexOf(mark)).replace("«", "").split("\n");
        return `${lines.length - 1}:${lines.at(-1).length}`;
    };
    return `${place("«")}-${place("»")}`;
}

/** What is said of a mistake, if it is not what should be said, or not there. */
async function judge({ server, manifest, catalog }, { name, kind, text, message }) {
    const schema = kind === "wares" ? manifest : catalog;
    const whole = `# yaml-language-server: $schema=${schema}\n${text}`;
    const found = await server.diagnose(schema, whole.replace(/[«»]/g, ""));
    const said = found.map(({ range: { start, end }, message }) => ({
        at: `${start.line}:${start.character}-${end.line}:${end.character}`,
        message,
    }));
    const isRight = (said) => (message instanceof RegExp ? message.test(said) : message === said);
    const [only] = said;
    if (said.length === 1 && only.at === marked(whole) && isRight(only.message)) return [];
    return [`${name}: expected ${marked(whole)} ${message}, found ${JSON.stringify(said)}`];
}

/** The mistakes of which the editor does not say what it should, and how many there are. */
export async function mistakes(context) {
    const all = cases();
    const wrong = await Promise.all(all.map((one) => judge(context, one)));
    return { wrong: wrong.flat(), count: all.length };
}
