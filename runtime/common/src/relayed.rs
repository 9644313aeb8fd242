//! Calls that a person signs without a connection, and somebody else sends.
//!
//! A patient signs on a phone or a card, with nothing known of the chain but its genesis, the version of its
//! transactions and the own nonce; any member sends what was signed, whenever there is a connection, as
//! `metaTx.dispatch`. The sender pays with its organisation's quota and adds nothing: the call runs as the
//! patient's, is asked about like one that the patient sent, and uses up the patient's nonce.
//!
//! What is signed, in the order of [`RelayedExtension`]: the call; the last block in which it counts; the
//! nonce; version and genesis. So it counts once, on one chain, until then. Who holds it may hold it back:
//! hence at most a week ([`Chain::LONGEST_RELAY`]), and hence nothing whose moment matters may be relayed,
//! such as opening a record.

use crate::{
    access::{is_relayable, CallOf, Chain, Rules},
    CallRules, Inspection, MemberAccess,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::{fmt, marker::PhantomData};
use frame_support::{
    pallet_prelude::TransactionSource, weights::Weight, CloneNoBound, EqNoBound, PartialEqNoBound,
};
use pallet_meta_tx::MetaTxMarker;
use pallet_verify_signature::VerifySignature;
use salus_primitives::{
    consortium::Standing,
    quota::{Cost, Purse, Quotas},
    BlockNumber,
};
use scale_info::TypeInfo;
use sp_runtime::{
    impl_tx_ext_default,
    traits::{
        DispatchInfoOf, DispatchOriginOf, Implication, TransactionExtension, UniqueSaturatedInto,
        ValidateResult,
    },
    transaction_validity::{InvalidTransaction, ValidTransaction},
};

/// What is checked of every relayed call, in this order; the same on every chain of Salus.
///
/// The signature covers the call and everything after the signature.
pub type RelayedExtension<Runtime> = (
    VerifySignature<Runtime>,
    MetaTxMarker<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    CheckExpiry<Runtime>,
    MemberAccess<Runtime, RelayedRules<Runtime>>,
    frame_system::CheckNonce<Runtime>,
);

/// The rules for relayed calls: what [`Rules`] allow the signer, if it is a patient's decision.
pub struct RelayedRules<T>(PhantomData<T>);

impl<T: Chain> CallRules<CallOf<T>> for RelayedRules<T> {
    type Standings = <Rules<T> as CallRules<CallOf<T>>>::Standings;
    type StandingWeight = <Rules<T> as CallRules<CallOf<T>>>::StandingWeight;
    type Owners = <Rules<T> as CallRules<CallOf<T>>>::Owners;
    type Quotas = CountedWithItsSender;
    type QuotaWeight = ();

    fn inspect(call: &CallOf<T>) -> Inspection<'_, CallOf<T>> {
        Rules::<T>::inspect(call)
    }

    fn allows(standing: &Standing, call: &CallOf<T>) -> bool {
        is_relayable::<T>(call) && Rules::<T>::allows(standing, call)
    }

    fn is_owners(call: &CallOf<T>) -> bool {
        is_relayable::<T>(call) && Rules::<T>::is_owners(call)
    }
}

/// Counts nothing: the transaction that carries the call has been counted, the call's weight and length included.
pub struct CountedWithItsSender;

impl<AccountId> Quotas<AccountId> for CountedWithItsSender {
    fn left(_purse: &Purse<AccountId>, _cost: Cost) -> Option<u16> {
        Some(0)
    }

    fn charge(_purse: &Purse<AccountId>, _cost: Cost) -> bool {
        true
    }

    fn give_back(_purse: &Purse<AccountId>, _cost: Cost) {}
}

/// Lets a call through until the block that its signer named, which may not be too far away.
///
/// Unlike `CheckMortality` it wants no recent block's hash, which a signer without a connection has not.
#[derive(Encode, Decode, DecodeWithMemTracking, CloneNoBound, EqNoBound, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct CheckExpiry<T> {
    /// The last block in which the call counts.
    until: BlockNumber,
    #[codec(skip)]
    chain: PhantomData<T>,
}

impl<T> CheckExpiry<T> {
    /// Lets a call through up to and in block `until`.
    pub fn new(until: BlockNumber) -> Self {
        Self { until, chain: PhantomData }
    }
}

impl<T> fmt::Debug for CheckExpiry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckExpiry({})", self.until)
    }
}

impl<T: Chain> TransactionExtension<CallOf<T>> for CheckExpiry<T> {
    const IDENTIFIER: &'static str = "CheckExpiry";
    type Implicit = ();
    type Val = ();
    type Pre = ();

    fn weight(&self, _call: &CallOf<T>) -> Weight {
        // The block's number is read in every block anyway.
        Weight::zero()
    }

    fn validate(
        &self,
        origin: DispatchOriginOf<CallOf<T>>,
        _call: &CallOf<T>,
        _info: &DispatchInfoOf<CallOf<T>>,
        _len: usize,
        _self_implicit: Self::Implicit,
        _inherited_implication: &impl Implication,
        _source: TransactionSource,
    ) -> ValidateResult<Self::Val, CallOf<T>> {
        let now: BlockNumber = frame_system::Pallet::<T>::block_number().unique_saturated_into();
        if now > self.until {
            return Err(InvalidTransaction::AncientBirthBlock.into());
        }
        if self.until > now.saturating_add(T::LONGEST_RELAY) {
            return Err(InvalidTransaction::Future.into());
        }
        Ok((ValidTransaction::default(), (), origin))
    }

    impl_tx_ext_default!(CallOf<T>; prepare);
}
