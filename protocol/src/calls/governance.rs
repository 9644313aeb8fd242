//! What two thirds of the council do in root's place.

use super::Call;
use salus_primitives::{BlockNumber, Digest};

const PALLET: &str = "Governance";

/// Authorises the runtime whose BLAKE2b-256 hash is `code_hash`. By the council, two thirds.
pub fn authorize_upgrade(code_hash: Digest) -> Call {
    Call::new(PALLET, "authorize_upgrade").with(code_hash)
}

/// Restarts finality with the current validators, `delay` blocks after the next session begins; `best_finalized` is
/// the highest block that any validator knows to be final. By the council, two thirds.
pub fn note_stalled(delay: BlockNumber, best_finalized: BlockNumber) -> Call {
    Call::new(PALLET, "note_stalled").with(delay).with(best_finalized)
}
