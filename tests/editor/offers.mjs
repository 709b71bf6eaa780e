// What the editor offers while a document is written, from its first letter on.

import { position } from "./catalog.mjs";

/** A text with the cursor as `|`, and all that is offered there. */
const OFFERS = [
    ["|", "kind"],
    ["k|", "kind"],
    ["kind: item\n---\n@k|", "kind"],
    ["kind: upgrade_group\n|", "name members protect"],
    ["kind: upgrade_group\nmembers:\n  - |", "item level upgradeable downgradeable upgradeable_from downgradeable_from"],
    ["kind: upgrade_group\nmembers:\n  - item: A\n    |", "level upgradeable downgradeable upgradeable_from downgradeable_from"],
    ["kind: package\nperiods:\n  - |", "every prices"],
    ["kind: package\nshop:\n  |", "categories order name properties"],
    ["kind: package\nprices:\n  EUR:\n    |", "value enabled"],
    ["kind: package\nprices:\n  EUR: |", ""],
    ["kind: package\nname: |", ""],
    ["kind: package\nlimits:\n  space_mb: |", "unlimited"],
    ["kind: package\nshop: |", "false"],
    ["kind: package\ndetails:\n  - included: |", "unlimited true false"],
    ["kind: package\nextra_services: |", "true false"],
    ["kind: package\nunpaid_action: |", "none suspend terminate downgrade"],
];

async function judge({ server, catalog }, [text, right]) {
    const line = `# yaml-language-server: $schema=${catalog}\n`;
    const whole = line + text.replace("@", line);
    const at = whole.indexOf("|");
    const offered = await server.offered(catalog, whole.replace("|", ""), position(whole, at));
    const sorted = (words) => words.filter((word) => word).sort().join(" ");
    if (sorted(offered) === sorted(right.split(" "))) return [];
    return [`${JSON.stringify(text)}: expected [${right}], offered [${offered.join(" ")}]`];
}

/** The places at which something else is offered, and how many there are. */
export async function offers(context) {
    const wrong = await Promise.all(OFFERS.map((one) => judge(context, one)));
    return { wrong: wrong.flat(), count: OFFERS.length };
}
