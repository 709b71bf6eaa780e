//! Resolves `import_details`: the details that packages import from other packages.

use super::{Detail, Package};
use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::{ArticleOfKind, Context, FoundResource, codes};

/// A package and the chain of packages from which it imports details.
#[derive(Clone, Debug)]
pub struct ImportChain<'a> {
    /// The packages, beginning with the importing one. Each package imports from the next.
    pub chain: Vec<Step<'a>>,
    /// Whether the last package imports from a package in the chain.
    pub is_cyclic: bool,
}

/// A package in a chain of imports.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The package's article number.
    pub name: &'a str,
    /// The id of the package's document.
    pub document: DocumentId,
    /// The package as its document describes it.
    pub package: &'a Package,
}

/// A detail of a package: the package's own detail or an imported one.
#[derive(Clone, Copy, Debug)]
pub struct OwnOrImported<'a> {
    /// The detail.
    pub detail: &'a Detail,
    /// The [`Place`] of the detail in the document that describes it.
    pub place: Place,
    /// The article number of the package that describes the detail; `None` for the package's own details.
    pub from: Option<&'a str>,
}

impl<'a> ImportChain<'a> {
    /// Follows the imports from package to package. The chain ends if a package imports nothing, if `find` does not
    /// find the next package, or if the chain is cyclic.
    pub fn new(first: Step<'a>, find: impl Fn(&str) -> Option<Step<'a>>) -> Self {
        let mut chain = vec![first];
        while let Some(next) = chain[chain.len() - 1].from() {
            // Checked before looking up, so that a cycle ends; `find` would go on for ever.
            if chain.iter().any(|step| step.name == next) {
                return Self { chain, is_cyclic: true };
            }
            match find(next) {
                Some(step) => chain.push(step),
                None => break,
            }
        }
        Self { chain, is_cyclic: false }
    }

    /// Follows the imports of the package that is being checked or lowered.
    pub fn in_context(package: &'a Package, name: &'a str, context: &Context<'a>) -> Self {
        let find = |name: &str| {
            let found = context.find::<ArticleOfKind<Package>>(name)?;
            let (name, package) = (found.resource.part.article.as_str(), &found.resource.own);
            Some(Step { name, document: found.document, package })
        };
        Self::new(Step { name, document: context.document, package }, find)
    }

    /// All details of the package, its own first. If two packages of the chain have a detail of the same type, the
    /// importing package's `replace_existing` decides which detail is kept.
    pub fn details(&self) -> Vec<OwnOrImported<'a>> {
        let mut taken: Vec<OwnOrImported<'a>> = Vec::new();
        // From the end of the chain: a package imports what the next one has after its own imports.
        for (depth, step) in self.chain.iter().enumerate().rev() {
            let own = step.own(depth > 0);
            let replaces = step.package.import_details.as_ref().is_some_and(|import| import.replace_existing);
            taken = if replaces { merged(taken, own) } else { merged(own, taken) };
        }
        // The stable sort keeps the order within own and imported details.
        taken.sort_by_key(|taken| taken.from.is_some());
        taken
    }

    /// The package's own details that are replaced by imported ones, each with the imported detail.
    pub fn replaced(&self) -> Vec<(OwnOrImported<'a>, OwnOrImported<'a>)> {
        let Some(first) = self.chain.first() else { return Vec::new() };
        // The result of the merge is compared, since the replacing detail can come from any package of the chain.
        let all = self.details();
        let replacement = |own: &OwnOrImported<'a>| {
            all.iter().find(|taken| taken.from.is_some() && is_same(taken, own)).copied()
        };
        first.own(false).into_iter().filter_map(|own| Some((own, replacement(&own)?))).collect()
    }
}

impl<'a> Step<'a> {
    /// The article number of the package from which this package imports; `None` if it imports nothing.
    fn from(&self) -> Option<&'a str> {
        self.package.import_details.as_ref().map(|import| import.from.name())
    }

    /// The details that the package itself describes. `is_imported` marks them as details of another package.
    fn own(&self, is_imported: bool) -> Vec<OwnOrImported<'a>> {
        let list = self.document.root().child("details");
        let details = self.package.details.iter().enumerate();
        // The package's own details name no origin, so that reports call only the others imported.
        let from = is_imported.then_some(self.name);
        details.map(|(index, detail)| OwnOrImported { detail, place: list.child(index), from }).collect()
    }

    /// The [`Place`] of `import_details.from`.
    fn place(&self) -> Place {
        self.document.root().child("import_details").child("from")
    }
}

