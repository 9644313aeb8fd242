//! Who may send which transaction: nobody anything, unless a rule allows it.
//!
//! The chain has no fees, so this is what stands between the pool and the world. It looks up in which
//! capacity the sender speaks, looks through wrappers at every call the transaction would make, and
//! asks the runtime's [`CallRules`] whether that capacity may make each. It decides again when the
//! transaction is put into a block: whoever was suspended meanwhile is refused.

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use crate::Refusal;
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::{fmt, marker::PhantomData};
use frame_support::{
    dispatch::{DispatchInfo, RawOrigin},
    pallet_prelude::TransactionSource,
    traits::{Get, OriginTrait},
    weights::Weight,
    CloneNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use salus_primitives::{consortium::Standing, traits::Standings};
use scale_info::TypeInfo;
use sp_runtime::{
    impl_tx_ext_default,
    traits::{DispatchInfoOf, Dispatchable, Implication, TransactionExtension, ValidateResult},
    transaction_validity::{
        InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionValidityError,
        ValidTransaction,
    },
};

/// Most wrappers around a call.
pub const MAX_WRAPPERS: u32 = 8;

/// What looking at one call costs: a few comparisons in memory, generously a fifth of a microsecond.
const WEIGHT_PER_CALL: Weight = Weight::from_parts(200_000, 0);

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

    /// Tells wrappers from leaves. What is not known for a wrapper must be a leaf.
    fn inspect(call: &Call) -> Inspection<'_, Call>;

    /// True if who speaks as `standing` may make the leaf `call`. Must name what it allows.
    fn allows(standing: &Standing, call: &Call) -> bool;

    /// How urgent the leaf `call` is: within a full pool the higher goes first.
    fn priority(_standing: &Standing, _call: &Call) -> TransactionPriority {
        0
    }

    /// For how many blocks the leaf `call` may wait in the pool.
    fn longevity(_call: &Call) -> TransactionLongevity {
        TransactionLongevity::MAX
    }
}

/// Lets a transaction through if its sender's capacity may make every call in it.
///
/// Carries no data, so what a client signs does not depend on it.
///
/// - Signed transactions are refused with a [`Refusal`], or pass with the least priority and the least
///   longevity of their calls.
/// - General transactions pass if an extension before this one authorised them
///   ([`RawOrigin::Authorized`], from a call's own `#[pallet::authorize]`); any other origin is refused.
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

/// Decides on `call` of a sender who speaks as `standing`.
fn decide<Call, Rules: CallRules<Call>>(
    standing: Option<Standing>,
    call: &Call,
) -> Result<ValidTransaction, Refusal> {
    let standing = standing.ok_or(Refusal::UnknownSender)?;
    let leaves = leaves::<Call, Rules>(call)?;
    let allowed = leaves.iter().all(|leaf| Rules::allows(&standing, leaf));
    // A wrapper around nothing does nothing but fill blocks: the least priority of none is none.
    let least = leaves.iter().map(|leaf| Rules::priority(&standing, leaf)).min();
    let Some(priority) = least.filter(|_| allowed) else {
        return Err(Refusal::CallNotAllowed);
    };
    let longevity = leaves.iter().map(|leaf| Rules::longevity(leaf)).min();
    Ok(ValidTransaction {
        priority,
        longevity: longevity.unwrap_or(TransactionLongevity::MAX),
        ..Default::default()
    })
}

impl<T, Rules> TransactionExtension<T::RuntimeCall> for MemberAccess<T, Rules>
where
    T: frame_system::Config + Send + Sync,
    T::RuntimeCall: Dispatchable<Info = DispatchInfo>,
    Rules: CallRules<T::RuntimeCall> + Send + Sync + 'static,
    Rules::Standings: Standings<T::AccountId>,
{
    const IDENTIFIER: &'static str = "MemberAccess";
    type Implicit = ();
    type Val = ();
    type Pre = ();

    fn weight(&self, call: &T::RuntimeCall) -> Weight {
        // A call nested too deep is refused, and so never weighed in a block.
        let calls = leaves::<_, Rules>(call).map_or(0, |leaves| leaves.len());
        let calls = u64::try_from(calls).unwrap_or(u64::MAX);
        Rules::StandingWeight::get().saturating_add(WEIGHT_PER_CALL.saturating_mul(calls))
    }

    fn validate(
        &self,
        origin: T::RuntimeOrigin,
        call: &T::RuntimeCall,
        _info: &DispatchInfoOf<T::RuntimeCall>,
        _len: usize,
        _self_implicit: Self::Implicit,
        _inherited_implication: &impl Implication,
        _source: TransactionSource,
    ) -> ValidateResult<Self::Val, T::RuntimeCall> {
        let validity = match origin.as_system_ref() {
            Some(RawOrigin::Signed(who)) => decide::<_, Rules>(Rules::Standings::standing(who), call)?,
            Some(RawOrigin::Authorized) => ValidTransaction::default(),
            Some(RawOrigin::Root | RawOrigin::None) | None => {
                return Err(TransactionValidityError::Invalid(InvalidTransaction::UnknownOrigin));
            }
        };
        Ok((validity, (), origin))
    }

    impl_tx_ext_default!(T::RuntimeCall; prepare);
}
