//! Tests `docs/limits.md`, which lists what real catalogs contain but Wares cannot express, with counts by reason.

use crate::support::{ITEM, Project, real};
use crate::{cloud, ovh};
use std::collections::BTreeMap;
use std::path::Path;

macro_rules! reasons {
    ($($variant:ident $heading:literal;)*) => {
        /// Why something in a real catalog cannot be expressed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason { $($variant,)* }

        impl Reason {
            /// All reasons.
            const ALL: &'static [Reason] = &[$(Reason::$variant),*];

            /// The heading of its section in `docs/limits.md`.
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

/// What cannot be expressed, by reason, each with the place where it was found.
#[derive(Debug, Default)]
pub struct Unsaid(BTreeMap<Reason, Vec<String>>);

impl Unsaid {
    /// Adds something that cannot be expressed.
    pub fn add(&mut self, reason: Reason, place: impl Into<String>) {
        self.0.entry(reason).or_default().push(place.into());
    }

    /// How often a reason was found.
    pub fn count(&self, reason: Reason) -> usize {
        self.0.get(&reason).map_or(0, Vec::len)
    }

    /// The reasons that were found, each with its count.
    pub fn counts(&self) -> Vec<(Reason, usize)> {
        self.0.iter().map(|(reason, places)| (*reason, places.len())).collect()
    }

    /// A line for each reason that was found, with its count and an example.
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
fn every_reason_is_documented_with_an_example_and_a_workaround() {
    let document = document();
    let sections = sections(&document);
    let documented: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
    let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.heading()).collect();
    assert_eq!(documented, known);
    for (heading, text) in sections {
        for part in ["\n**Found:** ", "\n**Example:** ", "\n**Workaround:** "] {
            assert_eq!(text.matches(part).count(), 1, "`{heading}` must have {part:?} once");
        }
    }
}

/// The counts are in the first table of the page: those of the servers, then those of the machines.
#[test]
#[expect(clippy::print_stdout, reason = "the figures can be asked for: cargo test limits -- --nocapture")]
fn documented_counts_match_the_real_catalogs() {
    let (Some(servers), Some(machines)) = (real(ovh::CATALOG), cloud::unsaid()) else { return };
    let servers = ovh::convert(&ovh::gunzip(&servers)).unsaid;
    for (what, unsaid) in [("servers", &servers), ("machines", &machines)] {
        println!("What cannot be expressed of the {what}:");
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

/// The workarounds that the page recommends must be valid.
#[test]
fn documented_workarounds_pass_check() {
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
