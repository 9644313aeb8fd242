//! Discarding what is left of records that nobody needs any more, by anybody.
//!
//! Two kinds of remains stay in the state: a Lapsed record, which was never in, and the certificate of an erasure that
//! every active organisation has attested. Both go once they have been over for longer than they are kept. The trails keep
//! what happened.
//!
//! # What becomes of the ids
//! The id of an **erased** record is never free again. The certificate goes, its id stays, in [`ErasedIds`]: a gateway
//! that was restored from an old backup still files and keeps what it does not know to be erased, so the chain must be able
//! to say so for ever ([`Pallet::was_erased`]), and must refuse the id. An organisation that has the bytes can always file
//! them under a new id, if patient and policy let it; then it is a new record, which the patient sees and can have erased.
//!
//! The id of a **Lapsed** record is free again. It never was in, nobody but the patient ever read it, and no certificate
//! speaks of it. If the patient had it erased before it was discarded, its id is an erased one.

use crate::{pallet::*, Records};
use frame_support::pallet_prelude::*;
use salus_primitives::{
    erasure::Erasure,
    record::{RecordStatus, MAX_DISCARDED_RECORDS},
    BlockNumber, PolicyId, RecordId,
};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionValidityWithRefund};

/// Records whose remains are to be discarded.
pub type RecordBatch = BoundedVec<RecordId, ConstU32<MAX_DISCARDED_RECORDS>>;

/// For how many blocks the transaction may wait in the pool; whoever sent it can send it again.
const LONGEVITY: TransactionLongevity = 64;

/// What is left of a record.
enum Remains<AccountId> {
    /// A record that missed its majority: whose it is, and under which policy.
    Lapsed(AccountId, PolicyId),
    /// The certificate of an erasure that is over.
    Certificate,
}

impl<T: Config> Pallet<T> {
    /// Lets a transaction into the pool, and again into the block, if the remains of every record it names may go.
    ///
    /// As for the tickets of pallet-consent: nobody signs, so each item is a tag that only one transaction in the pool
    /// provides, and it goes after everything else.
    pub(crate) fn authorize_discard(
        _: TransactionSource,
        records: &RecordBatch,
    ) -> TransactionValidityWithRefund {
        let ascending = records.windows(2).all(|pair| matches!(pair, [first, second] if first < second));
        if records.is_empty() || !ascending {
            return Err(InvalidTransaction::Call.into());
        }
        let mut validity = ValidTransaction::with_tag_prefix("EhrRegistry/discard")
            .priority(0)
            .longevity(LONGEVITY)
            .propagate(true);
        for id in records {
            Self::discardable(*id)?;
            validity = validity.and_provides(id);
        }
        Ok((validity.build()?, Weight::zero()))
    }

    /// Forgets what is left of records; all of it is there, since the block's own check has just found it.
    pub(crate) fn do_discard(records: RecordBatch) {
        let mut discarded = 0u32;
        for id in records {
            let Ok(remains) = Self::discardable(id) else { continue };
            match remains {
                Remains::Lapsed(patient, policy) => {
                    Records::<T>::remove(id);
                    RecordsOf::<T>::remove(patient, id);
                    Self::leave_policy(policy);
                }
                Remains::Certificate => {
                    Erasures::<T>::remove(id);
                    ErasedIds::<T>::insert(id, ());
                }
            }
            discarded = discarded.saturating_add(1);
        }
        Self::deposit_event(Event::RecordsDiscarded { records: discarded });
    }

    /// What is left of `id`, if it may go now.
    fn discardable(id: RecordId) -> Result<Remains<T::AccountId>, InvalidTransaction> {
        if let Some(record) = Records::<T>::get(id) {
            let over = record.status == RecordStatus::Lapsed
                && is_past(Self::now(), record.deadline, T::LapsedRetention::get());
            let remains = Remains::Lapsed(record.patient, record.policy.id);
            return over.then_some(remains).ok_or(InvalidTransaction::Future);
        }
        let Erasure { erased_at, .. } = Erasures::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
        let over = erased_at.is_some_and(|at| is_past(Self::now(), at, T::ErasureRetention::get()));
        // An organisation that has not attested yet must still find it in the list of what it is to delete.
        let closed = !OpenErasures::<T>::contains_key(id);
        (over && closed).then_some(Remains::Certificate).ok_or(InvalidTransaction::Future)
    }
}

/// True if `end` is more than `retention` blocks ago.
fn is_past(now: BlockNumber, end: BlockNumber, retention: BlockNumber) -> bool {
    now.saturating_sub(end) > retention
}
