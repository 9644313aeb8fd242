//! A policy at the epochs of its attributes.

use crate::{
    encoding::{put_scale, Kind, Reader, PREAMBLE_BYTES},
    error::{AbeError, Flaw, Result},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use codec::MaxEncodedLen;
use salus_primitives::{policy::MAX_LEAVES, Attribute, Epoch, EpochAttribute, Expression, Label};

/// Bytes of an encoded epoch.
const EPOCH_BYTES: usize = 4;

/// The kind of encoding; its size follows from the expression's.
pub(crate) fn kind() -> Kind {
    let epochs = EPOCH_BYTES.saturating_mul(MAX_LEAVES as usize);
    let max_bytes =
        PREAMBLE_BYTES.saturating_add(2).saturating_add(Expression::max_encoded_len()).saturating_add(epochs);
    Kind { tag: 4, name: "policy", max_bytes }
}

/// A policy expression with the epoch of each of its attributes: what a capsule is encrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochPolicy {
    expression: Expression,
    leaves: Vec<EpochAttribute>,
}

impl EpochPolicy {
    /// Takes the epochs of the expression's attributes; others may be given too.
    ///
    /// # Errors
    /// [`AbeError::MissingEpoch`] names the first attribute without one.
    pub fn new(expression: Expression, epochs: &BTreeMap<Attribute, Epoch>) -> Result<Self> {
        let leaves = expression
            .leaves()
            .map(|attribute| match epochs.get(attribute) {
                Some(epoch) => Ok(attribute.clone().at(*epoch)),
                None => Err(AbeError::MissingEpoch(attribute.clone())),
            })
            .collect::<Result<_>>()?;
        Ok(Self { expression, leaves })
    }

    /// The formula.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The attributes in the order in which they stand, repetitions included.
    pub fn leaves(&self) -> &[EpochAttribute] {
        &self.leaves
    }

    /// The authorities it needs the public keys of.
    pub fn authorities(&self) -> BTreeSet<&Label> {
        self.leaves.iter().map(|leaf| &leaf.attribute.authority).collect()
    }

    /// Version, kind, the expression in SCALE after its length, four little-endian bytes of epoch for
    /// each leaf.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = kind().preamble();
        put_scale(&mut output, &self.expression);
        for leaf in &self.leaves {
            output.extend_from_slice(&leaf.epoch.to_le_bytes());
        }
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw; one attribute at two epochs is one of them.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let expression: Expression = reader.scale()?;
        let mut epochs = BTreeMap::new();
        for attribute in expression.leaves() {
            let epoch = Epoch::from_le_bytes(reader.array()?);
            if *epochs.entry(attribute.clone()).or_insert(epoch) != epoch {
                return Err(reader.error(Flaw::Structure));
            }
        }
        reader.close()?;
        Self::new(expression, &epochs)
    }
}
