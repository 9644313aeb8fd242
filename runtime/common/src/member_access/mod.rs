//! Who may send which transaction: nobody anything, unless a rule allows it.
//!
//! The chain has no fees, so this is what stands between the pool and the world. It looks up in which
//! capacity the sender speaks, looks through wrappers at every call the transaction would make, and
//! asks the runtime's [`CallRules`] whether that capacity may make each. It decides again when the
//! transaction is put into a block: whoever was suspended meanwhile is refused.
//!
//! And no transaction is both free and unbounded. What each takes of the chain is counted against a quota,
//! by the weight and the length it declares: against the sender's organisation's, or the sender's own for
//! what must not wait for that. What the call turns out not to have needed is given back. Bytes that it adds to the
//! state for ever are counted by themselves, and given back only if the call fails.
//!
//! The pool holds transactions that no block has charged yet. So each is asked about there as if the sender's earlier
//! ones cost as much: a sender never has more in the pool than its quota can pay for.

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use crate::Refusal;
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::{fmt, marker::PhantomData};
use frame_support::{
    dispatch::{DispatchClass, DispatchInfo, DispatchResult, PostDispatchInfo, RawOrigin},
    pallet_prelude::TransactionSource,
    traits::{Get, OriginTrait},
    weights::Weight,
    CloneNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use salus_primitives::{
    consortium::Standing,
    quota::{Cost, Purse, Quotas, Share},
    traits::{Owners, Standings},
};
use scale_info::TypeInfo;
use sp_runtime::{
    traits::{
        DispatchInfoOf, Dispatchable, Implication, PostDispatchInfoOf, Saturating, TransactionExtension,
        UniqueSaturatedInto, ValidateResult,
    },
    transaction_validity::{
        InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionValidityError,
        ValidTransaction,
    },
};

/// Most wrappers around a call.
pub const MAX_WRAPPERS: u32 = 8;

/// Most transactions of one sender that wait in the pool at once.
pub const MAX_WAITING: u32 = 256;

/// What looking at one call costs: its row is looked up by name a few times, generously two microseconds.
const WEIGHT_PER_CALL: Weight = Weight::from_parts(2_000_000, 0);

/// What a call is to [`MemberAccess`].
pub enum Inspection<'a, Call> {
    /// Makes these calls in the name of the same sender, and nothing else.
    Wrapper(Vec<&'a Call>),
    /// To be allowed or refused as it is.
    ///
    /// A call that makes another in somebody else's name is a leaf: a proposal to the council, say.
    Leaf,
}

/// The runtime's rules: which calls wrap others, and which capacity may make which.
pub trait CallRules<Call> {
    /// Who knows in which capacity an account speaks.
    type Standings;

    /// What one lookup there costs.
    type StandingWeight: Get<Weight>;

    /// Who knows who owns records or policies.
    type Owners;

    /// Who counts what is taken.
    type Quotas;

    /// What counting costs, for one transaction.
    type QuotaWeight: Get<Weight>;

    /// Tells wrappers from leaves. What is not known for a wrapper must be a leaf.
    fn inspect(call: &Call) -> Inspection<'_, Call>;

    /// True if who speaks as `standing` may make the leaf `call`. Must name what it allows.
    fn allows(standing: &Standing, call: &Call) -> bool;

    /// How urgent the leaf `call` is: within a full pool the higher goes first.
    ///
    /// Ranks must be at least a thousand apart: within a rank, the more a sender's quota has left, the
    /// sooner its turn comes, so that a flood waits behind the others.
    fn priority(_call: &Call) -> TransactionPriority {
        0
    }

    /// For how many blocks the leaf `call` may wait in the pool.
    fn longevity(_call: &Call) -> TransactionLongevity {
        TransactionLongevity::MAX
    }

    /// Against which share of the chain the leaf `call` is counted. An organisation's quota never refuses a call
    /// that takes something away from an account, or on which a life hangs.
    fn share(_call: &Call) -> Share {
        Share::Ordinary
    }

    /// How many bytes at most the leaf `call` adds to the state for ever.
    fn deposit(_call: &Call) -> u64 {
        0
    }

    /// True if the leaf `call` is one that owners of records and policies make, whatever became of the account, its
    /// role or its organisation: it takes consent back, bars an account, objects to a record or reads an own one.
    fn is_owners(_call: &Call) -> bool {
        false
    }
}

/// Lets a transaction through if its sender's capacity may make every call in it.
///
/// Carries no data, so what a client signs does not depend on it.
///
/// - Signed transactions are refused with a [`Refusal`], or pass with the least priority and the least
///   longevity of their calls.
/// - General transactions pass if an extension before this one authorised them
///   ([`RawOrigin::Authorized`], from a call's own `#[pallet::authorize]`, which a wrapper has not); any other
///   origin is refused. All of them together share one quota.
/// - Bare extrinsics, which are inherents and calls with a `ValidateUnsigned`, have no sender; they never
///   come here, and the runtime decides on them in `check_inherents` and `ValidateUnsigned`.
#[derive(
    Encode, Decode, DecodeWithMemTracking, CloneNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T, Rules))]
