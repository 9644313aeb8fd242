//! What is always true of the pallet's storage.

use crate::{electorate::Ballot, pallet::*, Records};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::ensure;
use salus_primitives::{record::RecordStatus, OrganisationId, PolicyId};
use sp_runtime::{SaturatedConversion, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    ///
    /// # Errors
    /// Names the first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_records()?;
        Self::check_versions()?;
        Self::check_patient_index()?;
        Self::check_pending()?;
        Self::check_pending_counts()?;
        Self::check_rewraps()?;
        Self::check_rewrap_counts()?;
        Self::check_erasures()?;
        Self::check_open_erasures()?;
        Self::check_electorates()?;
        Self::check_policy_counts()?;
        Self::check_erased_ids()
    }

    /// Every record names its endorsers once each, is open for a while, is in only with the majority it
    /// needs, and waits exactly if it is Pending.
    fn check_records() -> Result<(), TryRuntimeError> {
        for (id, record) in Records::<T>::iter() {
            let endorsers: BTreeSet<_> = record.endorsements.iter().collect();
            ensure!(endorsers.len() == record.endorsements.len(), "an organisation endorsed a record twice");
            ensure!(!endorsers.is_empty(), "a record has no endorser, not even its submitter");
            ensure!(record.required >= 1, "a record needs no endorsement");
            ensure!(record.submitted_at < record.deadline, "a record is closed before it is filed");
            ensure!(record.submitted_at <= Self::now(), "a record was filed in a later block");
            let pending = record.status == RecordStatus::Pending;
            let waits_for = Pending::<T>::get(id);
            ensure!(
                waits_for == pending.then_some(record.organisation),
                "a record waits that is not Pending, or the reverse"
            );
            if matches!(record.status, RecordStatus::Active | RecordStatus::Superseded) {
                let endorsed: u32 = endorsers.len().saturated_into();
                ensure!(endorsed >= record.required, "a record is in without its majority");
            }
        }
        Ok(())
    }

    /// A version that is in has Superseded the one before it, which is the same patient's; of one that was
    /// erased the certificate says so.
    fn check_versions() -> Result<(), TryRuntimeError> {
        for (_, record) in Records::<T>::iter() {
            let Some(previous) = record.previous else { continue };
            let (patient, status) = match Records::<T>::get(previous) {
                Some(previous) => (previous.patient, Some(previous.status)),
                // Its certificate was discarded: whose it was nobody knows any more.
                None if ErasedIds::<T>::contains_key(previous) => continue,
                None => {
                    let erased = Erasures::<T>::get(previous);
                    (erased.ok_or("the version before a record is missing")?.patient, None)
                }
            };
            ensure!(patient == record.patient, "the version before a record is another patient's");
            if matches!(record.status, RecordStatus::Active | RecordStatus::Superseded) {
                ensure!(
                    matches!(status, None | Some(RecordStatus::Superseded | RecordStatus::Erasing)),
                    "the version before a record still counts"
                );
            }
        }
        Ok(())
    }

    /// Every policy's count is the number of its records.
    fn check_policy_counts() -> Result<(), TryRuntimeError> {
        let mut under: BTreeMap<PolicyId, u32> = BTreeMap::new();
        for record in Records::<T>::iter_values() {
            let count = under.entry(record.policy.id).or_default();
            *count = count.saturating_add(1);
        }
        let counted: BTreeMap<_, _> = RecordsUnder::<T>::iter().collect();
        ensure!(under == counted, "a policy's count of records is wrong");
        Ok(())
    }

    /// An erased id is of no record, and has no certificate any more.
    fn check_erased_ids() -> Result<(), TryRuntimeError> {
        for id in ErasedIds::<T>::iter_keys() {
            ensure!(!Records::<T>::contains_key(id), "an erased record is back");
            ensure!(!Erasures::<T>::contains_key(id), "an erasure is kept twice");
        }
        Ok(())
    }

    /// Patients' indices hold every record once, and nothing else.
    fn check_patient_index() -> Result<(), TryRuntimeError> {
        let mut indexed = 0u32;
        for (patient, id) in RecordsOf::<T>::iter_keys() {
            let record = Records::<T>::get(id).ok_or("the index of records leads nowhere")?;
            ensure!(record.patient == patient, "the index of records leads to another patient's");
            indexed = indexed.saturating_add(1);
        }
        ensure!(indexed == Records::<T>::count(), "a record is missing from the index of its patient");
        Ok(())
    }

    /// Every record that waits exists; that it is Pending, [`Self::check_records`] saw.
    fn check_pending() -> Result<(), TryRuntimeError> {
        let mut waiting = 0u32;
        for (id, _) in Pending::<T>::iter() {
            ensure!(Records::<T>::contains_key(id), "a record waits that does not exist");
            waiting = waiting.saturating_add(1);
        }
        ensure!(waiting == Pending::<T>::count(), "the count of waiting records is wrong");
        Ok(())
    }

    /// Every organisation's count is the number of its records that wait.
    fn check_pending_counts() -> Result<(), TryRuntimeError> {
        let mut waiting: BTreeMap<OrganisationId, u32> = BTreeMap::new();
        for (_, organisation) in Pending::<T>::iter() {
            let count = waiting.entry(organisation).or_default();
            *count = count.saturating_add(1);
        }
        let counted: BTreeMap<_, _> = PendingCount::<T>::iter().collect();
        ensure!(waiting == counted, "an organisation's count of waiting records is wrong");
        Ok(())
    }

    /// A new header waits for a record that is or was in, differs from the record's, and names its
    /// endorsers once each.
    fn check_rewraps() -> Result<(), TryRuntimeError> {
        for (id, rewrap) in Rewraps::<T>::iter() {
            let record =
                Records::<T>::get(id).ok_or("a new header waits for a record that does not exist")?;
            ensure!(
                matches!(record.status, RecordStatus::Active | RecordStatus::Superseded),
                "a new header waits for a record that is not in"
            );
            ensure!(rewrap.header != record.header, "a new header is the one that the record has");
            let endorsers: BTreeSet<_> = rewrap.endorsements.iter().collect();
            ensure!(
                endorsers.len() == rewrap.endorsements.len(),
                "an organisation endorsed a new header twice"
            );
            ensure!(!endorsers.is_empty(), "a new header has no endorser, not even who filed it");
            ensure!(rewrap.required >= 1, "a new header needs no endorsement");
        }
        Ok(())
    }

    /// Every organisation's count is the number of its new headers that wait.
    fn check_rewrap_counts() -> Result<(), TryRuntimeError> {
        let mut waiting: BTreeMap<OrganisationId, u32> = BTreeMap::new();
        for rewrap in Rewraps::<T>::iter_values() {
            let count = waiting.entry(rewrap.organisation).or_default();
            *count = count.saturating_add(1);
        }
        let counted: BTreeMap<_, _> = RewrapCount::<T>::iter().collect();
        ensure!(waiting == counted, "an organisation's count of waiting headers is wrong");
        Ok(())
    }

    /// A record is Erasing exactly while its certificate lacks the majority, and gone from then on.
    fn check_erasures() -> Result<(), TryRuntimeError> {
        for (id, erasure) in Erasures::<T>::iter() {
            let attesters: BTreeSet<_> = erasure.attestations.iter().collect();
            ensure!(
                attesters.len() == erasure.attestations.len(),
                "an organisation attested an erasure twice"
            );
            ensure!(erasure.required >= 1, "an erasure needs no attestation");
            ensure!(
                erasure.erased_at.is_none_or(|at| at >= erasure.asked_at),
                "a record was erased before it was asked for"
            );
            match Records::<T>::get(id) {
                Some(record) => {
                    ensure!(erasure.erased_at.is_none(), "an erased record is still there");
                    ensure!(record.status == RecordStatus::Erasing, "a record to be erased is not Erasing");
                    ensure!(record.patient == erasure.patient, "a certificate is another patient's");
                }
                None => ensure!(erasure.erased_at.is_some(), "a record is gone before it was erased"),
            }
        }
        let uncertified = Records::<T>::iter()
            .any(|(id, record)| record.status == RecordStatus::Erasing && !Erasures::<T>::contains_key(id));
        ensure!(!uncertified, "a record is Erasing without a certificate");
        Ok(())
    }

    /// Every erasure without its majority is open, and what is open was asked for.
    fn check_open_erasures() -> Result<(), TryRuntimeError> {
        ensure!(
            OpenErasures::<T>::iter_keys().all(Erasures::<T>::contains_key),
            "an erasure is open that nobody asked for"
        );
        let forgotten = Erasures::<T>::iter()
            .any(|(id, erasure)| erasure.erased_at.is_none() && !OpenErasures::<T>::contains_key(id));
        ensure!(!forgotten, "an erasure without its majority is not open");
        Ok(())
    }

    /// An electorate is kept for a vote that goes on, and for no other.
    fn check_electorates() -> Result<(), TryRuntimeError> {
        let over = Electorates::<T>::iter_keys().any(|(ballot, id)| match ballot {
            Ballot::Record => !Pending::<T>::contains_key(id),
            Ballot::Header => !Rewraps::<T>::contains_key(id),
            Ballot::Erasure => Erasures::<T>::get(id).is_none_or(|erasure| erasure.erased_at.is_some()),
        });
        ensure!(!over, "an electorate is kept for a vote that is over");
        Ok(())
    }
}
