//! What real catalogs say and Wares cannot: counted by reason, and told in `docs/limits.md`.

use crate::support::{ITEM, Project, real};
use crate::{cloud, ovh};
use std::collections::BTreeMap;
use std::path::Path;

macro_rules! reasons {
    ($($variant:ident $heading:literal;)*) => {
        /// Why something of a real catalog cannot be said.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason { $($variant,)* }

        impl Reason {
            /// Every reason there is.
            const ALL: &'static [Reason] = &[$(Reason::$variant),*];

            /// The heading under which `docs/limits.md` tells of it.
            fn heading(self) -> &'static str {
                match self { $(Reason::$variant => $heading,)* }
            }
        }
    };
}

reasons! {
    SecondPrice "A second price for a period";
    Region "A price by region";
    Interval "A period of hours or days";
    Tiers "A price by quantity";
    Promotion "A temporary price";
    FixedTerm "A limited number of renewals";
    Decimals "A price with more than four decimals";
    Tax "A tax rate";
    SetupFee "A setup fee that depends on the period";
    UpgradeFee "A fee for a move";
    Sideways "A move that is neither up nor down";
    LadderOfPackage "A ladder for the customers of one package";
    Mandatory "A required choice";
    Preselected "A preselected choice";
    Option "An option that the customer chooses";
    Quantity "Several of one package";
    Nested "Details that are not names and values";
    Resellers "Prices of one article for several resellers";
    PriceList "A second price list";
    FromADay "A price that starts on a date";
    Trial "A trial";
    TierFee "A fee for reaching a tier";
    Stock "Stock by location";
    LargeLimit "A limit above 2147483647";
}

/// What could not be said, by reason, each with the place where it was met.
#[derive(Debug, Default)]
pub struct Unsaid(BTreeMap<Reason, Vec<String>>);

impl Unsaid {
    /// Adds something that was met.
    pub fn add(&mut self, reason: Reason, place: impl Into<String>) {
        self.0.entry(reason).or_default().push(place.into());
    }

    /// How often a reason was met.
    pub fn count(&self, reason: Reason) -> usize {
        self.0.get(&reason).map_or(0, Vec::len)
    }

    /// How often each reason was met that was.
    pub fn counts(&self) -> Vec<(Reason, usize)> {
        self.0.iter().map(|(reason, places)| (*reason, places.len())).collect()
    }

    /// What was met, a line for each reason.
    pub fn lines(&self) -> Vec<String> {
        let line = |(reason, places): (&Reason, &Vec<String>)| {
            format!("{}: {}, such as {}", reason.heading(), places.len(), places[0])
        };
        self.0.iter().map(line).collect()
    }
}

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    std::fs::read_to_string(path).expect("docs/limits.md")
}

/// The sections of the document: heading and text.
fn sections(document: &str) -> Vec<(&str, &str)> {
    document.split("\n## ").skip(1).map(|section| section.split_once('\n').expect("a heading")).collect()
}

#[test]
fn every_reason_is_told_with_an_example_and_what_to_do() {
    let document = document();
    let sections = sections(&document);
    let told: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
    let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.heading()).collect();
    assert_eq!(told, known);
    for (heading, text) in sections {
        for part in ["\n**Found:** ", "\n**Example:** ", "\n**Workaround:** "] {
            assert_eq!(text.matches(part).count(), 1, "`{heading}` must have {part:?} once");
        }
    }
}

/// The figures stand in the first table: servers, then machines.
#[test]
#[expect(clippy::print_stdout, reason = "the figures can be asked for: cargo test limits -- --nocapture")]
fn the_figures_are_those_of_the_real_catalogs() {
    let (Some(servers), Some(machines)) = (real(ovh::CATALOG), cloud::unsaid()) else { return };
    let servers = ovh::convert(&ovh::gunzip(&servers)).unsaid;
    for (what, unsaid) in [("servers", &servers), ("machines", &machines)] {
        println!("What cannot be said of the {what}:");
        unsaid.lines().iter().for_each(|line| println!("  {line}"));
    }
    let row = |reason: &Reason| {
        let heading = reason.heading();
        let anchor = heading.to_lowercase().replace(' ', "-");
        format!("| [{heading}](#{anchor}) | {} | {} |", servers.count(*reason), machines.count(*reason))
    };
    let rows: Vec<String> = Reason::ALL.iter().map(row).collect();
    let rows = rows.join("\n");
    assert!(document().contains(&rows), "the table of docs/limits.md should be\n{rows}");
}

/// What the page advises is what check accepts.
#[test]
fn what_is_written_instead_is_accepted() {
    let document = document();
    let examples: Vec<&str> =
        document.split("```yaml\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(examples.len(), 1);
    for example in examples {
        let project = Project::new().file("item.yaml", &format!("{ITEM}{example}"));
        project.run("check").code(0).says("no problems");
    }
    let trial =
        ITEM.replace("prices: { EUR: 12.00 }", "periods: [{ every: 1 month, prices: { EUR: 0.00 } }]");
    let trial = format!("{}renewal_item: DMN-COM\n", trial.replace("DMN-COM", "TRIAL"));
    Project::new().file("item.yaml", ITEM).file("trial.yaml", &trial).run("check").code(0);
}
