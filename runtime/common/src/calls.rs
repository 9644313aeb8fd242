//! What is true of each call, on every chain of Salus: one row per call, in one table.
//!
//! | Column | Says |
//! |---|---|
//! | `Row::signer` | which accounts may sign the call; a call without a row is refused |
//! | `Row::rank` | how urgent it is, and whether it is a remedy, which no organisation's quota refuses |
//! | `Row::withdraws` | it only takes back what a patient allowed, bars an account, or objects to a record |
//! | `Row::owners` | owners of records and policies make it whatever became of their account |
//! | `Row::stores` | how many bytes it adds to the state for ever |
//! | `Row::never_paused` | neither safe mode nor a pause stops it |
//! | `Row::wait` | how long it may wait in the pool |
//! | [`is_relayable`] | another account may send it; clients share this column, so it is in `primitives` |
//!
//! A test of each runtime compares the table with the runtime's metadata: a call without a row fails it, and so does
//! a row without a call.

pub use salus_primitives::relayed::is_relayable;

use crate::BLOCK_HASH_COUNT;
use salus_primitives::{
    consortium::{Role, Standing},
    BlockNumber,
};

/// Which accounts may sign a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// None. The council makes it by a motion, a block's author puts it there, it needs no sender, or it is root's.
    Nobody,
    /// Every account that may make the calls inside.
    Wrapper,
    /// Seats of the council.
    Seat,
    /// Gateways.
    Gateway,
    /// Validators.
    Validator,
    /// Attribute authorities.
    Authority,
    /// Participants of the role [`Role::Patient`].
    Patient,
    /// Participants of every role.
    Person,
    /// Gateways, and participants of every role.
    GatewayOrPerson,
    /// The holder of the sudo key, which exists on development chains alone.
    SudoHolder,
}

impl Signer {
    /// True if an account that speaks as `standing` is such a signer. The sudo key's holder has no standing of its own.
    pub const fn includes(self, standing: &Standing) -> bool {
        match self {
            Self::Nobody | Self::Wrapper | Self::SudoHolder => false,
            Self::Seat => matches!(standing, Standing::Seat(_)),
            Self::Gateway => matches!(standing, Standing::Gateway(_)),
            Self::Validator => matches!(standing, Standing::Validator(_)),
            Self::Authority => matches!(standing, Standing::Authority(_)),
            Self::Patient => matches!(standing, Standing::Participant(_, Role::Patient)),
            Self::Person => matches!(standing, Standing::Participant(..)),
            Self::GatewayOrPerson => matches!(standing, Standing::Gateway(_) | Standing::Participant(..)),
        }
    }
}

/// How urgent a call is, and whose quota it is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// The daily work.
    Ordinary,
    /// A person waits for a record.
    WaitedFor,
    /// Keeps the chain governed and its keys fresh.
    Governing,
    /// Takes something away from an account that may be misusing it. No organisation's quota refuses it, and no other
    /// work goes first.
    Remedy,
    /// The same for saving a life, with a share of its own.
    Emergency,
    /// A remedy if the guardian's decision inside takes something back, ordinary otherwise.
    GuardiansRemedy,
}

/// How long a call may wait in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// So many minutes.
    Minutes(BlockNumber),
    /// As long as a signature is good: what takes something back must not be lost.
    Signature,
}

impl Wait {
    /// The same in blocks, of a chain on which a minute is `minute` blocks.
    pub const fn blocks(self, minute: BlockNumber) -> BlockNumber {
        match self {
            Self::Minutes(minutes) => minute.saturating_mul(minutes),
            Self::Signature => BLOCK_HASH_COUNT,
        }
    }
}

/// How many bytes at most a call adds to the state for ever: what the pallet keeps until somebody removes it, keys and
/// hashes of keys included. What ends and is then cleared away, such as a ticket, is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stores {
    /// None, or as many as were there before.
    Nothing,
    /// So many.
    Bytes(u32),
    /// So many times the call's own length, for calls that carry a list or another call.
    Times(u32),
}

/// What is true of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in the metadata.
    pub name: &'static str,
    /// Which accounts may sign it.
    pub signer: Signer,
    /// How urgent it is.
    pub rank: Rank,
    /// It does nothing but take back what a patient allowed, bar an account, or object to a record.
    pub withdraws: bool,
    /// An owner of records or policies makes it whatever became of the account, its role or its organisation.
    pub owners: bool,
    /// How many bytes it adds to the state for ever.
    pub stores: Stores,
    /// Neither safe mode nor a pause of single calls stops it.
    pub never_paused: bool,
    /// How long it may wait in the pool.
    pub wait: Wait,
}

