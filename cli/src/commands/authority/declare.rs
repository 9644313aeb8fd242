//! Declaring what an authority certifies.

use crate::{context::Context, failure::Failure, output::Outcome, progress::Progress};
use salus_client::chain::{
    calls::{attribute_authority as calls, utility},
    events::{self, EventRecord},
    Call,
};
use salus_primitives::Label;
use std::collections::BTreeSet;

/// Most attributes of one transaction, so that it fits into a block.
const MOST: usize = 64;

/// Declares attributes in one transaction: all of them, or none.
pub async fn declare(context: &Context, attributes: &[Label]) -> Result<Outcome, Failure> {
    let call = call(attributes)?;
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Declaring");
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let declared: Vec<events::AttributeDeclared> =
        included.events.iter().filter_map(EventRecord::decode).collect();
    let outcome = told(&declared, included.block_number)?;
    Ok(outcome.included(&included))
}

fn call(attributes: &[Label]) -> Result<Call, Failure> {
    let different: BTreeSet<_> = attributes.iter().collect();
    if different.len() > MOST {
        return Err(Failure::new(format!("more than {MOST} attributes do not fit into one transaction"))
            .remedy("declare them with several commands"));
    }
    let mut calls: Vec<Call> = different.into_iter().map(calls::declare).collect();
    match (calls.pop(), calls.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            calls.push(last);
            Ok(utility::batch_all(calls))
        }
        (None, _) => Err(Failure::new("no attribute is named").remedy("name at least one")),
    }
}

fn told(declared: &[events::AttributeDeclared], block: u32) -> Result<Outcome, Failure> {
    let Some(first) = declared.first() else {
        return Err(Failure::new("the call caused no event AttributeDeclared"));
    };
    let names: Vec<String> = declared.iter().map(|event| event.attribute.to_string()).collect();
    let text = match names.as_slice() {
        [only] => format!("Attribute {only} is declared (block {block})."),
        _ => format!("Attributes {} are declared (block {block}).", names.join(", ")),
    };
    // The first is told alone as well, as it was when a transaction declared one.
    Ok(Outcome::new(text)
        .field("attribute", first.attribute.to_string())
        .field("epoch", first.epoch)
        .field("attributes", names))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn labels(count: usize) -> Vec<Label> {
        (0..count).map(|number| format!("attribute-{number}").parse().unwrap()).collect()
    }

    #[test]
    fn attributes_should_be_declared_in_one_transaction_when_there_are_several() {
        assert_eq!(call(&labels(1)).unwrap().name(), "declare");
        assert_eq!(call(&labels(3)).unwrap().name(), "batch_all");
        // Declared twice, the second would undo the first.
        let twice = [labels(1), labels(1)].concat();
        assert_eq!(call(&twice).unwrap(), call(&labels(1)).unwrap());
    }

    #[test]
    fn attributes_should_be_refused_when_they_are_too_many_for_a_block() {
        assert!(call(&labels(MOST)).is_ok());
        assert!(call(&labels(MOST + 1)).is_err());
        assert!(call(&[]).is_err());
    }

    #[test]
    fn every_attribute_should_be_named_when_several_are_declared() {
        let event = |name: &str| events::AttributeDeclared { attribute: name.parse().unwrap(), epoch: 0 };
        let one = told(&[event("nurse@board")], 7).unwrap();
        assert_eq!(one.render(false), "Attribute nurse@board is declared (block 7).");
        let two = told(&[event("nurse@board"), event("doctor@board")], 7).unwrap();
        assert_eq!(two.render(false), "Attributes nurse@board, doctor@board are declared (block 7).");
        assert!(told(&[], 7).is_err());
    }
}
