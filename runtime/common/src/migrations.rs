//! How the states that older runtimes left become this one's, on every chain of Salus.
//!
//! Every step runs in the first block of the new runtime, before anything else, and must fit into that block. A step
//! over several blocks needs a `MultiBlockMigrator`, which no runtime has until a step needs one.
//!
//! Every step is versioned or finds nothing to do a second time. A step stays listed until every chain has taken it.
//! `pallet_consortium::migrations` is the model: the step, its weight, what must hold before and after under
//! `try-runtime`, and a test from the old state.

use frame_support::{migrations::RemovePallet, parameter_types};

parameter_types! {
    /// The pallet that ran migrations over several blocks, under pallet index 16.
    pub const MultiBlockMigrations: &'static str = "Migrations";
}

/// The steps, in order.
pub type SingleBlock<T> = (
    pallet_consortium::migrations::AddBuckets<T>,
    pallet_consent::migrations::AddKeyPackages<T>,
    pallet_ehr_registry::migrations::CountByPolicy<T>,
    // What is left is a storage version and a list of steps that ran: there never was one over several blocks.
    RemovePallet<MultiBlockMigrations, <T as frame_system::Config>::DbWeight>,
);
