//! Which calls an account may sign, by the capacity in which it speaks. What is not named is refused.
//! One table for every chain of Salus.
//!
//! | Standing | Calls |
//! |---|---|
//! | any | `system.remark`; `utility.batch`, `batch_all`, `force_batch` of calls it may make |
//! | seat | `council.propose`, `vote`, `close`; `consortium.set_gateway` |
//! | gateway | `consortium.enrol`, `suspend_participant`, `reinstate_participant`; `ehrRegistry.submit`, `endorse`, `lapse`, `rewrap`, `endorse_rewraps`, `attest_erasure`, `drop_rewrap`; `auditLog.*` |
//! | validator | `session.set_keys` |
//! | authority | `attributeAuthority.declare`, `grant`, `renew`, `revoke`, `grant_batch`, `renew_batch`, `revoke_batch`, `rotate_key`, `suspend_attribute`, `reinstate_attribute` |
//! | patient | `consent.set_policy`, `revoke_policy`, `allow_contribution`, `revoke_contribution`, `delegate`, `end_delegation`, `restrict`, `lift_restriction` |
//! | patient, practitioner, data user | `consent.open_access`, `decline_delegation`, `decide_for`, `break_glass`, `review`; `ehrRegistry.dispute`, `withdraw_dispute`, `erase`: a guardian need not be a patient; `consortium.replace_key_card` |
//! | gateway, patient, practitioner, data user | `metaTx.dispatch`: what somebody else signed, see [`crate::relayed`] |
//! | nobody now, once enrolled as a patient | `consent.revoke_policy`, `revoke_contribution`, `end_delegation`; `ehrRegistry.dispute`, `erase` |
//! | holder of the sudo key | `sudo.*`, in development |
//!
//! What a council motion does is not checked here: it runs with the council's origin, not the
//! proposer's, and the call decides whether that is enough.
//!
//! What each takes of the chain is counted: see [`salus_primitives::quota`]. Seats and validators have their own
//! quotas; so has every account for the calls of [`CallRules::exempt_from_quota`]; everything else counts against
//! the organisation's.
//!
//! Needs no standing: inherents; `system.apply_authorized_upgrade` sent unsigned, whose code the council
//! has authorised by its hash; the clean-up that its pallet authorises itself once it is due, sent unsigned:
//! `ehrRegistry.lapse`, `drop_rewrap`, `attributeAuthority.discard_holdings` and `consent.discard_tickets`; and
//! reports of conflicting signatures, which only the author of a block puts there.

use crate::{CallRules, Inspection, BLOCK_HASH_COUNT};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::traits::IsSubType;
use pallet_collective::Instance1;
use pallet_consortium::{Pallet as Consortium, QuotaWeight, StandingWeight};
use salus_primitives::{
    consent::GuardianDecision,
    consortium::{Role, Standing},
    traits::Standings,
    BlockNumber,
};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionPriority};

type AttributeAuthorityCall<T> = pallet_attribute_authority::Call<T>;
type AuditLogCall<T> = pallet_audit_log::Call<T>;
type ConsentCall<T> = pallet_consent::Call<T>;
type ConsortiumCall<T> = pallet_consortium::Call<T>;
type CouncilCall<T> = pallet_collective::Call<T, Instance1>;
type EhrRegistryCall<T> = pallet_ehr_registry::Call<T>;
type MetaTxCall<T> = pallet_meta_tx::Call<T>;
type SessionCall<T> = pallet_session::Call<T>;
type SudoCall<T> = pallet_sudo::Call<T>;
type SystemCall<T> = frame_system::Call<T>;
type UtilityCall<T> = pallet_utility::Call<T>;
pub(crate) type CallOf<T> = <T as frame_system::Config>::RuntimeCall;

