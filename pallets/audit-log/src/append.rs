//! Appending to a trail: the state, the off-chain index and the event.

use crate::{Config, Event, Pallet, Trails};
use codec::Encode;
use frame_support::traits::UnixTime;
use salus_primitives::{
    audit::{storage_key, Action, Note, StoredNode},
    ids::{BlockNumber, Digest, Moment},
};
use sp_io::{hashing::blake2_256, offchain_index};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// Records `note` in the trail of `patient`.
    ///
    /// A refusal deposits no event. Its hash would tell the accessor, who can guess the rest of the entry,
    /// in whose trail it stands, and so whether the record exists.
    pub(crate) fn do_record(patient: &T::AccountId, note: Note<T::AccountId>) {
        if note.action != Action::Refused {
            let leaf = Self::append(patient, note);
            Self::deposit_event(Event::Recorded { leaf });
        } else if Self::count_refusal(patient, &note.actor) {
            Self::append(patient, note);
        }
    }

    /// Appends `note` with the current block and time and returns the entry's hash.
    ///
    /// Reads and writes one trail, hashes once and on average once more, at most 63 times more. Depositing
    /// and indexing are undone together with the caller's changes if the calling extrinsic fails.
    pub(crate) fn append(patient: &T::AccountId, note: Note<T::AccountId>) -> Digest {
        let mut trail = Trails::<T>::get(patient);
        let entry = note.at(trail.leaves, Self::block(), Self::time());
        let leaf = entry.leaf(blake2_256, patient);
        let merged = trail.append(blake2_256, leaf);
        Trails::<T>::insert(patient, trail);

        index(&leaf, &StoredNode::Leaf(entry));
        for made in merged {
            index(&made.node, &StoredNode::<T::AccountId>::Inner { left: made.left, right: made.right });
        }
        leaf
    }

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
