//! The three groups of the pairing: their types, their generators and their arithmetic.
//!
//! Nothing here knows of authorities, policies or keys, and nothing needs a file outside this folder.
//!
//! - [`types`]: scalars, points and elements of GT; [`curve`]: what the two curves have in common.
//! - [`params`]: the generators; [`e0`]: that of GT, written down.
//! - [`digits`]: exponents in digits; [`select`]: choosing by a digit without a branch; [`inversion`]: many at once.
//! - [`multiple`]: multiples of any point; [`curve_table`]: of points with a table; [`gt_power`]: powers in GT.
//! - [`pairing`]: products of pairings; `miller`: their loop, where blst does not run it; [`gt`]: membership in GT.
//! - [`blinding`]: multiples by secrets that serve again and again.

pub(crate) mod blinding;
pub(crate) mod curve;
pub(crate) mod curve_table;
pub(crate) mod digits;
pub(crate) mod e0;
pub(crate) mod gt;
pub(crate) mod gt_power;
pub(crate) mod inversion;
#[cfg(not(feature = "blst"))]
mod miller;
pub(crate) mod multiple;
pub(crate) mod pairing;
pub(crate) mod params;
mod select;
pub(crate) mod types;
