//! Tests random catalogs, one after another on the same database: each is applied, leaves nothing to plan, and is
//! imported back.

mod details;
mod plans;

use crate::support::{Project, metered, metered_external};
use details::{Kind, List};
use fastrand::Rng;
use plans::Sold;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use wares::cli::Disk;
use wares::kinds::Kinds;
use wares::table::{Key, Row, Value};
use wares::workspace::load;

const CURRENCIES: &[&str] = &["EUR", "USD", "SEK", "JPY", "GBP", "CHF"];
const LANGUAGES: &[&str] = &["en", "de", "sv", "zh", "pt-BR", "no"];
const CATEGORIES: &[&str] = &["HostingPackage", "ExtraServices", "TLD", "a: b", "no", "../x", "Größe"];
const SERVICES: &[&str] = &["disk", "mail", "off", "0", "a.b c"];

/// Strings that YAML, SQL or people easily misread.
const ODD: &[&str] = &[
    "no",
    "yes",
    "~",
    "null",
    "true",
    "False",
    "007",
    "1e3",
    "0x1F",
    "1_000",
    "12:30:45",
    "2001-01-01",
    ".5",
    "+1",
    "-",
    "--",
    "---",
    "- a",
    "? b",
    ": c",
    "a: b",
    "a #b",
    "#c",
    "[d]",
    "{e}",
    "&f",
    "*g",
    "!h",
    "%i",
    "@j",
    "`k`",
    "'l'",
    "\"m\"",
    "\\n",
    "a\tb",
    "two\nlines",
    "two\n\nparagraphs\n",
    "  indented\n text\n",
    "trailing ",
    " leading",
    "Größe",
    "名前",
    "😀",
    "e\u{301}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{200b}",
    "\u{7f}",
    "\u{1}",
    "\u{1b}[31m",
    "$1",
    "${x}",
    "'; DROP TABLE item; --",
    "%s",
    "a/b",
    "~1",
    "~0",
    "=",
    "<",
    "| literal",
    "> folded",
    "\r",
    "a\r\nb",
    ".inf",
    ".nan",
    "0o17",
];

struct Catalog<'a> {
    rng: &'a mut Rng,
    currencies: Vec<&'static str>,
    languages: Vec<&'static str>,
    articles: Vec<(String, usize)>,
    kinds: Vec<Kind>,
    lists: Vec<List>,
    /// The packages that have details, which other packages can import.
    with_details: Vec<String>,
}

