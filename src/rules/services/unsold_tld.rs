//! A45: an extra service requires a domain with a top-level domain that no article sells.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ExtraService;
use crate::model::{Name, Named};
use crate::rules::domains::{TLD_PROPERTY, bare};
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{ArticleView, Rule, RuleContext};
use std::borrow::Cow;
use std::collections::HashSet;

// A warning, because other entries of the list may still match.
const CODE: Code = Code::error(
    "A45",
    "unsold-tld",
    "not sold in the shop",
    "An extra service requires a domain with a top-level domain that no article sells.",
    include_str!("../codes/A45.md"),
)
.warning();

/// Reports required top-level domains that no article sells.
pub struct UnsoldTlds;

impl Rule for UnsoldTlds {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        let requiring = articles.services().filter(|(_, service)| {
            service.domain.as_ref().is_some_and(|domain| domain.must_exist && !domain.tlds.is_empty())
        });
        let mut requiring = requiring.peekable();
        // An article that exists only in the database may sell it, and customers may bring domains from elsewhere.
        let may_be_available = || {
            context.catalog.may_have_more("item")
                || articles.manifest().external.iter().any(may_be_article)
                || articles.iter().any(is_for_external_domain)
        };
        if requiring.peek().is_none() || may_be_available() {
            return Vec::new();
        }
        let sold: HashSet<_> = articles.iter().filter_map(sold).collect();
        // If no article sells a domain, the catalog does not say which top-level domains are sold.
        if sold.is_empty() {
            return Vec::new();
        }
        requiring.filter_map(|(each, service)| of_service(each, service, &sold)).collect()
    }
}

fn may_be_article(named: &Named) -> bool {
    // An external name without a kind can be anything, so it may be an article too.
    named.kind.as_ref().is_none_or(|kind| kind.as_str() == "item")
}

/// Whether an article is for domains that customers registered elsewhere.
fn is_for_external_domain(each: &ArticleView<'_>) -> bool {
    let category = each.part.category.as_ref().map(Name::as_str);
    // The category of such an article is one of the names that the vendor uses (domain.md §1).
    each.is_shown && category.is_some_and(|category| category.eq_ignore_ascii_case("OwnDomain"))
}

/// Returns the top-level domain that an article sells, or `None` if it does not sell any.
fn sold<'a>(each: &ArticleView<'a>) -> Option<Cow<'a, str>> {
    // On an extra service, `productValue` is its exclusive group.
    let is_item = each.service.is_none() && each.package.is_none();
    let mut properties = each.part.properties.iter().filter(|_| is_item);
    let (_, value) = properties.find(|(name, _)| name.as_str().eq_ignore_ascii_case(TLD_PROPERTY))?;
    Some(bare(value.as_str()))
}

fn of_service(
    each: &ArticleView<'_>,
    service: &ExtraService,
    sold: &HashSet<Cow<'_, str>>,
) -> Option<Diagnostic> {
    let tlds = &service.domain.as_ref()?.tlds;
    let unsold: Vec<(usize, &str)> =
        tlds.iter().map(Name::as_str).enumerate().filter(|(_, tld)| !sold.contains(&bare(tld))).collect();
    let (first, _) = unsold.first()?;
    let list = each.at("domain").child("tlds");
    let names = few(unsold.iter().map(|(_, tld)| *tld));
    let message = format!(
        "`{}` requires a domain that the customer already has, but no article sells {names}",
        each.number()
    );
    let finding = Diagnostic::new(CODE, list.child(first), message);
    let finding = with_more(finding, unsold[1..].iter().map(|(at, _)| list.child(at)), "not sold either");
    let finding = finding.also(each.at("domain").child("must_exist"), "requires a domain");
    let (them, articles, sell) = match unsold.len() {
        1 => ("it", "an article", "sells"),
        _ => ("them", "articles", "sell"),
    };
    Some(finding.help(format!(
        "remove {them} from the list, or add {articles} that {sell} {them}, with `properties: {{ productValue: … }}`"
    )))
}
