//! Installation packages: what the marketplace installs, and the options that its manifest offers (seed 004, "Service Plan
//! Options").

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
        about: "An installation package: what the marketplace installs, and the options that its manifest offers.",
        example: include_str!("examples/installation_package.yaml"),
        tables: TABLES,
        targets: &["installation_package"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&INSTALLATION_PACKAGE];

/// Installation packages: Wares' own table (database.md §C).
pub static INSTALLATION_PACKAGE: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("option_schema", Type::Json, "manifest", EffectRule::Unknown)
            .in_parts(Parts { noun: "field", of: stored_fields::fields }),
        // The fields say it all.
        Column::new("option_schema_hash", Type::Text, "manifest", EffectRule::Internal).hidden(),
        Column::new(
            "applies_subscription_settings",
            Type::Boolean,
            "manifest: onApplySubscriptionSettings",
            EffectRule::WorseLower,
        )
        .default(Constant::Bool(false)),
    ],
    ..Table::root("installation_package").own()
};

/// An installation package: what the marketplace installs, and the options that its manifest offers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InstallationPackage {
    /// The package's name.
    pub name: Name,
    /// The package's manifest: the path of a YAML or JSON file, from the file in which this stands. It lies in the catalog's
    /// folder, and is no file of the catalog itself.
    pub manifest: Name,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for InstallationPackage {
    const TAG: &'static str = "wares:ref:installation_package";
}

impl InstallationPackage {
    /// The path of the package's manifest from the catalog's root; none where it lies elsewhere.
    pub fn path(&self, document: DocumentId) -> Option<String> {
        path::resolve(document.file, self.manifest.as_str()).ok()
    }

    /// The package's manifest.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn read(&self, context: &Context<'_>) -> Result<PackageManifest, Box<Diagnostic>> {
        let place = context.at("manifest");
        let fault = |message: String| Box::new(Diagnostic::new(UNREADABLE_MANIFEST, place, message));
        let path = path::resolve(context.document.file, self.manifest.as_str())
            .map_err(|reason| fault(format!("`{}` {reason}", self.manifest)).map_help(OUTSIDE))?;
        let bytes = context.read(&path).map_err(|reason| {
            fault(format!("the manifest `{path}` cannot be read: {reason}")).map_help(UNREAD)
        })?;
        PackageManifest::parse(&path, &bytes).map_err(|unusable| {
            let finding = fault(format!("the manifest `{path}` cannot be used: {}", unusable.reason));
            let finding = match unusable.place {
                Some(at) => Box::new(finding.also(at, "here")),
                None => finding,
            };
            finding.map_help(&unusable.help)
        })
    }
}

/// What to do about a manifest that lies elsewhere.
const OUTSIDE: &str = "put the manifest into the catalog's folder, and write its path from this file";

/// What to do about a manifest that cannot be read.
const UNREAD: &str = "write the path of an ordinary file in the catalog's folder, from this file";

/// Adds help to a finding that is boxed, as the error of a result is.
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
        false
    }

    fn names_files() -> bool {
        true
    }

    fn files(document: &Document) -> Vec<String> {
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
        // Of a manifest that cannot be used there is a finding, and no plan.
        let Ok(manifest) = self.read(row.context) else { return };
        row.put("option_schema", Value::Json(manifest.schema.clone()));
        row.put("option_schema_hash", Value::text(&manifest.hash()));
        row.put("applies_subscription_settings", Value::Bool(manifest.applies_settings));
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let name: Name = row.get("name")?;
        let Some(Value::Json(schema)) = row.row.get("option_schema") else {
            row.cannot("option_schema", "it has no fields");
            return None;
        };
        let applies: bool = row.get("applies_subscription_settings")?;
        let path = export::path(name.as_str());
        let text = match export::text(schema, applies) {
            Ok(text) => text,
            Err(reason) => {
                row.cannot("option_schema", reason);
                return None;
            }
        };
        let manifest = path.parse().ok()?;
        row.lifting.files.push((path, text));
        Some(Self { name, manifest, protect: row.protect() })
    }
}
