//! A11: the value of a property does not have the type that the billing system expects.

use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::{PropertyValues, TypedProperty};
use crate::model::{Amount, Name, Prose};
use crate::rules::{ArticleView, Rule, RuleContext};
use rust_decimal::Decimal;

// A warning, because it is unknown how the billing system reads such a value.
const CODE: Code = Code::error(
    "A11",
    "unreadable-property",
    "not a valid value",
    "A property that must be a boolean, a number or a list has a value that cannot be read as one.",
    include_str!("../codes/A11.md"),
)
.warning();

/// Reports property values that do not fit the type of the property.
pub struct UnreadableProperties;

impl Rule for UnreadableProperties {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

fn of_article(each: &ArticleView<'_>) -> Vec<Diagnostic> {
    if each.part.properties.is_empty() {
        return Vec::new();
    }
    let typed = each.entry.kind.properties();
    let check = |(name, value): (&Name, &Prose)| {
        let property = typed.iter().find(|property| property.is_called(name.as_str()))?;
        // A value that the key can hold is not allowed under `properties`,
        // and is reported as such before the rules run.
        (!(property.holds)(value.as_str())).then(|| finding(each, property, name, value.as_str()))
    };
    each.part.properties.iter().filter_map(check).collect()
}

fn finding(each: &ArticleView<'_>, property: &TypedProperty, name: &Name, value: &str) -> Diagnostic {
    let (expected, remedy) = (expected(property.values), remedy(property, value));
    let shown = if value.is_empty() { "is empty".to_owned() } else { format!("is `{}`", printable(value)) };
    let message = format!("the property `{name}` of `{}` {shown} but must be {expected}", each.number());
    let finding = Diagnostic::new(CODE, each.at("properties").child(name), message);
    finding.help(format!("{remedy}, and remove the property"))
}

fn expected(values: PropertyValues) -> &'static str {
    match values {
        PropertyValues::Boolean => "`true` or `false`",
        PropertyValues::Text => "a non-empty string",
        PropertyValues::List => "a list of names separated by `|`",
        PropertyValues::Integer => "a whole number without leading zeros",
        PropertyValues::Amount => "a number in the form that the billing system uses",
    }
}

/// Returns the help text. It says which key to write instead of the property, and also which value if that is clear.
fn remedy(property: &TypedProperty, value: &str) -> String {
    let field = property.field;
    let value = match property.values {
        PropertyValues::Boolean => flag(value).map(|flag| flag.to_string()),
        PropertyValues::Integer | PropertyValues::Amount => number(value),
        PropertyValues::Text | PropertyValues::List => None,
    };
    // `domain` is a mapping whose presence is the value, so it cannot be given as `domain: true`.
    match value {
        Some(value) if field != "domain" => format!("write `{field}: {value}`"),
        _ => format!("write the key `{field}`"),
    }
}

fn flag(value: &str) -> Option<bool> {
    match value.trim().to_lowercase().as_str() {
        // Other systems, and YAML before 1.2, write booleans like this.
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn number(value: &str) -> Option<String> {
    let number: Decimal = value.trim().parse().ok()?;
    // Extra zeros, as in `01` or `1.0`, are what usually makes a number unreadable.
    Some(number.normalize().to_string()).filter(|text| text.parse::<Amount>().is_ok())
}
