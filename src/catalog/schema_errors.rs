//! What the schema and the types say of a document, as findings in the words of the files.
//!
//! Whether a document is valid is the schema's word. Where it refuses one, the types say what is wrong. They
//! refuse a little that no schema can: five decimals, or a NUL character.

use super::resolve::is_period;
use super::schema::Schema;
use super::type_errors::Found;
use super::{comma_in_number, key_errors, missing_indentation};
use crate::diagnostic::{Diagnostic, Part, Pointer};
use crate::model::{Currency, Target};
use crate::source::{Document, Mention, ReadError, ReadFault, codes};

/// What reading a document gave.
pub struct Judged<T> {
    /// What was read, when the document is valid.
    pub value: Option<T>,
    /// The references in it, even when it is not valid.
    pub mentions: Vec<Mention>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
}

/// Holds what the types read against the schema's word.
pub fn judge<T>(
    document: &Document,
    schema: &Schema,
    read: Result<(T, Vec<Mention>), ReadError>,
) -> Judged<T> {
    let is_valid = schema.accepts(document);
    match read {
        Ok((value, mentions)) if is_valid => Judged { value: Some(value), mentions, findings: Vec::new() },
        Ok((_, mentions)) => Judged { value: None, mentions, findings: vec![unexplained(document)] },
        Err(errors) => {
            let findings = explain(document, schema, &errors);
            Judged { value: None, mentions: errors.mentions, findings }
        }
    }
}

/// The findings for all that the types refuse; at least one.
fn explain(document: &Document, schema: &Schema, errors: &ReadError) -> Vec<Diagnostic> {
    let outdented = missing_indentation::find(document, &errors.faults);
    let is_by_period = |pointer: Pointer| stands_by_period(pointer, &errors.mentions);
    let is_told = |fault: &ReadFault| {
        outdented.is_told_elsewhere(fault)
            || comma_in_number::begins_one(document, fault)
            || is_by_period(fault.pointer)
    };
    let told = errors.faults.iter().filter(|fault| !is_told(fault));
    let finding = |fault: &ReadFault| {
        let forms = schema.forms(fault.pointer);
        let node = document.find(fault.pointer)?;
        let finding = Found { document, fault, node, schema, forms }.finding();
        Some(match outdented.help(fault) {
            Some(help) => finding.help(help),
            None => finding,
        })
    };
    let lacking = errors.lacking.iter().filter(|pointer| !is_by_period(**pointer));
    let lacking = lacking.flat_map(|pointer| key_errors::missing(document, *pointer, schema));
    let findings: Vec<Diagnostic> = told.filter_map(finding).chain(lacking).collect();
    let is_told_by_mention = errors.mentions.iter().any(is_period_for_currency);
    if findings.is_empty() && !is_told_by_mention { vec![unexplained(document)] } else { findings }
}

/// Whether something stands below a period that is taken for a currency, which is the only mistake: the lookup of the
/// currency reports it.
fn stands_by_period(pointer: Pointer, mentions: &[Mention]) -> bool {
    let mut above =
        std::iter::successors(Some(pointer), |below| Some(below.parent()).filter(|parent| parent != below));
    above.any(|holder| mentions.iter().any(|it| it.pointer == holder && is_period_for_currency(it)))
}

fn is_period_for_currency(mention: &Mention) -> bool {
    mention.part == Part::Key && mention.target == Currency::word() && is_period(mention.name)
}

/// The finding for a document that is refused without a word, which a test excludes.
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
    fn a_document_that_is_refused_without_a_word_is_not_accepted() {
        let (documents, _) = parse("a.yaml", "a: 1\n");
        let judged = judge(&documents[0], &Schema::new(json!({ "maxProperties": 0 })), Ok(((), Vec::new())));
        assert!(judged.value.is_none());
        assert!(judged.findings[0].message.contains("a bug in Wares"), "{:?}", judged.findings);
    }
}
