//! The kind `installation_package`: packages that the marketplace installs, with the options in their manifests (seed
//! 004, "Service Plan Options").

mod export;
mod field;
mod manifest;
mod path;
mod stored_fields;

pub use field::{Condition, Dependent, FieldType, ManifestField, Offers, word};
pub use manifest::{PackageManifest, SETTINGS_EVENT};

use super::codes::UNREADABLE_MANIFEST;
use super::lift::is_false;
use super::simple_kind::resource;
use super::virtuozzo::VIRTUOZZO;
use super::{Context, Lift, Lower, Part, Plain};
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::model::{Name, Target};
use crate::source::Document;
use crate::table::{Column, Constant, EffectRule, Parts, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `installation_package`.
pub(super) fn kind() -> Plain<InstallationPackage> {
    Plain {
        name: "installation_package",
        about: "An installation package: a package that the marketplace installs and whose manifest defines options.",
        example: include_str!("examples/installation_package.yaml"),
        tables: TABLES,
        targets: &["installation_package"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&INSTALLATION_PACKAGE];

/// The table of installation packages, which Wares adds to the database (database.md §C).
pub static INSTALLATION_PACKAGE: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        // An option can get more or fewer values at once, so no direction is worse in general.
        Column::new("option_schema", Type::Json, "manifest", EffectRule::Unknown)
            .in_parts(Parts { noun: "field", of: stored_fields::fields }),
        // A change of the hash is hidden: the changed fields in `option_schema` show it already.
        Column::new("option_schema_hash", Type::Text, "manifest", EffectRule::Internal).hidden(),
        Column::new(
            "applies_subscription_settings",
            Type::Boolean,
            "manifest: onApplySubscriptionSettings",
            // Without the event, subscriptions can no longer be moved to another plan (domain.md, V29).
            EffectRule::WorseLower,
        )
        .default(Constant::Bool(false)),
    ],
    ..Table::root("installation_package").owned_by_wares()
};

/// An installation package: a package that the marketplace installs and whose manifest defines options.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InstallationPackage {
    /// The name of the package in the marketplace.
    pub name: Name,
    /// The path of the package's own manifest (a YAML or JSON file), relative to this file. The manifest must be in the
    /// catalog's folder, but is not read as a file of the catalog.
    pub manifest: Name,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for InstallationPackage {
    const TAG: &'static str = "wares:ref:installation_package";
}

impl InstallationPackage {
    /// The path of the package's manifest, relative to the catalog's root; `None` if `manifest` is not a valid path
    /// within the catalog's folder.
    pub fn path(&self, document: DocumentId) -> Option<String> {
        // An invalid path is reported by `validate`; whoever asks for the path only needs to know that there is none.
        path::resolve(document.file, self.manifest.as_str()).ok()
    }

    /// Reads the package's manifest.
    ///
    /// # Errors
    /// Returns a finding with the reason why the manifest cannot be used.
    pub fn read(&self, context: &Context<'_>) -> Result<PackageManifest, Box<Diagnostic>> {
        let place = context.at("manifest");
        let finding = |message: String| Box::new(Diagnostic::new(UNREADABLE_MANIFEST, place, message));
        let path = path::resolve(context.document.file, self.manifest.as_str())
            .map_err(|reason| finding(format!("`{}` {reason}", self.manifest)).map_help(OUTSIDE))?;
        let bytes = context.read(&path).map_err(|reason| {
            finding(format!("cannot read the manifest `{path}`: {reason}")).map_help(UNREAD)
        })?;
        PackageManifest::parse(&path, &bytes).map_err(|unusable| {
            let finding = finding(format!("cannot use the manifest `{path}`: {}", unusable.reason));
            let finding = match unusable.place {
                Some(place) => Box::new(finding.also(place, "here")),
                None => finding,
            };
            finding.map_help(&unusable.help)
        })
    }
}

/// The help for a manifest outside of the catalog's folder.
const OUTSIDE: &str = "put the manifest in the catalog's folder and write its path relative to this file";

/// The help for a manifest that cannot be read.
const UNREAD: &str = "write the path of a regular file in the catalog's folder, relative to this file";

/// Adds a help text to a boxed finding. Results contain boxed findings because findings are large.
trait MapHelp {
    fn map_help(self, help: &str) -> Self;
}

impl MapHelp for Box<Diagnostic> {
    fn map_help(self, help: &str) -> Self {
        Box::new(self.help(help))
    }
}

resource!(InstallationPackage, name, {
    fn validate(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        self.read(context).err().map(|finding| *finding).into_iter().collect()
    }

    fn may_repeat_rows(&self, _: &crate::model::Manifest) -> bool {
        // The package is one row.
        false
    }

    fn names_files() -> bool {
        true
    }

    fn files(document: &Document) -> Vec<String> {
        // From the document, not from the resource: the paths are needed even if the document cannot be read.
        let named = document.root.get("manifest").and_then(|node| node.as_text());
        named.and_then(|named| path::resolve(document.id.file, named).ok()).into_iter().collect()
    }
});

impl Part for InstallationPackage {
    const TABLE: &'static Table = &INSTALLATION_PACKAGE;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        // An unusable manifest is reported by `validate`, and a catalog with errors gets no plan.
        let Ok(manifest) = self.read(row.context) else { return };
        row.put("option_schema", Value::Json(manifest.schema.clone()));
        row.put("option_schema_hash", Value::text(&manifest.hash()));
        row.put("applies_subscription_settings", Value::Bool(manifest.applies_settings));
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let name: Name = row.get("name")?;
        let Some(Value::Json(schema)) = row.row.get("option_schema") else {
            // A package without options has an empty schema, not NULL, so NULL means that the row was edited by hand.
            row.record_inexpressible("option_schema", "it has no fields");
            return None;
        };
        let applies: bool = row.get("applies_subscription_settings")?;
        let path = export::path(name.as_str());
        let text = match export::text(schema, applies) {
            Ok(text) => text,
            Err(reason) => {
                row.record_inexpressible("option_schema", reason);
                return None;
            }
        };
        // Cannot fail: `export::path` makes a short path of plain characters.
        let manifest = path.parse().ok()?;
        // The database has only the options of a manifest, so import writes a manifest with those.
        row.lifting.files.push((path, text));
        Some(Self { name, manifest, protect: row.protect() })
    }
}
