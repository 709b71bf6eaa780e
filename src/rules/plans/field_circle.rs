//! P03: fields of a manifest depend on one another in a cycle.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// An error, because customers can never fill in these fields, so the package cannot be installed.
const CODE: Code = Code::error(
    "P03",
    "field-circle",
    "depends on itself",
    "Fields of a manifest depend on one another in a cycle.",
    include_str!("../codes/P03.md"),
);

/// Reports cycles of fields that depend on one another.
pub struct FieldCircles;

impl Rule for FieldCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<InstallationPackage>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let all = manifests(&context.plans).into_iter();
        all.flat_map(|(package, manifest)| Fields::of(manifest).cycles(package)).collect()
    }
}

/// The maximum number of fields that a message names.
const NAMED: usize = 8;

/// The fields of a manifest that have names. For each field, `depends_on` has the indexes of the fields on which it
/// depends.
struct Fields<'a> {
    fields: Vec<(&'a str, &'a ManifestField)>,
    depends_on: Vec<Vec<usize>>,
}

/// The state of a field during the search.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// The field has not been visited.
    New,
    /// The field is on the path that is being followed.
    Open,
    /// The field and all fields on which it depends have been visited.
    Done,
}

impl<'a> Fields<'a> {
    fn of(manifest: &'a PackageManifest) -> Self {
        let fields: Vec<_> =
            manifest.inputs().filter_map(|field| Some((field.name.as_deref()?, field))).collect();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (at, (name, _)) in fields.iter().enumerate() {
            // Of several fields with the same name, which V24 reports, the first one counts.
            numbers.entry(name).or_insert(at);
        }
        let depends_on = fields.iter().map(|(name, field)| {
            // A field that is shown by one of the same name is reported as V24.
            let shown_by = field.shown_if.as_ref().map(|it| it.field.clone()).filter(|other| other != name);
            let others = field.depends_on().into_iter().chain(shown_by);
            others.filter_map(|name| numbers.get(name.as_str()).copied()).collect()
        });
        let depends_on = depends_on.collect();
        Self { fields, depends_on }
    }

    /// Reports each cycle once. Every field is visited once, and a cycle is found when the path returns to a field that
    /// is already on it.
    fn cycles(&self, package: Described<'_, InstallationPackage>) -> Vec<Diagnostic> {
        let mut states = vec![State::New; self.fields.len()];
        let mut findings = Vec::new();
        for start in 0..self.fields.len() {
            if states[start] == State::New {
                self.follow(start, &mut states, &mut |cycle| findings.push(self.finding(cycle, package)));
            }
        }
        findings
    }

    /// Searches depth-first, starting from a field, and calls `report` for each cycle. The path is kept in a list, so
    /// that long chains of fields do not overflow the call stack.
    fn follow(&self, start: usize, states: &mut [State], report: &mut dyn FnMut(&[usize])) {
        // The path from the start, each field with the number of its dependencies that have been followed.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        states[start] = State::Open;
        while let Some((at, next)) = path.last_mut() {
            let (at, number) = (*at, *next);
            *next += 1;
            match self.depends_on[at].get(number).map(|other| (*other, states[*other])) {
                None => {
                    states[at] = State::Done;
                    path.pop();
                }
                Some((other, State::New)) => {
                    states[other] = State::Open;
                    path.push((other, 0));
                }
                Some((other, State::Open)) => {
                    let steps: Vec<usize> = path.iter().map(|(at, _)| *at).collect();
                    // The field is on the path, because its state is `Open`.
                    let begin = steps.iter().position(|step| *step == other).unwrap_or_default();
                    report(&steps[begin..]);
                }
                Some((_, State::Done)) => {}
            }
        }
    }

    fn finding(&self, cycle: &[usize], package: Described<'_, InstallationPackage>) -> Diagnostic {
        let names: Vec<&str> = cycle.iter().map(|at| self.fields[*at].0).collect();
        let shown = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
        let omitted =
            if names.len() > NAMED { format!(" → {} more", names.len() - NAMED) } else { String::new() };
        let message = format!(
            "fields of the package `{}` depend on one another in a cycle: {shown}{omitted} → `{}`",
            package.it.name, names[0]
        );
        let finding = Diagnostic::new(CODE, self.place(cycle[0]), message);
        // The message names the others; a few places are enough to find the cycle.
        let others = cycle.iter().skip(1).take(2);
        let finding = others.fold(finding, |finding, at| finding.also(self.place(*at), "part of the cycle"));
        finding.help(
            "remove `dependsOn` or `showIf` from one of them: otherwise customers cannot fill in any of them",
        )
    }

    /// Returns the place where a field names the fields on which it depends.
    fn place(&self, at: usize) -> crate::diagnostic::Place {
        let field = self.fields[at].1;
        match field.depends_on().is_empty() {
            true => field.place,
            false => field.place.child("dependsOn"),
        }
    }
}