pub struct MemberAccess<T, Rules>(PhantomData<(T, Rules)>);

impl<T, Rules> MemberAccess<T, Rules> {
    /// The extension.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, Rules> fmt::Debug for MemberAccess<T, Rules> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberAccess")
    }
}

/// The leaves of `call`, of which there may be none.
///
/// Walks without recursion: how deep it goes is the sender's choice.
///
/// # Errors
/// [`Refusal::NestedTooDeep`] if a leaf or wrapper stands within more than [`MAX_WRAPPERS`].
fn leaves<Call, Rules: CallRules<Call>>(call: &Call) -> Result<Vec<&Call>, Refusal> {
    let mut leaves = Vec::new();
    let mut pending = vec![(call, 0_u32)];
    while let Some((call, wrappers)) = pending.pop() {
        if wrappers > MAX_WRAPPERS {
            return Err(Refusal::NestedTooDeep);
        }
        match Rules::inspect(call) {
            Inspection::Leaf => leaves.push(call),
            Inspection::Wrapper(inner) => {
                pending.extend(inner.into_iter().map(|inner| (inner, wrappers.saturating_add(1))));
            }
        }
    }
    Ok(leaves)
}

/// What was decided on a transaction: how it waits, whose quota it is counted against, and what it adds to the state.
type Verdict<AccountId> = (ValidTransaction, Purse<AccountId>, u64);

/// Decides on `call` of `who`, and against whose quota it counts.
fn decide<AccountId: Clone, Call, Rules>(
    who: &AccountId,
    call: &Call,
    class: DispatchClass,
) -> Result<Verdict<AccountId>, Refusal>
where
    Rules: CallRules<Call>,
    Rules::Standings: Standings<AccountId>,
    Rules::Owners: Owners<AccountId>,
{
    let Some(standing) = Rules::Standings::standing(who) else {
        return decide_on_owner::<_, _, Rules>(who, call, Refusal::UnknownSender);
    };
    let leaves = leaves::<Call, Rules>(call)?;
    // The room that a block keeps for governing is not for whoever wraps such a call in one of theirs.
    let governs = matches!(standing, Standing::Seat(_) | Standing::Validator(_));
    let has_room = class != DispatchClass::Operational || governs;
    if !has_room {
        return Err(Refusal::CallNotAllowed);
    }
    if !leaves.iter().all(|leaf| Rules::allows(&standing, leaf)) {
        return decide_on_owner::<_, _, Rules>(who, call, Refusal::CallNotAllowed);
    }
    let share = leaves.iter().map(|leaf| Rules::share(leaf)).reduce(Share::with).unwrap_or(Share::Ordinary);
    let purse = Purse::of(who.clone(), &standing, share);
    Ok((validity::<Call, Rules>(&leaves)?, purse, deposit::<Call, Rules>(&leaves)))
}

/// Decides on `call` of `who`, whose capacity, if there is one, does not allow it. Whoever owns records or policies
/// takes consent back all the same: other organisations' people still read by it. `otherwise` is the refusal of all
/// others.
fn decide_on_owner<AccountId: Clone, Call, Rules>(
    who: &AccountId,
    call: &Call,
    otherwise: Refusal,
) -> Result<Verdict<AccountId>, Refusal>
where
    Rules: CallRules<Call>,
    Rules::Owners: Owners<AccountId>,
{
    let Some(organisation) = Rules::Owners::organisation_of(who) else { return Err(otherwise) };
    let leaves = leaves::<Call, Rules>(call)?;
    if !leaves.iter().all(|leaf| Rules::is_owners(leaf)) {
        return Err(otherwise);
    }
    Ok((validity::<Call, Rules>(&leaves)?, Purse::Person(who.clone(), organisation), 0))
}

/// How many bytes a transaction of `leaves` adds to the state at most.
fn deposit<Call, Rules: CallRules<Call>>(leaves: &[&Call]) -> u64 {
    leaves.iter().map(|leaf| Rules::deposit(leaf)).fold(0, u64::saturating_add)
}

/// How many transactions of `who` must come before the one with this implication.
///
/// What follows this extension begins with the nonce: see [`TxExtension`](crate::TxExtension). Where none follows, the
/// transaction is the next.
fn waiting<T: frame_system::Config>(who: &T::AccountId, implication: &impl Implication) -> u32 {
    let follows = implication.parts().explicit.encode();
    let Ok(frame_system::CheckNonce::<T>(nonce)) = Decode::decode(&mut follows.as_slice()) else { return 0 };
    nonce.saturating_sub(frame_system::Pallet::<T>::account_nonce(who)).unique_saturated_into()
}

/// How urgent a transaction of `leaves` is and how long it may wait: as the least of them.
fn validity<Call, Rules: CallRules<Call>>(leaves: &[&Call]) -> Result<ValidTransaction, Refusal> {
    // A wrapper around nothing does nothing but fill blocks: the least priority of none is none.
    let priority = leaves.iter().map(|leaf| Rules::priority(leaf)).min().ok_or(Refusal::CallNotAllowed)?;
    let longevity = leaves.iter().map(|leaf| Rules::longevity(leaf)).min();
    Ok(ValidTransaction {
        priority,
        longevity: longevity.unwrap_or(TransactionLongevity::MAX),
        ..Default::default()
    })
}

