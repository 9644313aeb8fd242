//! What `salus offline sign` takes from the commands of decisions.

use crate::output::Outcome;
use salus_client::chain::Call;

/// A decision's call, and what to tell of it; none of a command that decides nothing.
pub type Signable = Option<(Call, Outcome)>;
