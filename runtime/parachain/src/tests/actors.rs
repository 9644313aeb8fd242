//! People who sign transactions.

use crate::{
    genesis_config_presets::FOUNDERS, AccountId, Address, RuntimeCall, SignedPayload, System,
    UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::dispatch::{DispatchInfo, PostDispatchInfo};
use salus_primitives::{
    consortium::Role,
    content::Codec,
    enrolment::{enrolment_statement, Enrolment},
    ContentId, OrganisationId, RecordId,
};
use salus_runtime_common::{MemberAccess, Refusal, TxExtension};
use sp_core::{sr25519, Pair};
use sp_runtime::{
    generic::Era, traits::Dispatchable, transaction_validity::InvalidTransaction, ApplyExtrinsicResult,
};

/// A person or office with a key.
#[derive(Clone)]
pub struct Actor(pub sr25519::Pair);

impl Actor {
    /// The holder of a development key, `//Alice`.
    pub fn new(path: &str) -> Self {
        Self(sr25519::Pair::from_string(path, None).unwrap())
    }

    /// Its account.
    pub fn account(&self) -> AccountId {
        self.0.public().into()
    }

    /// A signed transaction, valid now.
    pub fn sign(&self, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
        let call = call.into();
        let extension = extension(System::account_nonce(self.account()));
        let payload = SignedPayload::new(call.clone(), extension).unwrap();
        let signature = payload.using_encoded(|bytes| self.0.sign(bytes));
        let (_, extension, _) = payload.deconstruct();
        UncheckedExtrinsic::new_signed(call, Address::Id(self.account()), signature.into(), extension)
    }
}

/// What a client puts into a transaction, on any chain of Salus.
pub fn extension<T, Rules>(nonce: T::Nonce) -> TxExtension<T, Rules>
where
    T: frame_system::Config<RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>>
        + Send
        + Sync,
{
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        MemberAccess::new(),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        frame_system::WeightReclaim::new(),
    )
}

/// The seat of a founder.
pub fn seat(organisation: usize) -> Actor {
    office(organisation, "seat")
}

/// The gateway of a founder.
pub fn gateway(organisation: usize) -> Actor {
    office(organisation, "gateway")
}

fn office(organisation: usize, office: &str) -> Actor {
    let name = FOUNDERS[organisation].name.replace(' ', "-");
    Actor::new(&format!("//{name}//{office}"))
}

/// The call by which `organisation` enrols `who`, who agrees to it.
pub fn enrolment(organisation: OrganisationId, who: &Actor, role: Role) -> RuntimeCall {
    let (account, key_card, until) = (who.account(), content(1), System::block_number() + 100);
    let nonce = System::account_nonce(&account);
    let enrolment = Enrolment { account: account.clone(), nonce, organisation, role, key_card, until };
    let genesis = System::block_hash(0).to_fixed_bytes();
    let signature = who.0.sign(&enrolment_statement(&genesis, &enrolment)).into();
    pallet_consortium::Call::enrol { account, role, key_card, until, signature }.into()
}

/// A gateway's call that comes to nothing: it endorses a record that was never filed.
pub fn errand() -> RuntimeCall {
    let records = vec![RecordId([0xee; 32])].try_into().unwrap();
    pallet_ehr_registry::Call::endorse { records }.into()
}

/// A person's call that changes nothing.
pub fn same_card() -> RuntimeCall {
    pallet_consortium::Call::replace_key_card { key_card: content(1) }.into()
}

/// What the pool answers to a transaction that `refusal` stops.
pub fn refused(refusal: Refusal) -> ApplyExtrinsicResult {
    Err(InvalidTransaction::Custom(refusal.code()).into())
}

/// The name of some ciphertext.
pub fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}