/// What a transaction takes: the weight it declares, which for a batch is that of all its calls, and its
/// bytes.
fn cost<T: frame_system::Config>(info: &DispatchInfo, length: usize) -> Cost {
    let base = T::BlockWeights::get().get(info.class).base_extrinsic;
    Cost {
        ref_time: time_of::<T>(info.total_weight().saturating_add(base)),
        length: u64::try_from(length).unwrap_or(u64::MAX),
    }
}

/// What `weight` takes of a block, as time: where proofs of state are limited, what takes half of those leaves the
/// others as little as what takes half of the time.
fn time_of<T: frame_system::Config>(weight: Weight) -> u64 {
    let block = T::BlockWeights::get().max_block;
    let proof = u128::from(weight.proof_size()).saturating_mul(u128::from(block.ref_time()));
    let proof = proof.checked_div(u128::from(block.proof_size())).unwrap_or_default();
    weight.ref_time().max(u64::try_from(proof).unwrap_or(u64::MAX))
}

impl<T, Rules> TransactionExtension<T::RuntimeCall> for MemberAccess<T, Rules>
where
    T: frame_system::Config + Send + Sync,
    T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
    Rules: CallRules<T::RuntimeCall> + Send + Sync + 'static,
    Rules::Standings: Standings<T::AccountId>,
    Rules::Owners: Owners<T::AccountId>,
    Rules::Quotas: Quotas<T::AccountId>,
{
    const IDENTIFIER: &'static str = "MemberAccess";
    type Implicit = ();
    type Val = (Purse<T::AccountId>, u64);
    type Pre = (Purse<T::AccountId>, u64);

    fn weight(&self, call: &T::RuntimeCall) -> Weight {
        // A call nested too deep is refused, and so never weighed in a block.
        let calls = leaves::<_, Rules>(call).map_or(0, |leaves| leaves.len());
        let calls = u64::try_from(calls).unwrap_or(u64::MAX);
        Rules::StandingWeight::get()
            .saturating_add(Rules::QuotaWeight::get())
            .saturating_add(WEIGHT_PER_CALL.saturating_mul(calls))
    }

    fn validate(
        &self,
        origin: T::RuntimeOrigin,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
        _self_implicit: Self::Implicit,
        inherited_implication: &impl Implication,
        _source: TransactionSource,
    ) -> ValidateResult<Self::Val, T::RuntimeCall> {
        let (verdict, before) = match origin.as_system_ref() {
            Some(RawOrigin::Signed(who)) => {
                let verdict = decide::<_, _, Rules>(who, call, info.class)?;
                (verdict, waiting::<T>(who, inherited_implication))
            }
            Some(RawOrigin::Authorized) => {
                let longevity = Rules::longevity(call);
                ((ValidTransaction { longevity, ..Default::default() }, Purse::Public, 0), 0)
            }
            Some(RawOrigin::Root | RawOrigin::None) | None => {
                return Err(TransactionValidityError::Invalid(InvalidTransaction::UnknownOrigin));
            }
        };
        if before > MAX_WAITING {
            return Err(Refusal::TooManyWaiting.into());
        }
        let (mut validity, purse, stored) = verdict;
        let all = before.saturating_add(1);
        let cost = cost::<T>(info, len).saturating_mul(all);
        let left = Rules::Quotas::left(&purse, cost).ok_or(Refusal::QuotaExhausted)?;
        if !Rules::Quotas::has_room(&purse, stored.saturating_mul(all.into())) {
            return Err(Refusal::StorageExhausted.into());
        }
        validity.priority = validity.priority.saturating_add(left.into());
        Ok((validity, (purse, stored), origin))
    }

    fn prepare(
        self,
        (purse, stored): Self::Val,
        _origin: &T::RuntimeOrigin,
        _call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        if !Rules::Quotas::has_room(&purse, stored) {
            return Err(Refusal::StorageExhausted.into());
        }
        if !Rules::Quotas::charge(&purse, cost::<T>(info, len)) {
            return Err(Refusal::QuotaExhausted.into());
        }
        if !Rules::Quotas::deposit(&purse, stored) {
            return Err(Refusal::StorageExhausted.into());
        }
        Ok((purse, stored))
    }

    fn post_dispatch_details(
        (purse, stored): Self::Pre,
        info: &DispatchInfoOf<T::RuntimeCall>,
        post_info: &PostDispatchInfoOf<T::RuntimeCall>,
        _len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        if stored > 0 && result.is_err() {
            Rules::Quotas::take_back(&purse, stored);
        }
        let taken = info.total_weight();
        let unspent = time_of::<T>(taken)
            .saturating_sub(time_of::<T>(taken.saturating_sub(post_info.calc_unspent(info))));
        if unspent > 0 {
            Rules::Quotas::give_back(&purse, Cost { ref_time: unspent, length: 0 });
        }
        Ok(Weight::zero())
    }
}
