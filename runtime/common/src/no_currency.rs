//! A currency for pallets that insist on one: nobody has any, and nothing costs any.
//!
//! The chains of Salus have no token. `pallet_session` wants a currency to hold a deposit in; its
//! deposit is zero here, and who may set session keys is decided by
//! [`MemberAccess`](crate::MemberAccess).

use codec::Encode;
use core::marker::PhantomData;
use frame_support::traits::tokens::{
    fungible::{self, Dust},
    DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence,
};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// The currency of which there is none; `Reason` is the runtime's `RuntimeHoldReason`.
///
/// Every balance is zero. Any other amount is refused with [`TokenError::Unsupported`].
pub struct NoCurrency<Reason>(PhantomData<Reason>);

/// The type of the only amount there is.
type Nothing = u64;

impl<AccountId, Reason> fungible::Inspect<AccountId> for NoCurrency<Reason> {
    type Balance = Nothing;

    fn total_issuance() -> Nothing {
        0
    }

    fn minimum_balance() -> Nothing {
        0
    }

    fn total_balance(_who: &AccountId) -> Nothing {
        0
    }

    fn balance(_who: &AccountId) -> Nothing {
        0
    }

    fn reducible_balance(_who: &AccountId, _keep: Preservation, _force: Fortitude) -> Nothing {
        0
    }

    fn can_deposit(_who: &AccountId, amount: Nothing, _provenance: Provenance) -> DepositConsequence {
        match amount {
            0 => DepositConsequence::Success,
            _ => DepositConsequence::CannotCreate,
        }
    }

    fn can_withdraw(_who: &AccountId, amount: Nothing) -> WithdrawConsequence<Nothing> {
        match amount {
            0 => WithdrawConsequence::Success,
            _ => WithdrawConsequence::BalanceLow,
        }
    }
}

impl<AccountId, Reason> fungible::Unbalanced<AccountId> for NoCurrency<Reason> {
    fn handle_dust(_dust: Dust<AccountId, Self>) {}

    fn write_balance(_who: &AccountId, amount: Nothing) -> Result<Option<Nothing>, DispatchError> {
        only_nothing(amount).map(|()| None)
    }

    fn set_total_issuance(_amount: Nothing) {}
}

impl<AccountId: Eq, Reason> fungible::Mutate<AccountId> for NoCurrency<Reason> {}

impl<AccountId, Reason: Encode + TypeInfo + 'static> fungible::InspectHold<AccountId> for NoCurrency<Reason> {
    type Reason = Reason;

    fn total_balance_on_hold(_who: &AccountId) -> Nothing {
        0
    }

    fn balance_on_hold(_reason: &Reason, _who: &AccountId) -> Nothing {
        0
    }
}

impl<AccountId, Reason: Encode + TypeInfo + 'static> fungible::UnbalancedHold<AccountId>
    for NoCurrency<Reason>
{
    fn set_balance_on_hold(_reason: &Reason, _who: &AccountId, amount: Nothing) -> DispatchResult {
        only_nothing(amount)
    }
}

impl<AccountId, Reason: Encode + TypeInfo + 'static> fungible::MutateHold<AccountId> for NoCurrency<Reason> {}

fn only_nothing(amount: Nothing) -> DispatchResult {
    match amount {
        0 => Ok(()),
        _ => Err(TokenError::Unsupported.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame_support::traits::{
        fungible::{Inspect, Mutate, MutateHold},
        tokens::Precision,
    };

    type Currency = NoCurrency<()>;

    #[test]
    fn amount_should_be_refused_when_it_is_not_zero() {
        assert!(<Currency as Mutate<u64>>::mint_into(&1, 1).is_err());
        assert!(<Currency as MutateHold<u64>>::hold(&(), &1, 1).is_err());
        assert_eq!(<Currency as Inspect<u64>>::total_issuance(), 0);
    }

    #[test]
    fn deposit_should_be_released_when_it_was_nothing() {
        assert_eq!(<Currency as Mutate<u64>>::mint_into(&1, 0), Ok(0));
        assert_eq!(<Currency as MutateHold<u64>>::release_all(&(), &1, Precision::BestEffort), Ok(0));
    }
}
