//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events, for the pallet to import.
#[pallet_section]
mod events {
    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The council registered an authority.
        AuthorityRegistered {
            /// Its name.
            authority: Label,
        },
        /// An authority declared an attribute.
        AttributeDeclared {
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of its first keys.
            epoch: Epoch,
        },
        /// An authority certified an attribute of a holder.
        Granted {
            /// Of whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of the key that was issued.
            epoch: Epoch,
            /// The first block at which it no longer counts.
            expires: BlockNumber,
        },
        /// An authority certified again.
        Renewed {
            /// Of whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of the key that was issued.
            epoch: Epoch,
            /// The first block at which it no longer counts.
            expires: BlockNumber,
        },
        /// An authority took an attribute back.
        Revoked {
            /// From whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The attribute's new epoch.
            epoch: Epoch,
        },
        /// The attributes of an authority satisfy nothing until it is reinstated.
        AuthoritySuspended {
            /// Its name.
            authority: Label,
        },
        /// The attributes of an authority count again.
        AuthorityReinstated {
            /// Its name.
            authority: Label,
        },
        /// The attributes of an authority satisfy nothing ever again.
        AuthorityRemoved {
            /// Its name.
            authority: Label,
        },
        /// An authority has a new public key, and everything it declared moved to the next epoch.
        KeyRotated {
            /// Its name.
            authority: Label,
            /// How often it was rotated.
            key_version: u32,
        },
        /// An attribute satisfies nothing until it is reinstated.
        AttributeSuspended {
            /// Which attribute.
            attribute: Attribute,
        },
        /// An attribute counts again.
        AttributeReinstated {
            /// Which attribute.
            attribute: Attribute,
        },
        /// One item of a batch had no effect.
        Skipped {
            /// Its place in the batch, from 0.
            index: u32,
            /// Why.
            reason: SkipReason,
        },
        /// A holding that had expired long ago was cleared away.
        Discarded {
            /// Whose.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
        },
    }
}