/// Returns all of `some`, and then those of `others` whose types do not occur in `some`.
fn merged<'a>(some: Vec<OwnOrImported<'a>>, others: Vec<OwnOrImported<'a>>) -> Vec<OwnOrImported<'a>> {
    let more: Vec<OwnOrImported<'a>> =
        others.into_iter().filter(|other| !some.iter().any(|taken| is_same(taken, other))).collect();
    some.into_iter().chain(more).collect()
}

fn is_same(one: &OwnOrImported<'_>, other: &OwnOrImported<'_>) -> bool {
    // By type alone: a package has each type once, apart from duplicates, which are reported.
    one.detail.detail_type == other.detail.detail_type
}

/// Returns findings about the imports of a package.
pub(super) fn validate(package: &Package, name: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(import) = &package.import_details else { return Vec::new() };
    let imports = ImportChain::in_context(package, name, context);
    if imports.is_cyclic {
        // If two packages have the same article number, which is reported elsewhere, an import can lead to the other
        // one and only look like a cycle.
        let is_this = |it: &FoundResource<'_, ArticleOfKind<Package>>| it.document == context.document;
        let is_found = context.find::<ArticleOfKind<Package>>(name).as_ref().is_some_and(is_this);
        return cycle(&imports).filter(|_| is_found).into_iter().collect();
    }
    let (from, place) = (import.from.name(), context.at("import_details").child("from"));
    let is_external = context.manifest.external.iter().any(|named| named.name.as_str() == from);
    let finding = match imports.chain.get(1) {
        // An external package has no document from which details could be taken.
        None if is_external => {
            let message =
                format!("`{name}` imports the details of `{from}`, which exists only in the database");
            Diagnostic::new(codes::IMPORT_FROM_DATABASE, place, message)
                .help("describe the package in this catalog, or write the details here")
        }
        // If the chain ends at a package that does not exist, only the missing package is reported.
        Some(step) if !has_details(&imports) && imports.chain.last().and_then(Step::from).is_none() => {
            let message = format!("`{from}` has no details that `{name}` could import");
            Diagnostic::new(codes::NOTHING_TO_IMPORT, place, message)
                .also(step.document.root().child("article"), "described here")
                .help("import from a package that has details, or remove `import_details`")
        }
        // A package that is not found anywhere is reported as an unknown reference.
        _ => return Vec::new(),
    };
    vec![finding]
}

/// Whether any package in the chain after the first describes details.
fn has_details(imports: &ImportChain<'_>) -> bool {
    imports.chain.iter().skip(1).any(|step| !step.package.details.is_empty())
}

/// Returns the finding for a cycle of imports. So that each cycle is reported once, returns `None` except for the
/// package in the cycle whose article number sorts first.
fn cycle(imports: &ImportChain<'_>) -> Option<Diagnostic> {
    let chain = &imports.chain;
    // Where the last package leads is where the cycle begins.
    let start = chain.last()?.from()?;
    let first = &chain[0];
    // Only packages of the cycle itself report it; a package that merely leads into it does not.
    if start != first.name || chain.iter().any(|step| step.name < first.name) {
        return None;
    }
    let path: Vec<String> =
        chain.iter().map(|step| step.name).chain([start]).map(|name| format!("`{name}`")).collect();
    let message = match chain.len() {
        1 => format!("`{start}` imports its own details"),
        _ => format!("packages import details in a cycle: {}", path.join(" → ")),
    };
    let finding = Diagnostic::new(codes::IMPORT_CYCLE, first.place(), message);
    let finding = chain.iter().skip(1).fold(finding, |finding, step| finding.also(step.place(), "and this"));
    Some(finding.help(match chain.len() {
        1 => "remove `import_details`, or import from another package",
        _ => "remove `import_details` from one of them",
    }))
}
