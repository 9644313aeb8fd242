//! Stopping everything but what must never stop.

use super::Call;

const PALLET: &str = "SafeMode";

/// Enters safe mode, for a time that the chain sets. By the council, more than half.
pub fn force_enter() -> Call {
    Call::new(PALLET, "force_enter")
}

/// Prolongs safe mode by the same time. By the council, more than half.
pub fn force_extend() -> Call {
    Call::new(PALLET, "force_extend")
}

/// Leaves safe mode. By the council, two thirds.
pub fn force_exit() -> Call {
    Call::new(PALLET, "force_exit")
}
