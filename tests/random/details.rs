//! Generates random detail types, enumerations and details of packages that violate no rule.

use super::{CATEGORIES, Catalog, SERVICES};
use serde_json::{Map, Value as Json, json};

/// A detail type: its name, its value type, and its units, the larger ones last.
pub struct Kind {
    name: String,
    value: &'static str,
    units: Vec<&'static str>,
}

/// An enumeration: its name, and the names of the values that details can refer to.
pub struct List {
    name: String,
    values: Vec<String>,
}

/// Minimum periods that are longer than any period of a package, so that an ordered detail needs no prices.
const LONG: [&str; 2] = ["65535 years", "65534 years"];

impl Catalog<'_> {
    /// The types and enumerations that details of packages refer to, and others. The former are in every catalog,
    /// because details of deleted packages still refer to them; the others come and go.
    pub fn described(&mut self) -> Vec<Json> {
        let mut documents = Vec::new();
        for number in 0..5 {
            let (kind, list) = (format!("Type_{number}"), format!("List_{number}"));
            documents.push(self.detail_type(kind));
            documents.push(self.enumeration(list));
        }
        let (kinds, lists) = (self.kinds.len(), self.lists.len());
        if self.rng.bool() {
            documents.push(self.detail_type("Loose_type".to_owned()));
        }
        if self.rng.bool() {
            documents.push(self.enumeration("Loose_list".to_owned()));
        }
        self.kinds.truncate(kinds);
        self.lists.truncate(lists);
        documents
    }

    fn detail_type(&mut self, name: String) -> Json {
        let value = self.pick(&["boolean", "integer", "enumeration", "enumeration_with_number"]);
        let mut document =
            json!({ "kind": "detail_type", "name": name, "text": self.texts(), "value": value });
        let mut units = Vec::new();
        if ["integer", "enumeration_with_number"].contains(&value) && self.rng.bool() {
            units = self.several(&["GiB", "a b", "no", "Größe"], 1);
            document["unit"] = json!(units[0]);
            let larger =
                |(at, unit): (usize, &&str)| ((*unit).to_owned(), json!(at + self.rng.usize(2..2000)));
            let larger: Map<String, Json> = units.iter().enumerate().skip(1).map(larger).collect();
            document["larger_units"] = larger.into();
            if self.one_in_three() {
                document["limit"] = json!(self.pick(SERVICES));
            }
        }
        self.kinds.push(Kind { name, value, units });
        document
    }

    fn enumeration(&mut self, name: String) -> Json {
        // The fifth value comes and goes: nothing refers to it.
        let count = self.rng.usize(4..6);
        let mut names: Vec<String> = (0..count).map(|number| format!("Value_{number}")).collect();
        let referred = names[..4].to_vec();
        self.rng.shuffle(&mut names);
        let value = |name: &String, this: &mut Self| {
            let periods = this.several(&["1 month", "12 months", "1 year", "65535 months"], 0);
            let prices: Map<String, Json> =
                periods.into_iter().map(|every| (every.to_owned(), this.prices())).collect();
            json!({ "name": name, "text": this.texts(), "enabled": this.rng.bool(), "prices": prices })
        };
        let values: Vec<Json> = names.iter().map(|name| value(name, self)).collect();
        let document = json!({ "kind": "enumeration", "name": name, "text": self.texts(), "values": values });
        self.lists.push(List { name, values: referred });
        document
    }

    /// Adds details to a package: its own, and those of an earlier package, so that imports form no cycle.
    pub fn add_details(&mut self, package: &mut Json, article: &str) {
        let periods: Vec<String> = package["periods"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it["every"].as_str().expect("a period").to_owned())
            .collect();
        let mut numbers: Vec<usize> = (0..self.kinds.len()).collect();
        self.rng.shuffle(&mut numbers);
        numbers.truncate(self.rng.usize(..4));
        let details: Vec<Json> =
            numbers.into_iter().filter_map(|number| self.detail(number, &periods)).collect();
        let mut has_details = !details.is_empty();
        if has_details {
            package["details"] = json!(details);
        }
        if !self.with_details.is_empty() && self.rng.bool() {
            let from = self.with_details[self.rng.usize(..self.with_details.len())].clone();
            package["import_details"] = json!({ "from": from, "replace_existing": self.rng.bool() });
            has_details = true;
        }
        if has_details {
            self.with_details.push(article.to_owned());
        }
    }

    fn detail(&mut self, number: usize, periods: &[String]) -> Option<Json> {
        let billing = self.pick(&["none", "ordered", "statistics", "compound"]);
        let mut detail = match billing {
            "compound" => {
                let choices = (0..self.rng.usize(2..4)).map(|at| {
                    let billing = self.pick(&["none", "ordered", "statistics"]);
                    let mut choice = self.terms(number, billing, periods)?;
                    choice["name"] = json!(format!("Choice_{at}"));
                    Some(choice)
                });
                let choices: Option<Vec<Json>> = choices.collect();
                json!({ "billing": "compound", "choices": choices?, "enabled": self.rng.bool(), "priority": self.rng.i32(..) })
            }
            billing => self.terms(number, billing, periods)?,
        };
        detail["type"] = json!(self.kinds[number].name);
        Some(detail)
    }

    /// The keys of a detail or a choice, or `None` if its value needs an enumeration and there is none.
    fn terms(&mut self, number: usize, billing: &str, periods: &[String]) -> Option<Json> {
        let value = self.kinds[number].value;
        let mut terms = json!({ "billing": billing, "enabled": self.rng.bool() });
        if value == "boolean" && self.rng.bool() {
            terms["included"] = json!(self.rng.bool());
        }
        if value.starts_with("enumeration") {
            self.add_enumeration(&mut terms, periods)?;
        }
        if value.ends_with("number") || value == "integer" {
            self.add_number(&mut terms, number);
        }
        self.add_prices(&mut terms, billing, periods);
        for flag in [
            "post_paid",
            "manual_processing",
            "send_instruction",
            "skip_trial",
            "alternative_calculation",
            "random_name",
        ] {
            if self.one_in_three() {
                terms[flag] = json!(self.rng.bool());
            }
        }
        if self.one_in_three() {
            terms["priority"] = json!(self.rng.i32(..));
        }
        Some(terms)
    }

    fn add_enumeration(&mut self, terms: &mut Json, periods: &[String]) -> Option<()> {
        let number = (!self.lists.is_empty()).then(|| self.rng.usize(..self.lists.len()))?;
        let List { name, values } = &self.lists[number];
        let (name, values) = (name.clone(), values.clone());
        terms["enumeration"] = json!(name);
        if self.rng.bool() {
            terms["included_value"] = json!(values[self.rng.usize(..values.len())]);
        }
        let priced: Vec<String> = values.into_iter().filter(|_| self.rng.bool()).collect();
        let prices: Map<String, Json> =
            priced.into_iter().map(|value| (value, self.by_period(periods))).collect();
        terms["value_prices"] = prices.into();
        Some(())
    }

    fn add_number(&mut self, terms: &mut Json, number: usize) {
        let largest = i32::MAX as u32;
        let (included, more) = (self.rng.u32(..=largest), self.rng.u32(..=largest));
        if self.rng.bool() {
            terms["step"] = json!(self.rng.u32(1..=largest));
        }
        // An amount can be included only of an included value.
        let has_value = self.kinds[number].value == "integer" || terms["included_value"].is_string();
        match self.rng.u8(..4) {
            _ if !has_value => {}
            0 => terms["included"] = json!("unlimited"),
            1 => terms["included"] = json!(included),
            2 => {
                terms["included"] = json!(included);
                terms["maximum"] = json!(included.saturating_add(more).min(largest));
            }
            _ => {}
        }
        let units = self.kinds[number].units.clone();
        if !units.is_empty() && self.rng.bool() {
            terms["unit"] = json!(self.pick(&units));
        }
    }

    fn add_prices(&mut self, terms: &mut Json, billing: &str, periods: &[String]) {
        if billing == "statistics" {
            let overage_period = self.pick(&["day", "month"]);
            terms["statistics"] = json!({
                "overage_period": overage_period, "aggregation": self.pick(&["maximum", "sum"]),
                "price_per": self.pick(&["day", "month"]), "active_only": self.rng.bool(),
            });
            terms["overage_prices"] = self.all_prices();
            return;
        }
        terms["prices"] = self.by_period(periods);
        terms["setup_fee"] = self.all_prices();
        terms["multiply_setup_fee"] = json!(self.rng.bool());
        terms["minimum_period"] = json!(self.pick(&LONG));
        if terms["maximum"].is_null() && self.one_in_three() && terms["step"].is_number() {
            terms["unlimited_prices"] = self.by_period(periods);
        }
    }

    /// Prices for some of the periods of a package.
    fn by_period(&mut self, periods: &[String]) -> Json {
        let selected: Vec<&String> = periods.iter().filter(|_| self.rng.bool()).collect();
        selected.into_iter().map(|period| (period.clone(), self.prices())).collect::<Map<_, _>>().into()
    }

    /// A price in every currency, or in none.
    fn all_prices(&mut self) -> Json {
        let currencies = if self.rng.bool() { self.currencies.clone() } else { Vec::new() };
        currencies
            .into_iter()
            .map(|currency| (currency.to_owned(), self.amount()))
            .collect::<Map<_, _>>()
            .into()
    }
}

/// An internal name must not equal a category. Generated names contain `_`, so no category may contain one.
#[test]
fn names_of_details_are_never_categories() {
    assert!(!CATEGORIES.iter().any(|category| category.contains('_')));
}
