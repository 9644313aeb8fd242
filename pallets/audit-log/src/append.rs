//! Appending to a trail: the state, the off-chain index and the event.

use crate::{Config, Event, Pallet, Trails};
use codec::Encode;
use frame_support::traits::UnixTime;
use salus_primitives::{
    audit::{storage_key, Note, StoredNode},
    ids::{BlockNumber, Digest, Moment},
    traits::AuditTrail,
};
use sp_io::{hashing::blake2_256, offchain_index};
use sp_runtime::SaturatedConversion;

impl<T: Config> AuditTrail<T::AccountId> for Pallet<T> {
    /// Appends `note` with the current block and time.
    ///
    /// Reads and writes one trail, hashes once and on average once more, at most 63 times more. Depositing
    /// and indexing are undone together with the caller's changes if the calling extrinsic fails.
    fn record(patient: &T::AccountId, note: Note<T::AccountId>) {
        let mut trail = Trails::<T>::get(patient);
        let entry = note.at(trail.leaves, Self::block(), Self::time());
        let leaf = entry.leaf(blake2_256, patient);
        let merged = trail.append(blake2_256, leaf);
        Trails::<T>::insert(patient, trail);

        index(&leaf, &StoredNode::Leaf(entry.clone()));
        for made in merged {
            index(&made.node, &StoredNode::<T::AccountId>::Inner { left: made.left, right: made.right });
        }
        Self::deposit_event(Event::Recorded { patient: patient.clone(), entry, leaf });
    }
}

impl<T: Config> Pallet<T> {
    /// The current block.
    pub(crate) fn block() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The current block's time, in milliseconds since the Unix epoch.
    fn time() -> Moment {
        T::Time::now().as_millis().saturated_into()
    }
}

/// Puts a node of a trail's tree into the off-chain database of every node that indexes.
fn index<AccountId: Encode>(hash: &Digest, node: &StoredNode<AccountId>) {
    offchain_index::set(&storage_key(hash), &node.encode());
}