impl Row {
    const fn ranked(self, rank: Rank) -> Self {
        let wait = match rank {
            Rank::Governing | Rank::Remedy | Rank::Emergency => Wait::Signature,
            Rank::Ordinary | Rank::WaitedFor | Rank::GuardiansRemedy => self.wait,
        };
        Self { rank, wait, ..self }
    }

    const fn governing(self) -> Self {
        self.ranked(Rank::Governing)
    }

    const fn remedy(self) -> Self {
        self.ranked(Rank::Remedy)
    }

    /// A remedy that takes consent back, which nothing may stop.
    const fn withdraws(self) -> Self {
        Self { withdraws: true, ..self.remedy().owners().never_paused() }
    }

    const fn owners(self) -> Self {
        Self { owners: true, ..self }
    }

    const fn stores(self, bytes: u32) -> Self {
        Self { stores: Stores::Bytes(bytes), ..self }
    }

    const fn stores_times(self, times: u32) -> Self {
        Self { stores: Stores::Times(times), ..self }
    }

    const fn never_paused(self) -> Self {
        Self { never_paused: true, ..self }
    }

    const fn waits(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }
}

/// A row for the call `name`, which `signer` may sign: ordinary, stores nothing, may be paused, waits for an hour.
const fn row(name: &'static str, signer: Signer) -> Row {
    Row {
        name,
        signer,
        rank: Rank::Ordinary,
        withdraws: false,
        owners: false,
        stores: Stores::Nothing,
        never_paused: false,
        wait: Wait::Minutes(60),
    }
}

/// The row of `call` of `pallet`, both named as in the metadata.
pub fn find(pallet: &str, call: &str) -> Option<&'static Row> {
    let (_, rows) = TABLE.iter().find(|(name, _)| *name == pallet)?;
    rows.iter().find(|row| row.name == call)
}

use Signer::{
    Authority, Gateway, GatewayOrPerson, Nobody, Patient, Person, Seat, SudoHolder, Validator, Wrapper,
};

/// Every call of every chain, by pallet. The consortium's own pallets come first.
pub const TABLE: &[(&str, &[Row])] = &[
    ("Consent", CONSENT),
    ("EhrRegistry", EHR_REGISTRY),
    ("AttributeAuthority", ATTRIBUTE_AUTHORITY),
    ("AuditLog", AUDIT_LOG),
    ("Consortium", CONSORTIUM),
    ("Utility", UTILITY),
    ("MetaTx", META_TX),
    ("Council", COUNCIL),
    ("Governance", GOVERNANCE),
    ("Enactment", ENACTMENT),
    ("SafeMode", SAFE_MODE),
    ("TxPause", TX_PAUSE),
    ("Session", SESSION),
    ("System", SYSTEM),
    ("Timestamp", TIMESTAMP),
    ("Babe", BABE),
    ("Grandpa", GRANDPA),
    ("ParachainSystem", PARACHAIN_SYSTEM),
    ("Sudo", SUDO),
];

const CONSENT: &[Row] = &[
    row("set_policy", Patient).stores(768),
    row("revoke_policy", Patient).withdraws(),
    row("allow_contribution", Patient).stores(96),
    row("revoke_contribution", Patient).withdraws(),
    row("delegate", Patient).stores(192),
    row("end_delegation", Patient).withdraws(),
    row("decline_delegation", Person).never_paused(),
    // A guardian's only way to take consent back, and so a child's. A pause would stop that; so it spares what a
    // guardian grants, too.
    row("decide_for", Person).ranked(Rank::GuardiansRemedy).stores(768).never_paused(),
    row("restrict", Patient).withdraws(),
    row("lift_restriction", Patient),
    // Without it nobody is treated from the records: safe mode must not be the worse harm. A ticket is decided on
    // again at every use. A reader who waited longer has gone to the patient.
    row("open_access", Person).ranked(Rank::WaitedFor).waits(Wait::Minutes(5)).owners().never_paused(),
    row("set_emergency_rule", Nobody),
    row("break_glass", Person).ranked(Rank::Emergency).never_paused(),
    row("review", Person).never_paused(),
    row("discard_tickets", Nobody),
    row("discard_policies", Nobody),
    row("share_key", Patient),
];

const EHR_REGISTRY: &[Row] = &[
    row("submit", Gateway).stores(512),
    row("endorse", Gateway),
    row("lapse", Gateway),
    row("rewrap", Gateway),
    row("rewrap_for", Gateway),
    row("endorse_rewraps", Gateway),
    row("drop_rewrap", Gateway),
    row("attest_erasure", Gateway),
    row("dispute", Person).withdraws(),
    row("discard_records", Nobody),
    row("withdraw_dispute", Person),
    row("erase", Person).withdraws(),
];

