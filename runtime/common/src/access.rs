//! Which calls an account may sign, by the capacity in which it speaks. What is not named is refused.
//!
//! [`crate::calls`] is the table, one row a call, for every chain of Salus; here is how the pool reads it.
//!
//! What a council motion does is not checked here: it runs with the council's origin, not the proposer's, and the
//! call decides whether that is enough.
//!
//! What each takes of the chain is counted: see [`salus_primitives::quota`]. Seats and validators have their own
//! quotas; so has every account for its remedies; everything else counts against the organisation's.
//!
//! Needs no standing: inherents; `system.apply_authorized_upgrade` sent unsigned, whose code the council
//! has authorised by its hash; the clean-up that its pallet authorises itself once it is due, sent unsigned:
//! `ehrRegistry.lapse`, `drop_rewrap` and `discard_records`, `attributeAuthority.discard_holdings`,
//! `consent.discard_tickets` and `discard_policies`; and
//! reports of conflicting signatures, which only the author of a block puts there.

use crate::{
    calls::{self, Rank, Row, Signer, Stores},
    CallRules, Inspection,
};
use alloc::vec::Vec;
use codec::Encode;
use core::marker::PhantomData;
use frame_support::{
    traits::{Get, GetCallMetadata, IsSubType},
    weights::Weight,
};
use pallet_collective::Instance1;
use pallet_consortium::{Pallet as Consortium, QuotaWeight, StandingWeight};
use salus_primitives::{
    consent::GuardianDecision,
    consortium::{Role, Standing},
    quota::Share,
    traits::{Owners, Standings},
    BlockNumber, OrganisationId,
};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionPriority};

type ConsentCall<T> = pallet_consent::Call<T>;
type UtilityCall<T> = pallet_utility::Call<T>;
pub(crate) type CallOf<T> = <T as frame_system::Config>::RuntimeCall;

/// A runtime with the pallets that the rules ask.
pub trait Chain:
    frame_system::Config<
        RuntimeCall: GetCallMetadata + IsSubType<ConsentCall<Self>> + IsSubType<UtilityCall<Self>>,
    > + pallet_attribute_authority::Config
    + pallet_audit_log::Config
    + pallet_collective::Config<Instance1>
    + pallet_consent::Config
    + pallet_consortium::Config
    + pallet_ehr_registry::Config
    + pallet_meta_tx::Config
    + pallet_session::Config
    + pallet_sudo::Config
    + pallet_utility::Config<RuntimeCall = CallOf<Self>>
    + Send
    + Sync
{
    /// How many of its blocks are a minute.
    const MINUTES: BlockNumber;
    /// For how many blocks at most a call may wait to be relayed: a week.
    const LONGEST_RELAY: BlockNumber = Self::MINUTES.saturating_mul(7 * 24 * 60);
}

// Ranks, a thousand apart: see `CallRules::priority`.

/// Of a call that has no row, and so is refused.
const IDLE: TransactionPriority = 0;
/// The daily work.
const ORDINARY: TransactionPriority = 1_000;
/// Somebody waits for a record.
const WAITED_FOR: TransactionPriority = 2_000;
/// Takes something away from an account that may be misusing it, saves a life, or keeps the chain governed.
const URGENT: TransactionPriority = 3_000;

/// The rules of the chain `T`.
pub struct Rules<T>(PhantomData<T>);

impl<T: Chain> CallRules<CallOf<T>> for Rules<T> {
    type Standings = Consortium<T>;
    type Owners = OwnersOf<T>;
    type StandingWeight = LookupWeight<T>;
    type Quotas = Consortium<T>;
    type QuotaWeight = QuotaWeight<T>;