impl Catalog<'_> {
    fn pick<'b, T: ?Sized>(&mut self, from: &[&'b T]) -> &'b T {
        from[self.rng.usize(..from.len())]
    }

    fn one_in_three(&mut self) -> bool {
        self.rng.u8(..3) == 0
    }

    /// Different elements in random order: at least `least`, and at most four.
    fn several<'b, T: ?Sized>(&mut self, from: &[&'b T], least: usize) -> Vec<&'b T> {
        let mut all = from.to_vec();
        self.rng.shuffle(&mut all);
        all.truncate(self.rng.usize(least..=from.len().min(4)));
        all
    }

    fn text(&mut self) -> String {
        match self.rng.u8(..9) {
            0 => "x".repeat(self.rng.usize(1..600)),
            1 => format!("{}{}", self.pick(ODD), self.pick(ODD)),
            2 => format!("Plan {}", self.rng.u16(..)),
            _ => self.pick(ODD).to_owned(),
        }
    }

    /// A string that can be a name: not blank, not too long.
    fn name(&mut self) -> String {
        loop {
            let name: String = self.text().chars().take(200).collect();
            // A byte-order mark counts as a blank, as it does for schemas.
            if !name.replace('\u{feff}', " ").trim().is_empty() {
                return name;
            }
        }
    }

    fn amount(&mut self) -> Json {
        let (whole, fraction) = (self.rng.u64(..), self.rng.u16(..10_000));
        match self.rng.u8(..6) {
            0 => json!(0),
            1 => json!(whole % 1000),
            2 => json!(format!("{whole}.{fraction:04}")),
            3 => json!(format!("{}.{}", whole % 100, fraction % 10)),
            4 => json!(format!("{}.{:02}", whole % 1000, fraction % 100)),
            _ => json!((whole % 100_000) as f64 / 100.0),
        }
    }

    fn texts(&mut self) -> Json {
        if self.one_in_three() {
            return json!(self.text());
        }
        let mut languages = self.several(&self.languages.clone(), 0);
        languages.retain(|language| *language != self.languages[0]);
        languages.push(self.languages[0]);
        languages
            .into_iter()
            .map(|language| (language.to_owned(), json!(self.text())))
            .collect::<Map<_, _>>()
            .into()
    }

    /// Localized text that may lack the default language.
    fn free_texts(&mut self) -> Json {
        match self.texts() {
            Json::Object(mut texts) if texts.len() > 1 && self.rng.bool() => {
                texts.remove(self.languages[0]);
                texts.into()
            }
            texts => texts,
        }
    }

    fn prices(&mut self) -> Json {
        let currencies = self.several(&self.currencies.clone(), 0);
        let price = |currency: &str, this: &mut Self| {
            let value = this.amount();
            let price = if this.one_in_three() {
                json!({ "value": value, "enabled": this.rng.bool() })
            } else {
                value
            };
            (currency.to_owned(), price)
        };
        currencies.into_iter().map(|currency| price(currency, self)).collect::<Map<_, _>>().into()
    }

    fn limits(&mut self, largest: u32) -> Json {
        let services = self.several(SERVICES, 0);
        let limit = |service: &str, this: &mut Self| {
            let number = json!(this.rng.u32(..=largest));
            let limit =
                if largest == i32::MAX as u32 && this.one_in_three() { json!("unlimited") } else { number };
            (service.to_owned(), limit)
        };
        services.into_iter().map(|service| limit(service, self)).collect::<Map<_, _>>().into()
    }

    fn article(&mut self, but: &str) -> Option<String> {
        let others: Vec<String> =
            self.articles.iter().map(|(name, _)| name.clone()).filter(|name| name != but).collect();
        (!others.is_empty()).then(|| others[self.rng.usize(..others.len())].clone())
    }

    /// Articles of some kinds, each once, that a list separated by `|` can hold.
    fn listed(&mut self, fits: impl Fn(usize) -> bool) -> Vec<String> {
        let all: Vec<String> = self
            .articles
            .iter()
            .filter(|(name, kind)| fits(*kind) && !name.contains('|'))
            .map(|(name, _)| name.clone())
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        self.several(&all, 0).into_iter().map(str::to_owned).collect()
    }

    fn properties(&mut self, taken: &str) -> Json {
        let mut properties = Map::new();
        for number in 0..self.rng.usize(..4) {
            let name = if self.one_in_three() {
                format!("Plain{number}")
            } else {
                format!("{}{number}", self.name())
            };
            properties.insert(name, json!(self.text()));
        }
        if self.one_in_three() {
            properties.insert(taken.to_owned(), json!("banana"));
        }
        properties.into()
    }

    fn counters(&mut self) -> Json {
        let counter = |number: usize, this: &mut Self| {
            let mut counter = json!({ "id": format!("{number}{}", this.pick(ODD)), "requires_subscription": this.rng.bool() });
            for (field, value) in
                [("name", this.free_texts()), ("unit", this.free_texts()), ("unit_value", this.amount())]
            {
                if this.rng.bool() {
                    counter[field] = value;
                }
            }
            let range = |from: u32, this: &mut Self| json!({ "from": from, "to": this.amount(), "name": this.free_texts(), "prices": this.prices() });
            counter["ranges"] = (0..this.rng.u32(..3)).map(|from| range(from, this)).collect();
            counter
        };
        (0..self.rng.usize(1..3)).map(|number| counter(number, self)).collect()
    }

    fn shop(&mut self) -> Json {
        if self.one_in_three() {
            return json!(false);
        }
        let mut shop = json!({ "categories": self.several(CATEGORIES, 1) });
        if self.rng.bool() {
            shop["order"] = json!(self.rng.i32(..));
        }
        if self.rng.bool() {
            shop["name"] = self.free_texts();
        }
        if self.one_in_three() {
            shop["properties"] = json!({ self.name(): self.text() });
        }
        shop
    }

    /// The keys that every article has.
    fn sold(&mut self, kind: &str, article: &str, taken: &str) -> Json {
        let mut sold = json!({ "kind": kind, "article": article, "name": self.texts(), "category": self.pick(CATEGORIES) });
        if self.rng.bool() {
            let all = ["1 month", "3 months", "12 months", "1 year", "2 years", "65535 months"];
            let periods = self.several(&all, 1);
            sold["periods"] =
                periods.iter().map(|every| json!({ "every": every, "prices": self.prices() })).collect();
        } else {
            sold["prices"] = self.prices();
        }
        let taxes = json!({ "tax1": self.name(), "tax2_mode": self.rng.i32(..) });
        let actions = ["none", "suspend", "terminate", "downgrade"];
        let tags: Vec<&str> = self
            .several(ODD, 0)
            .into_iter()
            .filter(|tag| !tag.replace('\u{feff}', " ").trim().is_empty())
            .collect();
        let optional = [
            ("description", self.free_texts()),
            ("properties", self.properties(taken)),
            ("tags", json!(tags)),
            ("counters", self.counters()),
            ("taxes", taxes),
            ("provisioning_service", json!(self.name())),
            ("expiry_action", json!(self.pick(&actions))),
            ("unpaid_action", json!(self.pick(&actions))),
            ("shop", self.shop()),
        ];
        for (field, value) in optional {
            if self.one_in_three() {
                sold[field] = value;
            }
        }
        if let Some(other) = self.article(article).filter(|_| self.one_in_three()) {
            sold["renewal_item"] = json!(other);
            sold["bundle"] =
                json!([{ "item": other, "quantity": self.rng.u32(..) as f64 / 4.0 }, { "item": article }]);
        }
        sold
    }

    fn package(&mut self, article: &str) -> Json {
        let mut package = self.sold("package", article, "CheckDuration");
        if package["properties"].get("CheckDuration").is_none() {
            package["check_duration"] = json!(self.rng.bool());
        }
        package["extra_services"] = json!(self.rng.bool());
        package["limits"] = self.limits(i32::MAX as u32);
        self.add_details(&mut package, article);
        package
    }

    fn extra_service(&mut self, article: &str) -> Json {
        let mut service = self.sold("extra_service", article, "domainBased");
        if self.one_in_three() {
            service.as_object_mut().expect("a mapping").remove("category");
        }
        let names = [("packages", self.listed(|kind| kind == 0)), ("requires", self.listed(|_| true))];
        for (field, names) in names.into_iter().filter(|(_, names)| !names.is_empty()) {
            service[field] = json!(names);
        }
        service["allow_multiple"] = json!(self.rng.bool());
        service["adds"] = self.limits(i32::MAX as u32 - 1);
        if self.one_in_three() {
            service["exclusive_group"] = json!(self.name());
        }
        if self.one_in_three() && service["properties"].get("domainBased").is_none() {
            service["domain"] = json!({ "must_exist": self.rng.bool() });
            if self.rng.bool() {
                service["domain"]["tlds"] = json!(["com", "co.uk", "no"]);
            }
        }
        if self.one_in_three() {
            service["amount"] = json!({ "min": self.rng.u32(..), "max": self.rng.u32(..), "step": self.amount(), "unit": self.text() });
        }
        service
    }

    fn group(&mut self, name: &str) -> Json {
        let members = self.listed(|_| true);
        let member = |item: &String, this: &mut Self| {
            json!({
                "item": item, "level": this.rng.i32(..), "upgradeable": this.rng.bool(), "downgradeable": this.rng.bool(),
                "upgradeable_from": this.rng.bool(), "downgradeable_from": this.rng.bool(),
            })
        };
        json!({ "kind": "upgrade_group", "name": name, "members": members.iter().map(|item| member(item, self)).collect::<Vec<_>>() })
    }
}