const ATTRIBUTE_AUTHORITY: &[Row] = &[
    row("register", Nobody),
    row("suspend", Nobody).never_paused(),
    row("reinstate", Nobody),
    row("remove", Nobody).never_paused(),
    row("declare", Authority).stores(128),
    row("grant", Authority).stores(256),
    row("renew", Authority),
    row("grant_batch", Authority).stores_times(3),
    row("renew_batch", Authority),
    row("reinstate_attribute", Authority),
    // A key that leaked, a certificate that was a mistake, an authority that nobody can trust any more.
    row("revoke", Authority).remedy().never_paused(),
    row("revoke_batch", Authority).remedy().never_paused(),
    row("suspend_attribute", Authority).remedy().never_paused(),
    row("rotate_key", Authority).never_paused(),
    row("discard_holdings", Nobody),
];

const AUDIT_LOG: &[Row] = &[
    // While records are opened, what was served is written down: a council that could stop this could read unseen.
    row("acknowledge", Gateway).never_paused(),
];

const CONSORTIUM: &[Row] = &[
    row("admit", Nobody).never_paused(),
    row("suspend", Nobody).never_paused(),
    row("reinstate", Nobody).never_paused(),
    row("remove", Nobody).never_paused(),
    row("set_gateway", Seat).governing().never_paused(),
    row("rotate_seat", Seat).governing().never_paused(),
    row("add_validator", Nobody).never_paused(),
    row("remove_validator", Nobody).never_paused(),
    row("readmit_validator", Nobody).never_paused(),
    row("enrol", Gateway).stores(256).never_paused(),
    row("withdraw_enrolment", Gateway).never_paused(),
    // The remedy against a flood must not drown in it.
    row("suspend_participant", Gateway).remedy().never_paused(),
    row("reinstate_participant", Gateway).never_paused(),
    row("replace_key_card", Person).never_paused(),
];

/// Wrappers make other calls, each of which is asked about by itself; the others speak in another name, or are root's.
const UTILITY: &[Row] = &[
    row("batch", Wrapper).never_paused(),
    row("batch_all", Wrapper).never_paused(),
    row("force_batch", Wrapper).never_paused(),
    row("as_derivative", Nobody).never_paused(),
    row("dispatch_as", Nobody).never_paused(),
    row("dispatch_as_fallible", Nobody).never_paused(),
    row("with_weight", Nobody).never_paused(),
    row("if_else", Nobody).never_paused(),
];

const META_TX: &[Row] = &[
    // Whose call it carries, and whether that account may make it, is asked when it runs. It may take something back.
    row("dispatch", GatewayOrPerson).ranked(Rank::WaitedFor).stores_times(3).never_paused(),
];

const COUNCIL: &[Row] = &[
    row("propose", Seat).governing().never_paused(),
    row("vote", Seat).governing().never_paused(),
    row("close", Seat).governing().never_paused(),
    row("set_members", Nobody).never_paused(),
    row("execute", Nobody).never_paused(),
    row("disapprove_proposal", Nobody).never_paused(),
    row("kill", Nobody).never_paused(),
    row("release_proposal_cost", Nobody).never_paused(),
];

const GOVERNANCE: &[Row] =
    &[row("authorize_upgrade", Nobody).never_paused(), row("note_stalled", Nobody).never_paused()];

const ENACTMENT: &[Row] = &[
    row("schedule", Nobody).never_paused(),
    row("cancel", Nobody).never_paused(),
    row("set_delay", Nobody).never_paused(),
];

const SAFE_MODE: &[Row] = &[
    row("enter", Nobody).never_paused(),
    row("force_enter", Nobody).never_paused(),
    row("extend", Nobody).never_paused(),
    row("force_extend", Nobody).never_paused(),
    row("force_exit", Nobody).never_paused(),
    row("force_slash_deposit", Nobody).never_paused(),
    row("release_deposit", Nobody).never_paused(),
    row("force_release_deposit", Nobody).never_paused(),
];

const TX_PAUSE: &[Row] = &[row("pause", Nobody).never_paused(), row("unpause", Nobody).never_paused()];

const SESSION: &[Row] = &[
    row("set_keys", Validator).governing().never_paused(),
    // The set of validators shrinks by the council's decision alone.
    row("purge_keys", Nobody).never_paused(),
];

