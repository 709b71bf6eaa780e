//! Reports everything that the schema or the types reject in a document.
//!
//! A document is valid if its schema accepts it and its types can read it. The schema only answers yes or no; the types
//! say what is wrong. The types also reject a few values that no schema can reject, such as an amount with five
//! decimals or a string with a NUL character.

use super::misplaced_period::is_period_for_currency;
use super::schema::Schema;
use super::type_errors::TypeError;
use super::{comma_in_number, key_errors, missing_indentation};
use crate::diagnostic::{Diagnostic, Pointer};
use crate::source::{Document, Mention, ReadError, ReadFault, codes};

/// The result of checking whether a document is valid.
pub struct Validation<T> {
    /// The value that was read, if the document is valid.
    pub value: Option<T>,
    /// The references in the document. They are kept even if the document is not valid.
    pub mentions: Vec<Mention>,
    /// The findings about the document.
    pub findings: Vec<Diagnostic>,
}

/// Checks whether a document is valid. `read` is the result of reading the document with its types.
pub fn validate<T>(
    document: &Document,
    schema: &Schema,
    read: Result<(T, Vec<Mention>), ReadError>,
) -> Validation<T> {
    // Both must agree, or an editor with the schema and `wares check` would contradict each other.
    let is_valid = schema.accepts(document);
    match read {
        Ok((value, mentions)) if is_valid => {
            Validation { value: Some(value), mentions, findings: Vec::new() }
        }
        // The types accept a document that the schema rejects. Nothing more is known about it.
        Ok((_, mentions)) => Validation { value: None, mentions, findings: vec![unexplained(document)] },
        Err(errors) => {
            let findings = explain(document, schema, &errors);
            Validation { value: None, mentions: errors.mentions, findings }
        }
    }
}

/// Returns the findings for everything that the types reject. The result is empty only if the cause is a misplaced
/// period, which is reported when references are resolved.
fn explain(document: &Document, schema: &Schema, errors: &ReadError) -> Vec<Diagnostic> {
    let unindented = missing_indentation::find(document, &errors.faults);
    // One mistake can cause several faults. Only the one that explains it is reported.
    let is_below_period = |pointer: Pointer| is_below_misplaced_period(pointer, &errors.mentions);
    let is_consequence = |fault: &ReadFault| {
        unindented.is_reported_elsewhere(fault)
            || comma_in_number::begins_one(document, fault)
            || is_below_period(fault.pointer)
    };
    let finding = |fault: &ReadFault| {
        let forms = schema.forms(fault.pointer);
        let node = document.find(fault.pointer)?;
        let finding = TypeError { document, fault, node, schema, forms }.finding();
        Some(match unindented.help(fault) {
            Some(help) => finding.help(help),
            None => finding,
        })
    };
    let faults = errors.faults.iter().filter(|fault| !is_consequence(fault));
    let lacking = errors.lacking.iter().filter(|pointer| !is_below_period(**pointer));
    let missing = lacking.flat_map(|pointer| key_errors::missing(document, *pointer, schema));
    let findings: Vec<Diagnostic> = faults.filter_map(finding).chain(missing).collect();
    let has_misplaced_period = errors.mentions.iter().any(is_period_for_currency);
    if findings.is_empty() && !has_misplaced_period { vec![unexplained(document)] } else { findings }
}

/// Whether a value is inside prices that are given by period instead of by currency. The period is reported when it is
/// looked up as a currency.
fn is_below_misplaced_period(pointer: Pointer, mentions: &[Mention]) -> bool {
    let mut ancestors =
        std::iter::successors(Some(pointer), |below| Some(below.parent()).filter(|parent| parent != below));
    ancestors.any(|ancestor| mentions.iter().any(|it| it.pointer == ancestor && is_period_for_currency(it)))
}

/// The finding for an invalid document that has no other findings. This would be a bug; tests make sure that it never
/// happens.
fn unexplained(document: &Document) -> Diagnostic {
    let message = "the document is not valid, but Wares cannot say why; this is a bug in Wares";
    let help = "compare the document with the schema that `wares schema` writes, and report the bug";
    Diagnostic::new(codes::WRONG_VALUE, document.at(Pointer::root()), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;
    use serde_json::json;

    #[test]
    fn document_that_only_the_schema_rejects_is_reported_as_bug() {
        let (documents, _) = parse("a.yaml", "a: 1\n");
        let outcome =
            validate(&documents[0], &Schema::new(json!({ "maxProperties": 0 })), Ok(((), Vec::new())));
        assert!(outcome.value.is_none());
        assert!(outcome.findings[0].message.contains("a bug in Wares"), "{:?}", outcome.findings);
    }
}