/// A runtime with the pallets that the table names.
pub trait Chain:
    frame_system::Config<
        RuntimeCall: IsSubType<AttributeAuthorityCall<Self>>
                         + IsSubType<AuditLogCall<Self>>
                         + IsSubType<ConsentCall<Self>>
                         + IsSubType<ConsortiumCall<Self>>
                         + IsSubType<CouncilCall<Self>>
                         + IsSubType<EhrRegistryCall<Self>>
                         + IsSubType<MetaTxCall<Self>>
                         + IsSubType<SessionCall<Self>>
                         + IsSubType<SudoCall<Self>>
                         + IsSubType<SystemCall<Self>>
                         + IsSubType<UtilityCall<Self>>,
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

/// A call of a pallet that the table names, or another, which is nobody's to sign.
enum RuntimeCall<'a, T: Chain> {
    AttributeAuthority(&'a AttributeAuthorityCall<T>),
    AuditLog(&'a AuditLogCall<T>),
    Consent(&'a ConsentCall<T>),
    Consortium(&'a ConsortiumCall<T>),
    Council(&'a CouncilCall<T>),
    EhrRegistry(&'a EhrRegistryCall<T>),
    MetaTx,
    Session(&'a SessionCall<T>),
    Sudo,
    System(&'a SystemCall<T>),
    Utility(&'a UtilityCall<T>),
    Other,
}

impl<'a, T: Chain> RuntimeCall<'a, T> {
    fn of(call: &'a CallOf<T>) -> Self {
        None.or_else(|| call.is_sub_type().map(Self::AttributeAuthority))
            .or_else(|| call.is_sub_type().map(Self::AuditLog))
            .or_else(|| call.is_sub_type().map(Self::Consent))
            .or_else(|| call.is_sub_type().map(Self::Consortium))
            .or_else(|| call.is_sub_type().map(Self::Council))
            .or_else(|| call.is_sub_type().map(Self::EhrRegistry))
            .or_else(|| call.is_sub_type().map(|_: &MetaTxCall<T>| Self::MetaTx))
            .or_else(|| call.is_sub_type().map(Self::Session))
            .or_else(|| call.is_sub_type().map(|_: &SudoCall<T>| Self::Sudo))
            .or_else(|| call.is_sub_type().map(Self::System))
            .or_else(|| call.is_sub_type().map(Self::Utility))
            .unwrap_or(Self::Other)
    }
}

// Ranks, a thousand apart: see `CallRules::priority`.

/// Of no use to others and costs everybody space.
const IDLE: TransactionPriority = 0;
/// The daily work.
const ORDINARY: TransactionPriority = 1_000;
/// Somebody waits for a record.
const WAITED_FOR: TransactionPriority = 2_000;
/// Takes something away from somebody who may be misusing it, saves a life, or keeps the chain governed.
const URGENT: TransactionPriority = 3_000;

/// The rules of the chain `T`.
pub struct Rules<T>(PhantomData<T>);

impl<T: Chain> CallRules<CallOf<T>> for Rules<T> {
    type Standings = Consortium<T>;
    type StandingWeight = StandingWeight<T>;
    type Quotas = Consortium<T>;
    type QuotaWeight = QuotaWeight<T>;

    fn inspect(call: &CallOf<T>) -> Inspection<'_, CallOf<T>> {
        match RuntimeCall::<T>::of(call) {
            RuntimeCall::Utility(
                UtilityCall::batch { calls }
                | UtilityCall::batch_all { calls }
                | UtilityCall::force_batch { calls },
            ) => Inspection::Wrapper(calls.iter().collect::<Vec<_>>()),
            _ => Inspection::Leaf,
        }
    }

    fn allows(standing: &Standing, call: &CallOf<T>) -> bool {
        let call = RuntimeCall::<T>::of(call);
        match call {
            RuntimeCall::System(SystemCall::remark { .. }) => true,
            // Whose call it carries, and whether that may make it, is asked when it runs.
            RuntimeCall::MetaTx => matches!(standing, Standing::Gateway(_) | Standing::Participant(..)),
            RuntimeCall::Sudo => is_sudo_holders::<T>(standing),
            _ => match standing {
                Standing::Seat(_) => matches!(
                    call,
                    RuntimeCall::Council(
                        CouncilCall::propose { .. } | CouncilCall::vote { .. } | CouncilCall::close { .. }
                    ) | RuntimeCall::Consortium(ConsortiumCall::set_gateway { .. })
                ),
                Standing::Gateway(_) => matches!(
                    call,
                    RuntimeCall::Consortium(
                        ConsortiumCall::enrol { .. }
                            | ConsortiumCall::suspend_participant { .. }
                            | ConsortiumCall::reinstate_participant { .. }
                    ) | RuntimeCall::EhrRegistry(
                        EhrRegistryCall::submit { .. }
                            | EhrRegistryCall::endorse { .. }
                            | EhrRegistryCall::lapse { .. }
                            | EhrRegistryCall::rewrap { .. }
                            | EhrRegistryCall::endorse_rewraps { .. }
                            | EhrRegistryCall::attest_erasure { .. }
                            | EhrRegistryCall::drop_rewrap { .. }
                    ) | RuntimeCall::AuditLog(AuditLogCall::acknowledge { .. })
                ),
                // Not `purge_keys`: the set may shrink only by the council's decision.
                Standing::Validator(_) => {
                    matches!(call, RuntimeCall::Session(SessionCall::set_keys { .. }))
                }
                Standing::Authority(_) => matches!(
                    call,
                    RuntimeCall::AttributeAuthority(
                        AttributeAuthorityCall::declare { .. }
                            | AttributeAuthorityCall::grant { .. }
                            | AttributeAuthorityCall::renew { .. }
                            | AttributeAuthorityCall::revoke { .. }
                            | AttributeAuthorityCall::grant_batch { .. }
                            | AttributeAuthorityCall::renew_batch { .. }
                            | AttributeAuthorityCall::revoke_batch { .. }
                            | AttributeAuthorityCall::rotate_key { .. }
                            | AttributeAuthorityCall::suspend_attribute { .. }
                            | AttributeAuthorityCall::reinstate_attribute { .. }
                    )
                ),
                Standing::Participant(_, role) => match call {
                    RuntimeCall::Consortium(ConsortiumCall::replace_key_card { .. })
                    | RuntimeCall::EhrRegistry(
                        EhrRegistryCall::dispute { .. }
                        | EhrRegistryCall::withdraw_dispute { .. }
                        | EhrRegistryCall::erase { .. },
                    )
                    | RuntimeCall::Consent(
                        ConsentCall::open_access { .. }
                        | ConsentCall::decline_delegation { .. }
                        | ConsentCall::decide_for { .. }
                        | ConsentCall::break_glass { .. }
                        | ConsentCall::review { .. },
                    ) => true,
                    RuntimeCall::Consent(
                        ConsentCall::set_policy { .. }
                        | ConsentCall::revoke_policy { .. }
                        | ConsentCall::allow_contribution { .. }
                        | ConsentCall::revoke_contribution { .. }
                        | ConsentCall::delegate { .. }
                        | ConsentCall::end_delegation { .. }
                        | ConsentCall::restrict { .. }
                        | ConsentCall::lift_restriction { .. },
                    ) => *role == Role::Patient,
                    _ => false,
                },
            },
        }
    }

    fn priority(call: &CallOf<T>) -> TransactionPriority {
        rank(&RuntimeCall::<T>::of(call))
    }

    fn longevity(call: &CallOf<T>) -> TransactionLongevity {
        let blocks = match RuntimeCall::<T>::of(call) {
            RuntimeCall::System(_) => T::MINUTES,
            // Whoever waited longer has gone to the patient.
            RuntimeCall::Consent(ConsentCall::open_access { .. }) => T::MINUTES.saturating_mul(5),
            // As long as any signature is good: what takes something back must not be lost.
            call if rank(&call) == URGENT => BLOCK_HASH_COUNT,
            _ => T::MINUTES.saturating_mul(60),
        };
        blocks.into()
    }

    fn exempt_from_quota(call: &CallOf<T>) -> bool {
        is_remedy(&RuntimeCall::<T>::of(call))
    }

    fn withdraws(call: &CallOf<T>) -> bool {
        matches!(
            RuntimeCall::<T>::of(call),
            RuntimeCall::Consent(
                ConsentCall::revoke_policy { .. }
                    | ConsentCall::revoke_contribution { .. }
                    | ConsentCall::end_delegation { .. },
            ) | RuntimeCall::EhrRegistry(EhrRegistryCall::dispute { .. } | EhrRegistryCall::erase { .. })
        )
    }
}

/// True if `call` takes something away from somebody who may be misusing it, or saves a life: neither a quota nor
/// others' work may hold it up. A new call of this kind belongs here.
fn is_remedy<T: Chain>(call: &RuntimeCall<'_, T>) -> bool {
    matches!(
        call,
        RuntimeCall::Consent(
            ConsentCall::revoke_policy { .. }
                | ConsentCall::revoke_contribution { .. }
                | ConsentCall::end_delegation { .. }
                | ConsentCall::restrict { .. }
                | ConsentCall::break_glass { .. }
                | ConsentCall::decide_for {
                    decision: GuardianDecision::RevokePolicy { .. }
                        | GuardianDecision::RevokeContribution { .. }
                        | GuardianDecision::Restrict { .. },
                    ..
                }
        ) | RuntimeCall::EhrRegistry(EhrRegistryCall::dispute { .. } | EhrRegistryCall::erase { .. })
            | RuntimeCall::AttributeAuthority(
                AttributeAuthorityCall::revoke { .. }
                    | AttributeAuthorityCall::revoke_batch { .. }
                    | AttributeAuthorityCall::suspend_attribute { .. }
            )
            // The remedy against a flood must not drown in it.
            | RuntimeCall::Consortium(ConsortiumCall::suspend_participant { .. })
            // In development; its holder is a validator, whose own quota is made for session keys.
            | RuntimeCall::Sudo
    )
}

/// How urgent a call is, whoever makes it.
fn rank<T: Chain>(call: &RuntimeCall<'_, T>) -> TransactionPriority {
    match call {
        call if is_remedy(call) => URGENT,
        RuntimeCall::System(_) => IDLE,
        RuntimeCall::Council(_)
        | RuntimeCall::Session(_)
        | RuntimeCall::Consortium(ConsortiumCall::set_gateway { .. }) => URGENT,
        // What it carries cannot be seen here; it may take something back.
        RuntimeCall::MetaTx | RuntimeCall::Consent(ConsentCall::open_access { .. }) => WAITED_FOR,
        _ => ORDINARY,
    }
}

/// True if `call` is one by which a patient, or whoever may decide for one, decides about records: what may
/// be signed now and take effect within a week. Opening records and what belongs to it is not.
pub(crate) fn is_a_patients_decision<T: Chain>(call: &CallOf<T>) -> bool {
    matches!(
        RuntimeCall::<T>::of(call),
        RuntimeCall::Consent(
            ConsentCall::set_policy { .. }
                | ConsentCall::revoke_policy { .. }
                | ConsentCall::allow_contribution { .. }
                | ConsentCall::revoke_contribution { .. }
                | ConsentCall::delegate { .. }
                | ConsentCall::end_delegation { .. }
                | ConsentCall::decline_delegation { .. }
                | ConsentCall::restrict { .. }
                | ConsentCall::lift_restriction { .. }
                | ConsentCall::decide_for { .. },
        ) | RuntimeCall::EhrRegistry(
            EhrRegistryCall::dispute { .. }
                | EhrRegistryCall::withdraw_dispute { .. }
                | EhrRegistryCall::erase { .. },
        ) | RuntimeCall::Consortium(ConsortiumCall::replace_key_card { .. })
    )
}

/// True if the sudo key is set and its holder speaks as `standing`.
///
/// Rules know capacities, not accounts, so another of the same capacity passes, too; the pallet then
/// refuses it. Without a key, on every chain but that of development, nobody passes.
fn is_sudo_holders<T: Chain>(standing: &Standing) -> bool {
    pallet_sudo::Key::<T>::get().and_then(|holder| Consortium::<T>::standing(&holder)) == Some(*standing)
}
