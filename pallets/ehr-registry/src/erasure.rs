//! Erasure: the patient has a record deleted, and a majority attests that it is.

use crate::{
    electorate::{Ballot, Roll},
    pallet::*,
    Records, SkipReason,
};
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::OriginFor;
use salus_primitives::{
    audit::{Action, Detail},
    erasure::{Erasure, MAX_ERASURE_BATCH},
    record::{Endorsers, RecordStatus},
    traits::{AuditTrail, Membership},
    OrganisationId, RecordId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_erase(origin: OriginFor<T>, id: RecordId) -> DispatchResult {
        let (who, mut record) = Self::ensure_decides(origin, id)?;
        ensure!(record.status != RecordStatus::Erasing, Error::<T>::AlreadyErasing);
        if record.status == RecordStatus::Pending {
            Self::leave_pending(id, record.organisation);
        }
        if let Some(rewrap) = Rewraps::<T>::get(id) {
            Self::leave_rewraps(id, rewrap.organisation);
            Self::deposit_event(Event::RewrapDropped { record: id });
        }
        record.status = RecordStatus::Erasing;
        let required = Self::majority();
        Erasures::<T>::insert(
            id,
            Erasure {
                patient: record.patient.clone(),
                organisation: record.organisation,
                asked_at: Self::now(),
                required,
                attestations: Endorsers::new(),
                erased_at: None,
            },
        );
        OpenErasures::<T>::insert(id, ());
        Self::open_vote(Ballot::Erasure, id);
        Self::write_down(&who, &record, id, Action::ErasureAsked, Detail::Nothing);
        Records::<T>::insert(id, record);
        Self::deposit_event(Event::ErasureAsked { record: id, required });
        Ok(())
    }

    pub(crate) fn do_attest_erasure(
        gateway: T::AccountId,
        organisation: OrganisationId,
        records: BoundedVec<RecordId, ConstU32<MAX_ERASURE_BATCH>>,
    ) -> DispatchResult {
        ensure!(!records.is_empty(), Error::<T>::EmptyBatch);
        let (mut roll, active) = (Roll::new(), T::Members::active_count());
        for record in records {
            if let Err(reason) = Self::attest_one(&gateway, organisation, record, active, &mut roll) {
                Self::deposit_event(Event::AttestationSkipped { record, reason });
            }
        }
        Ok(())
    }

    /// Takes one attestation, or says why not and changes nothing.
    ///
    /// An organisation that repeats itself adds nothing, but has the attestations counted again: should
    /// the others have left since, those who remain are enough, for the erasure and for closing it.
    fn attest_one(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        active: u32,
        roll: &mut Roll<T>,
    ) -> Result<(), SkipReason> {
        let mut erasure = Erasures::<T>::get(id).ok_or(SkipReason::Unknown)?;
        let repeated = erasure.attestations.contains(&organisation);
        let added = !repeated && roll.add(&mut erasure.attestations, organisation);
        let attestations = roll.count(&erasure.attestations, None);
        // An organisation that joined since never held the record: that it has none says nothing.
        let of_electors = roll.count(&erasure.attestations, Self::electorate(Ballot::Erasure, id));
        // A record that nobody may read any more must not be kept because organisations left: all that are
        // active are enough.
        let enough = of_electors >= erasure.required || attestations >= active;
        let reached = erasure.erased_at.is_none() && enough;
        let closes = (reached || erasure.erased_at.is_some())
            && attestations >= active
            && OpenErasures::<T>::contains_key(id);
        ensure!(added || reached || closes, SkipReason::Duplicate);

        if added {
            let note = Self::note(gateway, organisation, Action::ErasureAttested, id);
            T::Audit::record(&erasure.patient, note);
            Self::deposit_event(Event::ErasureAttested { record: id, organisation, attestations });
        }
        if reached {
            erasure.erased_at = Some(Self::now());
            Self::close_vote(Ballot::Erasure, id);
            if let Some(record) = Records::<T>::take(id) {
                Self::leave_policy(record.policy.id);
            }
            RecordsOf::<T>::remove(&erasure.patient, id);
            T::Audit::record(&erasure.patient, Self::note(gateway, organisation, Action::Erased, id));
            Self::deposit_event(Event::Erased { record: id });
        }
        if closes {
            OpenErasures::<T>::remove(id);
        }
        Erasures::<T>::insert(id, erasure);
        Ok(())
    }
}