fn shuffled(rng: &mut Rng, names: &[&'static str]) -> Vec<&'static str> {
    let mut names = names.to_vec();
    rng.shuffle(&mut names);
    names
}

/// The manifest and the documents of a catalog, and the files that they name.
struct Files {
    manifest: Json,
    documents: Vec<Json>,
    named: BTreeMap<String, String>,
}

/// A random catalog that can follow another one. `sold` has the service plans of that one, and gets those of the new
/// one.
fn catalog(rng: &mut Rng, sold: &mut Sold) -> Files {
    let mut it = Catalog {
        rng,
        currencies: Vec::new(),
        languages: Vec::new(),
        articles: Vec::new(),
        kinds: Vec::new(),
        lists: Vec::new(),
        with_details: Vec::new(),
    };
    // Each catalog has all currencies and languages, because a price in a currency that the manifest does not list
    // would keep its period. Their order is random, so that each becomes the default.
    it.currencies = shuffled(it.rng, CURRENCIES);
    it.languages = shuffled(it.rng, LANGUAGES);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..it.rng.usize(1..8) {
        // A few names recur, so that their resources change, are deleted, and return as another kind.
        let name = if it.rng.bool() { format!("A-{}", it.rng.u8(..6)) } else { it.name() };
        names.insert(name, it.rng.usize(..3));
    }
    it.articles = names.clone().into_iter().collect();
    let document = |(name, kind): (&String, &usize), it: &mut Catalog<'_>| match kind {
        0 => it.package(name),
        1 => it.extra_service(name),
        _ => it.sold("item", name, "HasExtraServices"),
    };
    let mut documents = it.described();
    documents.extend(names.iter().map(|named| document(named, &mut it)));
    let mut groups: Vec<String> = (0..it.rng.usize(..3)).map(|_| it.name()).collect();
    groups.sort();
    groups.dedup();
    documents.extend(groups.iter().map(|name| it.group(name)));
    documents.extend(it.plans(sold));
    let named = it.package_manifests();
    let manifest = json!({
        "format": 1, "catalog": "random", "reseller": "Acme", "currencies": it.currencies, "languages": it.languages,
        "external": metered_external(),
    });
    Files { manifest, documents, named }
}

/// The values of a resource's rows, by table and key.
type RowValues = BTreeMap<(&'static str, Key), Vec<Option<Value>>>;

/// The rows of each resource, with the values that a catalog manages. A value that the files leave open is that of a
/// new row.
fn lowered(root: &std::path::Path) -> BTreeMap<(String, Key), RowValues> {
    let loaded = load(&Kinds::standard(), Arc::new(Disk::new(root)), None);
    let catalog = loaded.catalog.expect("a catalog");
    let desired = catalog.sound().unwrap_or_else(|| panic!("{:#?}", loaded.findings)).lower();
    let values = |row: &Row| {
        let columns = row.table.columns.iter().enumerate().filter(|(_, column)| column.is_managed());
        let value = |(number, column): (usize, &wares::table::Column)| match row.cells.get(number) {
            // A value that a row keeps, such as the order in the shop, stays when it leaves the files: do not compare it.
            _ if column.keeps_value => None,
            Some(value) if column.folded => Some(value.folded()),
            Some(value) => Some(value.clone()),
            None => desired.defaults.get(row.table, column),
        };
        columns.map(value).collect()
    };
    let rows = |rows: &wares::table::Rows| {
        rows.iter().map(|row| ((row.table.name, row.key.clone()), values(row))).collect()
    };
    desired
        .resources
        .iter()
        .map(|it| ((it.kind.name().to_owned(), it.key.clone()), rows(&desired.rows(it))))
        .collect()
}

/// The text of a file with these documents.
fn text(documents: &[Json]) -> String {
    documents.iter().map(|it| format!("{}\n---\n", escaped(it))).collect()
}

/// A document as YAML, which is its JSON. Unprintable characters are escaped.
fn escaped(document: &Json) -> String {
    let escaped = |c: char| match c {
        '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}' => {
            format!("\\u{:04x}", u32::from(c))
        }
        c => c.to_string(),
    };
    document.to_string().chars().map(escaped).collect()
}

/// A database with every name that a random catalog can refer to.
fn database() -> Project {
    let all = json!({ "format": 1, "catalog": "all", "reseller": "Acme", "currencies": CURRENCIES, "languages": LANGUAGES });
    let project = Project::new().file("wares.yaml", &all.to_string()).init();
    let list = |names: &[&str]| names.iter().map(|name| format!("('{name}')")).collect::<Vec<_>>().join(", ");
    project.sql(&format!(
        "INSERT INTO shop_item_category SELECT gen_random_uuid(), r.id, n, false FROM reseller r, (VALUES {}) v (n); \
         INSERT INTO service SELECT gen_random_uuid(), n FROM (VALUES {}) v (n)",
        list(CATEGORIES),
        list(SERVICES)
    ));
    project.sql(&metered());
    project
}

#[test]
#[expect(clippy::print_stderr, reason = "a catalog that fails must be seen")]
fn random_catalogs_are_applied_and_imported_back() {
    let setting =
        |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().expect(name));
    let (count, seed) = (setting("WARES_TEST_CATALOGS", 45), setting("WARES_TEST_SEED", 1));
    let project = database();
    let mut sold = Sold::new();
    for number in 0..count {
        let mut rng = Rng::with_seed(seed.wrapping_mul(1_000_000) + number);
        let Files { manifest, documents, named } = catalog(&mut rng, &mut sold);
        project.write("wares.yaml", &manifest.to_string());
        project.write("catalog.yaml", &text(&documents));
        named.iter().for_each(|(path, text)| project.write(path, text));
        eprintln!("catalog {number} of seed {seed}: {manifest}\n{}", text(&documents));
        // Each catalog has little in common with the one before it.
        project.run("apply --auto-approve --allow mass-change,price-change").code(0);
        project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        let back = Project::beside(&project);
        let import = format!("import --dir {} --out new --format json", project.path("").display());
        let outcome: Json = serde_json::from_str(&back.run(&import).code(0).stdout).expect("JSON");
        // Only the tariffs that the manifest lists as external are left out.
        let left_out = outcome["import"]["left_out"].as_array().expect("a list").iter();
        let left_out: Vec<Json> =
            left_out.map(|it| json!({ "kind": it["kind"], "name": it["name"] })).collect();
        assert_eq!(sorted(left_out), sorted(metered_external()));
        assert_eq!(outcome["import"]["incomplete"], json!([]));
        back.run("plan --dir new --detailed-exitcode").code(0).says("Nothing to do");
        assert_eq!(lowered(&back.path("new")), lowered(&project.path("")));
    }
}

fn sorted(mut values: Vec<Json>) -> Vec<Json> {
    values.sort_by_key(ToString::to_string);
    values
}