const SYSTEM: &[Row] = &[
    // Bytes that mean nothing to the chain could be anything, health data included.
    row("remark", Nobody),
    row("remark_with_event", Nobody),
    row("set_heap_pages", Nobody),
    row("set_code", Nobody),
    row("set_code_without_checks", Nobody),
    row("set_storage", Nobody),
    row("kill_storage", Nobody),
    row("kill_prefix", Nobody),
    row("authorize_upgrade", Nobody),
    row("authorize_upgrade_without_checks", Nobody),
    // The way out: a runtime that the council authorised. Needs no sender.
    row("apply_authorized_upgrade", Nobody).never_paused().waits(Wait::Minutes(1)),
];

const TIMESTAMP: &[Row] = &[row("set", Nobody).never_paused()];

const BABE: &[Row] = &[
    row("report_equivocation", Nobody).never_paused(),
    row("report_equivocation_unsigned", Nobody).never_paused(),
    row("plan_config_change", Nobody).never_paused(),
];

const GRANDPA: &[Row] = &[
    row("report_equivocation", Nobody).never_paused(),
    row("report_equivocation_unsigned", Nobody).never_paused(),
    row("note_stalled", Nobody).never_paused(),
];

const PARACHAIN_SYSTEM: &[Row] = &[
    row("set_validation_data", Nobody).never_paused(),
    row("sudo_send_upward_message", Nobody).never_paused(),
];

/// In development alone. Its holder is a validator, whose own quota is made for session keys.
const SUDO: &[Row] = &[
    row("sudo", SudoHolder).remedy().never_paused(),
    row("sudo_unchecked_weight", SudoHolder).remedy().never_paused(),
    row("set_key", SudoHolder).remedy().never_paused(),
    row("sudo_as", SudoHolder).remedy().never_paused(),
    row("remove_key", SudoHolder).remedy().never_paused(),
];

#[cfg(test)]
mod tests {
    use super::*;
    use salus_primitives::relayed::RELAYABLE;
    use std::collections::BTreeSet;

    fn rows() -> impl Iterator<Item = (&'static str, &'static Row)> {
        TABLE.iter().flat_map(|(pallet, rows)| rows.iter().map(move |row| (*pallet, row)))
    }

    #[test]
    fn rows_should_be_found_when_looked_up_and_not_stand_twice() {
        let mut seen = BTreeSet::new();
        for (pallet, row) in rows() {
            assert_eq!(find(pallet, row.name), Some(row));
            assert!(seen.insert((pallet, row.name)), "{pallet}.{} stands twice", row.name);
        }
        assert_eq!(find("Consent", "dispute"), None);
        assert_eq!(find("Nothing", "dispute"), None);
    }

    #[test]
    fn withdrawals_should_never_be_paused_nor_wait_when_they_are_in_the_table() {
        for (pallet, row) in rows().filter(|(_, row)| row.withdraws) {
            let urgent = row.never_paused && row.rank == Rank::Remedy && row.wait == Wait::Signature;
            assert!(row.owners && row.stores == Stores::Nothing);
            assert!(urgent && matches!(row.signer, Patient | Person), "{pallet}.{}", row.name);
        }
    }

    #[test]
    fn relayable_calls_should_be_those_of_people_when_looked_up() {
        for (pallet, calls) in RELAYABLE {
            for call in *calls {
                let row = find(pallet, call);
                assert!(row.is_some_and(|row| matches!(row.signer, Patient | Person)), "{pallet}.{call}");
            }
        }
    }

    #[test]
    fn withdrawals_should_be_relayable_when_a_patient_has_no_connection() {
        for (pallet, row) in rows().filter(|(_, row)| row.withdraws) {
            assert!(is_relayable(pallet, row.name), "{pallet}.{}", row.name);
        }
    }

    #[test]
    fn signers_should_include_their_own_kind_when_asked() {
        let patient = Standing::Participant(0, Role::Patient);
        let practitioner = Standing::Participant(0, Role::Practitioner);
        assert!(Patient.includes(&patient) && !Patient.includes(&practitioner));
        assert!(Person.includes(&practitioner) && !Person.includes(&Standing::Gateway(0)));
        assert!(GatewayOrPerson.includes(&Standing::Gateway(0)) && GatewayOrPerson.includes(&patient));
        for standing in [patient, Standing::Seat(0), Standing::Validator(0)] {
            assert!(![Nobody, Wrapper, SudoHolder].iter().any(|signer| signer.includes(&standing)));
        }
    }

    #[test]
    fn waits_should_be_in_the_chains_own_blocks_when_given_in_minutes() {
        assert_eq!(Wait::Minutes(5).blocks(30), 150);
        assert_eq!(Wait::Signature.blocks(30), BLOCK_HASH_COUNT);
    }
}
