//! A random catalog. Its products are identified by their names, because their article numbers change.

use fastrand::Rng;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A product. Its name never changes, since it stands for what subscribers bought.
#[derive(Clone, Debug)]
pub struct Product {
    pub name: String,
    /// The article number in the files.
    pub number: String,
    /// The article number in the database.
    pub live: String,
    /// The periods: the number of months, and the prices in EUR and USD, in cents.
    pub periods: Vec<(u32, [u32; 2])>,
    pub tag: String,
    pub limit: Option<u32>,
}

/// Everything that the files describe.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub products: Vec<Product>,
    /// The upgrade groups: the name, and the names of the member products in the order of their levels.
    pub groups: Vec<(String, Vec<String>)>,
    /// How many products were ever created.
    made: usize,
}

/// Random prices of a period. They are often taken from a few amounts, so that products sometimes have the same price.
fn prices(rng: &mut Rng) -> [u32; 2] {
    if rng.bool() { [rng.u32(1..4) * 100; 2] } else { [rng.u32(100..9999), rng.u32(100..9999)] }
}

impl World {
    pub fn new(rng: &mut Rng) -> Self {
        let mut world = Self::default();
        for _ in 0..rng.usize(3..6) {
            let number = format!("HST-{}", world.made);
            world.make(number, rng);
        }
        let names: Vec<String> = world.products.iter().map(|product| product.name.clone()).collect();
        world.groups.push(("Hosting".to_owned(), names[..2].to_vec()));
        world.groups.push(("Other".to_owned(), names[2..].to_vec()));
        world
    }

    /// Adds a new product with an article number.
    fn make(&mut self, number: String, rng: &mut Rng) {
        let mut periods: Vec<(u32, [u32; 2])> = Vec::new();
        for months in [1, 12, 24] {
            if periods.is_empty() || rng.bool() {
                periods.push((months, prices(rng)));
            }
        }
        let name = format!("Product {}", self.made);
        let limit = rng.bool().then(|| rng.u32(1..99));
        self.products.push(Product {
            name,
            live: number.clone(),
            number,
            periods,
            tag: "web".to_owned(),
            limit,
        });
        self.made += 1;
    }

    /// Edits the files at random.
    pub fn edit(&mut self, rng: &mut Rng) {
        let renamed = |product: &Product| product.live != product.number;
        // The files follow either all manual renames or none.
        if rng.bool() {
            let is_taken = |live: &String, products: &[Product]| {
                products.iter().filter(|product| product.live == *live).count() > 1
            };
            if !self.products.iter().any(|product| is_taken(&product.live, &self.products)) {
                let given: Vec<String> =
                    self.products.iter().filter(|it| renamed(it)).map(|it| it.number.clone()).collect();
                self.products.iter_mut().for_each(|product| product.number.clone_from(&product.live));
                let used =
                    |number: &String, products: &[Product]| products.iter().any(|it| it.number == *number);
                for number in given {
                    // A number that became free may be given to a new product.
                    if !used(&number, &self.products) && rng.bool() {
                        self.make(number, rng);
                    }
                }
            }
        }
        for _ in 0..rng.usize(..3) {
            self.edit_one(rng);
        }
    }

    fn edit_one(&mut self, rng: &mut Rng) {
        let at = rng.usize(..self.products.len());
        match rng.u8(..6) {
            0 => self.products[at].periods[0].1 = prices(rng),
            1 => {
                let tag = &mut self.products[at].tag;
                *tag = if tag == "web" { "Web".to_owned() } else { "web".to_owned() };
            }
            // A limit is added, changed or removed.
            2 => self.products[at].limit = rng.bool().then(|| rng.u32(1..99)),
            3 => self.groups[0].1.reverse(),
            4 => {
                let name = if self.groups[0].0 == "Hosting" { "Web hosting" } else { "Hosting" };
                name.clone_into(&mut self.groups[0].0);
            }
            _ => {
                let number = format!("HST-{}", self.made);
                self.make(number, rng);
            }
        }
    }

    /// The text of the catalog file.
    pub fn files(&self) -> String {
        let mut out = String::new();
        for it in &self.products {
            let _ = writeln!(
                out,
                "kind: package\narticle: {}\nname: {}\ncategory: Hosting\nperiods:",
                it.number, it.name
            );
            for (months, [eur, usd]) in &it.periods {
                let every = if *months == 1 { "1 month".to_owned() } else { format!("{months} months") };
                let amount = |cents: &u32| format!("{}.{:02}", cents / 100, cents % 100);
                let _ = writeln!(
                    out,
                    "  - {{ every: {every}, prices: {{ EUR: {}, USD: {} }} }}",
                    amount(eur),
                    amount(usd)
                );
            }
            if let Some(limit) = it.limit {
                let _ = writeln!(out, "limits: {{ space_mb: {limit} }}");
            }
            let _ = writeln!(out, "properties: {{ tos: v1 }}\ntags: [{}]\n---", it.tag);
        }
        let numbers: BTreeMap<&String, &String> =
            self.products.iter().map(|it| (&it.name, &it.number)).collect();
        for (name, members) in &self.groups {
            let _ = writeln!(out, "kind: upgrade_group\nname: {name}\nmembers:");
            for (level, member) in members.iter().enumerate() {
                let _ = writeln!(out, "  - {{ item: {}, level: {} }}", numbers[member], level + 1);
            }
            out.push_str("---\n");
        }
        out
    }

    /// Asserts that the prices that a subscriber of a product pays are those of one of its periods in the files.
    pub fn check_terms(&self, name: &str, prices: &BTreeMap<String, String>, context: &dyn Fn() -> String) {
        let Some(product) = self.products.iter().find(|it| it.name == name) else { return };
        let amount = |code: &str| {
            let price = prices.iter().find(|(key, _)| key.starts_with(code));
            price.map(|(_, amount)| amount.clone())
        };
        let listed = |(_, [eur, usd]): &(u32, [u32; 2])| {
            [eur, usd].map(|cents| Some(format!("{}.{:02}", cents / 100, cents % 100)))
        };
        let paid = [amount("EUR"), amount("USD")];
        assert!(
            product.periods.iter().any(|it| listed(it) == paid),
            "`{name}` costs {paid:?}: {}",
            context()
        );
    }

    /// Records that the database now matches the files.
    pub fn settle(&mut self) {
        self.products.iter_mut().for_each(|product| product.live.clone_from(&product.number));
    }
}
