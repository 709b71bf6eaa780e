//! P03: fields of a manifest that depend on one another in a circle.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, Sight};
use std::collections::HashMap;

const CODE: Code = Code::error(
    "P03",
    "field-circle",
    "depends on itself",
    "Fields of a manifest depend on one another in a circle.",
    include_str!("../codes/P03.md"),
);

/// Finds fields that depend on themselves.
pub struct FieldCircles;

impl Rule for FieldCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<InstallationPackage>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let all = manifests(&sight.plans).into_iter();
        all.flat_map(|(package, manifest)| Fields::of(manifest).circles(package)).collect()
    }
}

/// How many fields of a circle a message names.
const NAMED: usize = 8;

/// The fields of a manifest, and on which others each depends.
struct Fields<'a> {
    fields: Vec<(&'a str, &'a ManifestField)>,
    depends_on: Vec<Vec<usize>>,
}

/// How far a field has been followed.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

impl<'a> Fields<'a> {
    fn of(manifest: &'a PackageManifest) -> Self {
        let fields: Vec<_> =
            manifest.inputs().filter_map(|field| Some((field.name.as_deref()?, field))).collect();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (at, (name, _)) in fields.iter().enumerate() {
            numbers.entry(name).or_insert(at);
        }
        let depends_on = fields.iter().map(|(name, field)| {
            // A field inside of one of the same name is told of as a repeated one.
            let shown_by = field.shown_if.as_ref().map(|it| it.field.clone()).filter(|other| other != name);
            let others = field.depends_on().into_iter().chain(shown_by);
            others.filter_map(|name| numbers.get(name.as_str()).copied()).collect()
        });
        let depends_on = depends_on.collect();
        Self { fields, depends_on }
    }

    /// Each circle once: a field is followed once, and a circle is closed by one that is being followed.
    fn circles(&self, package: Described<'_, InstallationPackage>) -> Vec<Diagnostic> {
        let mut states = vec![State::New; self.fields.len()];
        let mut found = Vec::new();
        for start in 0..self.fields.len() {
            if states[start] == State::New {
                self.follow(start, &mut states, &mut |circle| found.push(self.told(circle, package)));
            }
        }
        found
    }

    fn follow(&self, start: usize, states: &mut [State], found: &mut dyn FnMut(&[usize])) {
        // The way from the start, each step with the number of the next field to look at.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        states[start] = State::Open;
        while let Some((at, next)) = way.last_mut() {
            let (at, number) = (*at, *next);
            *next += 1;
            match self.depends_on[at].get(number).map(|other| (*other, states[*other])) {
                None => {
                    states[at] = State::Done;
                    way.pop();
                }
                Some((other, State::New)) => {
                    states[other] = State::Open;
                    way.push((other, 0));
                }
                Some((other, State::Open)) => {
                    let steps: Vec<usize> = way.iter().map(|(at, _)| *at).collect();
                    let begin = steps.iter().position(|step| *step == other).unwrap_or_default();
                    found(&steps[begin..]);
                }
                Some((_, State::Done)) => {}
            }
        }
    }

    fn told(&self, circle: &[usize], package: Described<'_, InstallationPackage>) -> Diagnostic {
        let names: Vec<&str> = circle.iter().map(|at| self.fields[*at].0).collect();
        let shown = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
        let between =
            if names.len() > NAMED { format!(" → {} more", names.len() - NAMED) } else { String::new() };
        let message = format!(
            "fields of the package `{}` depend on one another in a circle: {shown}{between} → `{}`",
            package.it.name, names[0]
        );
        let finding = Diagnostic::new(CODE, self.place(circle[0]), message);
        let others = circle.iter().skip(1).take(2);
        let finding = others.fold(finding, |finding, at| finding.also(self.place(*at), "and so does this"));
        finding.help("customers could fill in none of them: take `dependsOn` or `showIf` out of one")
    }

    /// Where a field says on what it depends.
    fn place(&self, at: usize) -> crate::diagnostic::Place {
        let field = self.fields[at].1;
        match field.depends_on().is_empty() {
            true => field.place,
            false => field.place.child("dependsOn"),
        }
    }
}
