//! `wares quote`: computes what an order costs.

use super::command_error::CommandError;
use super::named_resource::{NamedResource, quoted};
use super::pipeline::Project;
use super::{Exit, Global, Output, TextOrJson};
use crate::catalog::Entry;
use crate::diagnostic::list;
use crate::diff::Refusal;
use crate::model::Period;
use crate::offer::{Article, Offer, Order, OrderedPart, PlanOrder, Plans};
use crate::report::{plan_quote_json, plan_quote_text, plan_refusals, quote_json, quote_text, refusals};
use clap::Args;
use serde_json::Value;

/// Calculates the price of an order: an article with extra services and package details, or installations of a service
/// plan.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub struct Quote {
    /// The kind of the resource, needed only if resources of several kinds have the same name.
    kind: Option<String>,
    /// The article number, or the id of the service plan.
    name: String,
    /// What is ordered with the article. For a detail, VALUE is a total amount (`disk=30`), a value (`os=debian`), both
    /// (`license=windows:3`) or `yes`. For a compound detail, it is a choice (`traffic=flat`); an amount for the choice
    /// is given as `traffic.flat=2000`. An extra service is ordered by its name (`XSV-BACKUP`); for several units,
    /// VALUE is their number (`XSV-MYSQL=2`).
    #[arg(long, value_name = "NAME=VALUE", value_parser = clap::value_parser!(OrderedPart))]
    with: Vec<OrderedPart>,
    /// The number of installations of a service plan to order [default: 1].
    #[arg(long, value_name = "NUMBER")]
    quantity: Option<u32>,
    /// The period of the order, such as `1 year` [default: the only period of the article or service plan].
    #[arg(long, value_name = "PERIOD", env = "WARES_PERIOD", value_parser = clap::value_parser!(Period))]
    period: Option<Period>,
    /// The currency of the prices [default: the first one in the manifest].
    #[arg(long, value_name = "CODE", env = "WARES_CURRENCY")]
    currency: Option<String>,
    /// How the quote is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

impl Quote {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("quote", self.format == TextOrJson::Json, global, output, |project| {
            let offer = Offer::new(project.catalog()?);
            let resource = NamedResource { kind: self.kind.as_deref(), name: &self.name, command: "quote" };
            let entry = resource.find(project, &offer, global, |entries| self.several(entries, &offer))?;
            project.tell_of_findings(output);
            let plans = Plans::new(offer.catalog());
            match offer.sold(entry) {
                Some(article) => self.article(&offer, &article, project, output),
                None => self.plan(&plans, entry, project, output),
            }
        })
    }

    /// Quotes an article, with extra services and details.
    fn article(
        &self,
        offer: &Offer<'_>,
        article: &Article<'_>,
        project: &Project,
        output: &Output,
    ) -> Result<Exit, CommandError> {
        if self.quantity.is_some() {
            return Err(refusing(vec![Refusal::new(
                "--quantity applies only to service plans, but this is an article".to_owned(),
                "leave it out, and use `--with` to name what is ordered with the article".to_owned(),
            )]));
        }
        let (period, currency) = (self.period, self.currency.as_deref());
        let order = Order { wants: &self.with, period, currency };
        let quote = offer.quote(article, &order).map_err(|refused| refusing(refusals(&refused)))?;
        let text = |output: &Output| quote_text(&quote, project.sources(), output.style());
        Ok(self.print(text, quote_json(&quote, project.sources()), project, output))
    }

    /// Quotes installations of a service plan.
    fn plan<'a>(
        &self,
        plans: &Plans<'a>,
        entry: &'a Entry,
        project: &'a Project,
        output: &Output,
    ) -> Result<Exit, CommandError> {
        let plan = plans.plan_of(entry).ok_or_else(|| self.not_sold(entry))?;
        let order = PlanOrder {
            quantity: self.quantity.unwrap_or(1),
            period: self.period,
            currency: self.currency.as_deref(),
            wants: &self.with,
        };
        let manifest = project.catalog()?.manifest();
        let quote =
            plans.quote(plan, &order, manifest).map_err(|why| refusing(plan_refusals(plan.it, &why)))?;
        let (kind, sources) = (entry.kind.name(), project.sources());
        let text = |output: &Output| plan_quote_text(&quote, kind, sources, output.style());
        Ok(self.print(text, plan_quote_json(&quote, kind, sources), project, output))
    }

    /// Prints a quote. `text` is called only if the format is text.
    fn print(
        &self,
        text: impl FnOnce(&Output) -> String,
        json: Value,
        project: &Project,
        output: &Output,
    ) -> Exit {
        match self.format {
            TextOrJson::Text => output.data(&text(output)),
            TextOrJson::Json => {
                project.json("quote", Exit::Done, vec![("quote", json)], output);
            }
        }
        Exit::Done
    }

    /// The error for a name that several resources have. The help suggests only the kinds that are sold.
    fn several<'a>(&self, entries: &[&'a Entry], offer: &Offer<'a>) -> CommandError {
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.name()).collect();
        let name = quoted(&self.name);
        let plans = Plans::new(offer.catalog());
        let is_priced = |entry: &Entry| offer.sold(entry).is_some() || plans.plan_of(entry).is_some();
        let sold = entries.iter().filter(|entry| is_priced(entry));
        let calls: Vec<String> =
            sold.map(|entry| format!("`wares quote {} {name}`", entry.kind.name())).collect();
        // None of them is sold, so naming the kinds would be of no use.
        if calls.is_empty() {
            return self.not_sold(entries[0]);
        }
        refusing(vec![Refusal {
            code: None,
            message: format!("`{}` is the name of several resources: {}", self.name, list(&kinds, "and")),
            help: format!("write {}", calls.join(" or ")),
        }])
    }

    /// The error for a resource that has no price.
    fn not_sold(&self, entry: &Entry) -> CommandError {
        refusing(vec![Refusal {
            code: None,
            message: format!("`{}` has the kind `{}`, which is not sold", self.name, entry.kind.name()),
            help: "only articles and service plans have prices".to_owned(),
        }])
    }
}

/// Turns refusals into an error with the exit code of findings, because a wrong order is not a refused plan.
fn refusing(refusals: Vec<Refusal>) -> CommandError {
    // Refusals alone would end in 4, as if a guard had refused a plan.
    CommandError { refusals, ..CommandError::default() }.with_exit(Exit::Findings)
}
