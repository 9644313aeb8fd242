//! Tables for an authority that one encrypts to again and again.

use crate::{
    group::{
        curve_table::{Base, PointTable},
        gt_power::{GtBase, GtTable},
        types::{Fr, G1Affine, G2Affine, Gt},
    },
    hash::attribute_point,
};
use alloc::vec::Vec;
use ark_bls12_381::{g1, g2};
use salus_primitives::EpochAttribute;
#[cfg(feature = "std")]
use {
    alloc::{collections::VecDeque, sync::Arc},
    std::sync::{Mutex, MutexGuard, PoisonError},
};

/// Bits of a digit of exponents of PK1: 295 KB of table, 33 multiplications.
const GT_WINDOW: u32 = 8;
/// Bits of a digit of exponents of PK2: 393 KB of table, 32 additions.
const G2_WINDOW: u32 = 8;
/// Bits of a digit of exponents of F(u): 25 KB of table, 64 additions.
#[cfg(feature = "std")]
const ATTRIBUTE_WINDOW: u32 = 4;
/// Most attributes of one authority whose tables are kept: 1.6 MB.
#[cfg(feature = "std")]
const MAX_ATTRIBUTES: usize = 64;

/// What is computed once for an authority. Public.
pub(crate) struct Tables {
    e0_alpha: GtTable,
    g2_y: PointTable<g2::Config>,
    #[cfg(feature = "std")]
    attributes: AttributeTables,
}

impl Tables {
    pub(crate) fn new(e0_alpha: &Gt, g2_y: &G2Affine) -> Self {
        Self {
            e0_alpha: GtTable::new(e0_alpha, GT_WINDOW),
            g2_y: PointTable::new(g2_y, G2_WINDOW),
            #[cfg(feature = "std")]
            attributes: AttributeTables::default(),
        }
    }

    /// PK1.
    pub(crate) fn e0_alpha(&self) -> GtBase<'_> {
        GtBase::Table(&self.e0_alpha)
    }

    /// PK2.
    pub(crate) fn g2_y(&self) -> Base<'_, g2::Config> {
        Base::Table(&self.g2_y)
    }

    /// F(u).
    #[cfg(feature = "std")]
    pub(crate) fn attribute(&self, attribute: &EpochAttribute) -> AttributeBase {
        AttributeBase::Table(self.attributes.get(attribute))
    }

    /// F(u).
    #[cfg(not(feature = "std"))]
    pub(crate) fn attribute(&self, attribute: &EpochAttribute) -> AttributeBase {
        AttributeBase::hashed(attribute)
    }
}

/// F(u), with a table where that is kept.
pub(crate) enum AttributeBase {
    Point(G1Affine),
    #[cfg(feature = "std")]
    Table(Arc<PointTable<g1::Config>>),
}

impl AttributeBase {
    /// Hashes `attribute`.
    pub(crate) fn hashed(attribute: &EpochAttribute) -> Self {
        Self::Point(attribute_point(attribute))
    }

    /// A term of a sum: F(u)^k.
    pub(crate) fn times<'a>(&'a self, k: &'a Fr) -> Vec<(Base<'a, g1::Config>, &'a Fr)> {
        let base = match self {
            Self::Point(point) => Base::Point(*point),
            #[cfg(feature = "std")]
            Self::Table(table) => Base::Table(table),
        };
        alloc::vec![(base, k)]
    }
}

/// Tables of the attributes that were last used, at their epochs.
///
/// Attributes stand in policies and capsules for all to see; what is cached tells no secret.
#[cfg(feature = "std")]
#[derive(Default)]
struct AttributeTables(Mutex<Kept>);

/// The oldest first.
#[cfg(feature = "std")]
type Kept = VecDeque<(EpochAttribute, Arc<PointTable<g1::Config>>)>;

#[cfg(feature = "std")]
impl AttributeTables {
    fn get(&self, attribute: &EpochAttribute) -> Arc<PointTable<g1::Config>> {
        if let Some((_, table)) = self.kept().iter().find(|(known, _)| known == attribute) {
            return table.clone();
        }
        // Not under the lock: others need not wait for this one.
        let table = Arc::new(PointTable::new(&attribute_point(attribute), ATTRIBUTE_WINDOW));
        let mut kept = self.kept();
        if kept.len() >= MAX_ATTRIBUTES {
            kept.pop_front();
        }
        kept.push_back((attribute.clone(), table.clone()));
        table
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Whoever panicked while holding it left whole entries behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
