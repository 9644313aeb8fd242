//! The rule for emergencies, the emergencies, and what is found through what.

use crate::{pallet::*, Emergencies, EmergenciesOf, LastEmergency, UnreviewedCount};
use alloc::collections::BTreeMap;
use frame_support::ensure;
use salus_primitives::emergency::MAX_UNREVIEWED;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// A rule has a version and keeps within the bounds.
    pub(super) fn check_emergency_rule() -> Result<(), TryRuntimeError> {
        if let Some(rule) = CurrentRule::<T>::get() {
            ensure!(rule.version >= 1, "the rule for emergencies has no version");
            ensure!(
                Self::ensure_rule_in_bounds(rule.validity, rule.review_within).is_ok(),
                "the rule for emergencies is out of bounds"
            );
        }
        Ok(())
    }

    /// Every emergency has an id that was handed out, times in their order and a reviewer from elsewhere; it
    /// stands in its patient's index, and among the unreviewed exactly if it is.
    pub(super) fn check_emergencies() -> Result<(), TryRuntimeError> {
        let (next, now) = (NextEmergency::<T>::get(), Self::now());
        for (id, emergency) in Emergencies::<T>::iter() {
            ensure!(id < next, "an emergency has an id that was never handed out");
            ensure!(emergency.accessor != emergency.patient, "somebody broke the own glass");
            ensure!(emergency.opened_at <= now, "an emergency was opened in a later block");
            ensure!(emergency.opened_at < emergency.until, "an emergency ends before it begins");
            ensure!(emergency.opened_at < emergency.review_by, "a review is due before its emergency begins");
            if let Some(review) = &emergency.review {
                ensure!(review.reviewer != emergency.accessor, "somebody reviewed the own emergency");
                ensure!(
                    (emergency.opened_at..=now).contains(&review.at),
                    "an emergency was reviewed before it began, or in a later block"
                );
            }
            let due = emergency.review.is_none().then_some(emergency.review_by);
            ensure!(
                Unreviewed::<T>::get(id) == due,
                "an emergency passes for reviewed or unreviewed wrongly"
            );
            ensure!(
                EmergenciesOf::<T>::contains_key(&emergency.patient, id),
                "an emergency is missing from the index of its patient"
            );
            if emergency.is_open(now) {
                ensure!(
                    LastEmergency::<T>::get(&emergency.patient, &emergency.accessor) == Some(id),
                    "an open emergency is not the accessor's last"
                );
            }
        }
        Ok(())
    }

    /// Every index entry leads to an emergency, and to the right one.
    pub(super) fn check_emergency_indices() -> Result<(), TryRuntimeError> {
        for (patient, id) in EmergenciesOf::<T>::iter_keys() {
            let emergency = Emergencies::<T>::get(id).ok_or("the index of emergencies leads nowhere")?;
            ensure!(emergency.patient == patient, "the index of emergencies leads to another patient's");
        }
        for (patient, accessor, id) in LastEmergency::<T>::iter() {
            let emergency = Emergencies::<T>::get(id).ok_or("an accessor's last emergency is none")?;
            ensure!(
                (emergency.patient, emergency.accessor) == (patient, accessor),
                "an accessor's last emergency is another's"
            );
            ensure!(emergency.review.is_none(), "an accessor's last emergency is reviewed");
        }
        Ok(())
    }

    /// Every accessor's count is the number of emergencies that nobody has reviewed, and within the bound.
    pub(super) fn check_unreviewed() -> Result<(), TryRuntimeError> {
        let mut counts = BTreeMap::<T::AccountId, u32>::new();
        for id in Unreviewed::<T>::iter_keys() {
            let emergency = Emergencies::<T>::get(id).ok_or("what is unreviewed is no emergency")?;
            let count = counts.entry(emergency.accessor).or_default();
            *count = count.saturating_add(1);
        }
        ensure!(counts.values().all(|count| *count <= MAX_UNREVIEWED), "an accessor has too many unreviewed");
        let stored: BTreeMap<_, _> = UnreviewedCount::<T>::iter().collect();
        ensure!(counts == stored, "an accessor's count of unreviewed emergencies is wrong");
        Ok(())
    }
}