    fn inspect(call: &CallOf<T>) -> Inspection<'_, CallOf<T>> {
        match call.is_sub_type() {
            Some(
                UtilityCall::<T>::batch { calls }
                | UtilityCall::<T>::batch_all { calls }
                | UtilityCall::<T>::force_batch { calls },
            ) => Inspection::Wrapper(calls.iter().collect::<Vec<_>>()),
            _ => Inspection::Leaf,
        }
    }

    fn allows(standing: &Standing, call: &CallOf<T>) -> bool {
        row::<T>(call).is_some_and(|row| match row.signer {
            Signer::SudoHolder => is_sudo_holders::<T>(standing),
            signer => signer.includes(standing),
        })
    }

    fn priority(call: &CallOf<T>) -> TransactionPriority {
        match row::<T>(call).map(|row| row.rank) {
            None => IDLE,
            Some(Rank::Ordinary) => ORDINARY,
            Some(Rank::WaitedFor) => WAITED_FOR,
            Some(Rank::Governing | Rank::Remedy | Rank::Emergency) => URGENT,
            Some(Rank::GuardiansRemedy) if takes_back::<T>(call) => URGENT,
            Some(Rank::GuardiansRemedy) => ORDINARY,
        }
    }

    fn longevity(call: &CallOf<T>) -> TransactionLongevity {
        let Some(row) = row::<T>(call) else { return 0 };
        let wait = match row.rank {
            Rank::GuardiansRemedy if takes_back::<T>(call) => calls::Wait::Signature,
            _ => row.wait,
        };
        wait.blocks(T::MINUTES).into()
    }

    fn share(call: &CallOf<T>) -> Share {
        match row::<T>(call).map(|row| row.rank) {
            Some(Rank::Remedy) => Share::Remedies,
            Some(Rank::Emergency) => Share::Emergencies,
            Some(Rank::GuardiansRemedy) if takes_back::<T>(call) => Share::Remedies,
            _ => Share::Ordinary,
        }
    }

    fn deposit(call: &CallOf<T>) -> u64 {
        match row::<T>(call).map_or(Stores::Nothing, |row| row.stores) {
            Stores::Nothing => 0,
            Stores::Bytes(bytes) => bytes.into(),
            Stores::Times(times) => {
                let length = u64::try_from(call.encoded_size()).unwrap_or(u64::MAX);
                length.saturating_mul(times.into())
            }
        }
    }

    fn is_owners(call: &CallOf<T>) -> bool {
        row::<T>(call).is_some_and(|row| row.owners)
    }
}

/// Who owns records or policies on the chain `T`.
///
/// A patient does, and stays a patient. Others are asked about one by one: an account may own what it was given before
/// its role was fixed.
pub struct OwnersOf<T>(PhantomData<T>);

impl<T: Chain> Owners<T::AccountId> for OwnersOf<T> {
    fn organisation_of(who: &T::AccountId) -> Option<OrganisationId> {
        let participant = pallet_consortium::Participants::<T>::get(who)?;
        let owns = participant.role == Role::Patient
            || pallet_consent::PolicyCount::<T>::contains_key(who)
            || pallet_consent::Contributions::<T>::iter_key_prefix(who).next().is_some()
            || pallet_ehr_registry::RecordsOf::<T>::iter_key_prefix(who).next().is_some();
        owns.then_some(participant.organisation)
    }
}

/// What the pool reads to find an account's standing, and then that it owns something.
pub struct LookupWeight<T>(PhantomData<T>);

impl<T: pallet_consortium::Config> Get<Weight> for LookupWeight<T> {
    fn get() -> Weight {
        StandingWeight::<T>::get()
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(Weight::from_parts(0, OWNER_PROOF))
    }
}

/// What a proof of three entries of three maps takes at most, in bytes.
const OWNER_PROOF: u64 = 12 * 1024;

/// The row of `call`; none for a call that nobody may sign because nobody has thought of it.
fn row<T: Chain>(call: &CallOf<T>) -> Option<&'static Row> {
    let metadata = call.get_call_metadata();
    calls::find(metadata.pallet_name, metadata.function_name)
}

/// True if `call` is a guardian's, and takes something back or bars an account.
fn takes_back<T: Chain>(call: &CallOf<T>) -> bool {
    matches!(
        call.is_sub_type(),
        Some(ConsentCall::<T>::decide_for {
            decision: GuardianDecision::RevokePolicy { .. }
                | GuardianDecision::RevokeContribution { .. }
                | GuardianDecision::Restrict { .. },
            ..
        })
    )
}

/// True if `call` is one by which a patient, or whoever may decide for one, decides about records: what may
/// be signed now and take effect within a week.
pub(crate) fn is_relayable<T: Chain>(call: &CallOf<T>) -> bool {
    let metadata = call.get_call_metadata();
    calls::is_relayable(metadata.pallet_name, metadata.function_name)
}

/// True if the sudo key is set and its holder speaks as `standing`.
///
/// Rules know capacities, not accounts, so another of the same capacity passes, too; the pallet then
/// refuses it. Without a key, on every chain but that of development, nobody passes.
fn is_sudo_holders<T: Chain>(standing: &Standing) -> bool {
    pallet_sudo::Key::<T>::get().and_then(|holder| Consortium::<T>::standing(&holder)) == Some(*standing)
}
