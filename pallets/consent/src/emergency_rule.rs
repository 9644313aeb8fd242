//! The consortium's rule for emergencies.

use crate::pallet::*;
use alloc::string::String;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{emergency::EmergencyRule, BlockNumber, Expression};
use sp_runtime::ArithmeticError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_emergency_rule(
        accessors: Expression,
        reviewers: Expression,
        validity: BlockNumber,
        review_within: BlockNumber,
    ) -> DispatchResult {
        Self::ensure_rule_in_bounds(validity, review_within)?;
        let former = CurrentRule::<T>::get().map_or(0, |rule| rule.version);
        let version = former.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        CurrentRule::<T>::put(EmergencyRule { accessors, reviewers, validity, review_within, version });
        Self::deposit_event(Event::EmergencyRuleSet { version });
        Ok(())
    }

    /// Puts the rule into the first state.
    ///
    /// # Panics
    /// If the rule is out of bounds: a chain cannot start from such a genesis, and whoever writes a chain
    /// specification must see why.
    pub(crate) fn begin_with(rule: Option<&EmergencyRule>) {
        let Some(rule) = rule else { return };
        let wrong = Self::ensure_rule_in_bounds(rule.validity, rule.review_within).err();
        let reason = wrong.map(|error| <&str>::from(error).into()).unwrap_or_else(String::new);
        assert!(reason.is_empty(), "the genesis of emergencies is wrong: {reason}");
        // It is the first, whatever version it says.
        CurrentRule::<T>::put(EmergencyRule { version: 1, ..rule.clone() });
    }

    /// Refuses a rule under which nobody could read, or review, or for too long.
    pub(crate) fn ensure_rule_in_bounds(validity: BlockNumber, review_within: BlockNumber) -> DispatchResult {
        let within = |blocks, most| (1..=most).contains(&blocks);
        ensure!(within(validity, T::MaxEmergencyValidity::get()), Error::<T>::ValidityOutOfBounds);
        ensure!(within(review_within, T::MaxReviewTime::get()), Error::<T>::ReviewTimeOutOfBounds);
        Ok(())
    }
}
