//! A11: properties whose values are not what they should be.

use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::{PropertyValues, TypedProperty};
use crate::model::{Amount, Name, Prose};
use crate::rules::{Each, Rule, Sight};
use rust_decimal::Decimal;

const CODE: Code = Code::error(
    "A11",
    "unreadable-property",
    "nobody knows what this means",
    "A property that is true or false, a number or a list has a value that is none.",
    include_str!("../codes/A11.md"),
)
.warning();

/// Finds values of properties that no field can hold.
pub struct UnreadableProperties;

impl Rule for UnreadableProperties {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

fn of_article(each: &Each<'_>) -> Vec<Diagnostic> {
    if each.part.properties.is_empty() {
        return Vec::new();
    }
    let typed = each.entry.kind.properties();
    let of = |(name, value): (&Name, &Prose)| {
        let property = typed.iter().find(|property| property.is_called(name.as_str()))?;
        (!(property.holds)(value.as_str())).then(|| told(each, property, name, value.as_str()))
    };
    each.part.properties.iter().filter_map(of).collect()
}

fn told(each: &Each<'_>, property: &TypedProperty, name: &Name, value: &str) -> Diagnostic {
    let (wanted, write) = (wanted(property.values), write(property, value));
    let shown = if value.is_empty() { "is empty".to_owned() } else { format!("is `{}`", printable(value)) };
    let message = format!("the property `{name}` of `{}` {shown}, which is not {wanted}", each.number());
    let finding = Diagnostic::new(CODE, each.at("properties").child(name), message);
    finding.help(format!("{write}, and take the property out"))
}

fn wanted(values: PropertyValues) -> &'static str {
    match values {
        PropertyValues::Boolean => "`true` or `false`",
        PropertyValues::Text => "a text",
        PropertyValues::List => "a list of names with `|` between them",
        PropertyValues::Integer => "a whole number",
        PropertyValues::Amount => "a number as the billing system writes it",
    }
}

/// The field in the place of the property, with the value that is meant where that is certain.
fn write(property: &TypedProperty, value: &str) -> String {
    let field = property.field;
    let meant = match property.values {
        PropertyValues::Boolean => flag(value).map(|flag| flag.to_string()),
        PropertyValues::Integer | PropertyValues::Amount => number(value),
        PropertyValues::Text | PropertyValues::List => None,
    };
    // What a mapping says by being there has no value of its own.
    match meant {
        Some(meant) if field != "domain" => format!("write the field `{field}: {meant}`"),
        _ => format!("write the field `{field}`"),
    }
}

fn flag(value: &str) -> Option<bool> {
    match value.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn number(value: &str) -> Option<String> {
    let number: Decimal = value.trim().parse().ok()?;
    Some(number.normalize().to_string()).filter(|text| text.parse::<Amount>().is_ok())
}
