//! Details that packages take over from one another.

use super::{Detail, Package};
use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::{Context, Found, Sold, codes};

/// A package, and those whose details it takes over, one after the other.
#[derive(Clone, Debug)]
pub struct Imports<'a> {
    /// The packages, the importing one first.
    pub chain: Vec<Step<'a>>,
    /// Whether the last of them imports from one of them.
    pub is_cyclic: bool,
}

/// A package of a chain of imports.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Its article number.
    pub name: &'a str,
    /// Its document.
    pub document: DocumentId,
    /// What it says of itself.
    pub package: &'a Package,
}

/// A detail that a package has, its own or another's.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    /// The detail.
    pub detail: &'a Detail,
    /// Where it stands, in the document of the package whose own it is.
    pub place: Place,
    /// The package that it was taken over from; none for the package's own.
    pub from: Option<&'a str>,
}

impl<'a> Imports<'a> {
    /// The imports of a package, as far as the packages can be found.
    pub fn new(first: Step<'a>, find: impl Fn(&str) -> Option<Step<'a>>) -> Self {
        let mut chain = vec![first];
        while let Some(next) = chain[chain.len() - 1].from() {
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

    /// The imports of a package that is being checked or lowered.
    pub fn in_context(package: &'a Package, name: &'a str, context: &Context<'a>) -> Self {
        let find = |name: &str| {
            let found = context.find::<Sold<Package>>(name)?;
            let (name, package) = (found.resource.part.article.as_str(), &found.resource.own);
            Some(Step { name, document: found.document, package })
        };
        Self::new(Step { name, document: context.document, package }, find)
    }

    /// Every detail that the package has. Where two of the chain have a detail of one type, `replace_existing` of the one
    /// that imports says which holds.
    pub fn details(&self) -> Vec<Taken<'a>> {
        let mut taken: Vec<Taken<'a>> = Vec::new();
        for (depth, step) in self.chain.iter().enumerate().rev() {
            let own = step.own(depth > 0);
            let replaces = step.package.import_details.as_ref().is_some_and(|import| import.replace_existing);
            taken = if replaces { merged(taken, own) } else { merged(own, taken) };
        }
        taken.sort_by_key(|taken| taken.from.is_some());
        taken
    }

    /// The package's own details that an import replaces, each with what replaces it.
    pub fn replaced(&self) -> Vec<(Taken<'a>, Taken<'a>)> {
        let Some(first) = self.chain.first() else { return Vec::new() };
        let all = self.details();
        let by =
            |own: &Taken<'a>| all.iter().find(|taken| taken.from.is_some() && is_same(taken, own)).copied();
        first.own(false).into_iter().filter_map(|own| Some((own, by(&own)?))).collect()
    }
}

impl<'a> Step<'a> {
    fn from(&self) -> Option<&'a str> {
        self.package.import_details.as_ref().map(|import| import.from.name())
    }

    fn own(&self, is_imported: bool) -> Vec<Taken<'a>> {
        let list = self.document.root().child("details");
        let details = self.package.details.iter().enumerate();
        let from = is_imported.then_some(self.name);
        details.map(|(index, detail)| Taken { detail, place: list.child(index), from }).collect()
    }

    /// The place that names the package to import from.
    fn place(&self) -> Place {
        self.document.root().child("import_details").child("from")
    }
}

/// Some details, and those of others whose types are not among them.
fn merged<'a>(some: Vec<Taken<'a>>, others: Vec<Taken<'a>>) -> Vec<Taken<'a>> {
    let more: Vec<Taken<'a>> =
        others.into_iter().filter(|other| !some.iter().any(|taken| is_same(taken, other))).collect();
    some.into_iter().chain(more).collect()
}

fn is_same(one: &Taken<'_>, other: &Taken<'_>) -> bool {
    one.detail.detail_type == other.detail.detail_type
}

/// What is wrong with the imports of a package.
pub(super) fn validate(package: &Package, name: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(import) = &package.import_details else { return Vec::new() };
    let imports = Imports::in_context(package, name, context);
    if imports.is_cyclic {
        // Of two packages of one number, which is a finding of its own, imports lead to the other one.
        let is_this = |it: &Found<'_, Sold<Package>>| it.document == context.document;
        let is_found = context.find::<Sold<Package>>(name).as_ref().is_some_and(is_this);
        return cycle(&imports).filter(|_| is_found).into_iter().collect();
    }
    let (from, place) = (import.from.name(), context.at("import_details").child("from"));
    let is_external = context.manifest.external.iter().any(|named| named.name.as_str() == from);
    let finding = match imports.chain.get(1) {
        None if is_external => {
            let message = format!("`{name}` imports the details of `{from}`, which no file describes");
            Diagnostic::new(codes::IMPORT_FROM_DATABASE, place, message)
                .help("describe the package in this catalog, or write the details here")
        }
        // Where the chain breaks off, what is missing is a finding of its own.
        Some(step) if !has_details(&imports) && imports.chain.last().and_then(Step::from).is_none() => {
            let message = format!("`{from}` has no details that `{name}` could import");
            Diagnostic::new(codes::NOTHING_TO_IMPORT, place, message)
                .also(step.document.root().child("article"), "described here")
                .help("import from a package that has details, or take `import_details` out")
        }
        _ => return Vec::new(),
    };
    vec![finding]
}

/// Whether one of the packages that are imported from has details.
fn has_details(imports: &Imports<'_>) -> bool {
    imports.chain.iter().skip(1).any(|step| !step.package.details.is_empty())
}

/// A cycle is reported once: for that one of its packages whose article number comes first.
fn cycle(imports: &Imports<'_>) -> Option<Diagnostic> {
    let chain = &imports.chain;
    let start = chain.last()?.from()?;
    let first = &chain[0];
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
        1 => "take `import_details` out, or import from another package",
        _ => "take out `import_details` of one of them",
    }))
}
