//! Attacks on what a person signed without a connection and somebody else sends.

use super::scene::{events, gateway, next_block, refused, run, seat, Actor};
use crate::{access::Rules, Runtime, RuntimeCall, RuntimeEvent, System};
use codec::Encode;
use frame_support::assert_ok;
use pallet_meta_tx::{MetaTx, MetaTxFor, MetaTxMarker};
use pallet_verify_signature::VerifySignature;
use salus_primitives::{
    consortium::{Role, Standing},
    Purpose, RecordId,
};
use salus_runtime_common::{
    access::Chain, relayed::RelayedRules, CallRules, CheckExpiry, MemberAccess, Refusal,
};
use sp_core::Pair;
use sp_io::hashing::blake2_256;
use sp_runtime::DispatchError;

/// What a person signs: a call, the chain by its genesis, the nonce, the last block.
#[derive(Clone)]
pub struct Draft {
    call: RuntimeCall,
    genesis: crate::Hash,
    transactions: u32,
    nonce: u32,
    until: u32,
}

impl Draft {
    /// `call` in the signer's name, good for a hundred blocks.
    pub fn new(signer: &Actor, call: impl Into<RuntimeCall>) -> Self {
        Self {
            call: call.into(),
            genesis: System::block_hash(0),
            transactions: crate::VERSION.transaction_version,
            nonce: System::account_nonce(signer.account()),
            until: System::block_number() + 100,
        }
    }

    /// Signed as a client does it, from the layout alone.
    pub fn sign(&self, signer: &Actor) -> MetaTxFor<Runtime> {
        let data = (
            MetaTxMarker::<Runtime>::new(),
            frame_system::CheckNonZeroSender::<Runtime>::new(),
            frame_system::CheckTxVersion::<Runtime>::new(),
            frame_system::CheckGenesis::<Runtime>::new(),
            CheckExpiry::<Runtime>::new(self.until),
            MemberAccess::<Runtime, RelayedRules<Runtime>>::new(),
            frame_system::CheckNonce::<Runtime>::from(self.nonce),
        );
        let implied = (*b"_meta_tx", self.transactions, self.genesis);
        let message = (0_u8, &self.call, &data, implied).using_encoded(blake2_256);
        let signature =
            VerifySignature::Signed { signature: signer.0.sign(&message).into(), account: signer.account() };
        let (marker, non_zero, version, genesis, expiry, access, nonce) = data;
        let extension = (signature, marker, non_zero, version, genesis, expiry, access, nonce);
        MetaTx::new(self.call.clone(), 0, extension)
    }
}

/// The call with which somebody else sends it.
pub fn relay(signed: MetaTxFor<Runtime>) -> RuntimeCall {
    let meta_tx_encoded_len = signed.encoded_size() as u32;
    pallet_meta_tx::Call::dispatch { meta_tx: Box::new(signed), meta_tx_encoded_len }.into()
}

fn refusal(error: pallet_meta_tx::Error<Runtime>) -> sp_runtime::ApplyExtrinsicResult {
    Ok(Err(error.into()))
}

fn contribution(to: u32) -> RuntimeCall {
    pallet_consent::Call::allow_contribution { organisation: to, until: 1_000 }.into()
}

fn enrol(who: &Actor, role: Role) {
    super::scene::enrol(0, who, role);
}

fn patient() -> Actor {
    let patient = Actor::new("//Paula");
    enrol(&patient, Role::Patient);
    patient
}

/// What came of the last relayed call.
fn outcome() -> Result<(), DispatchError> {
    let last = events().into_iter().rev().find_map(|event| match event {
        RuntimeEvent::MetaTx(pallet_meta_tx::Event::Dispatched { result }) => Some(result),
        _ => None,
    });
    last.unwrap().map(drop).map_err(|failed| failed.error)
}

#[test]
fn patient_should_decide_without_a_connection_when_a_member_relays() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        next_block();
        gateway(0).succeed(relay(signed));
        assert_ok!(outcome());
        assert!(events().iter().any(|event| matches!(
            event,
            RuntimeEvent::Consent(pallet_consent::Event::ContributionAllowed { patient: who, .. })
                if *who == patient.account()
        )));
        // The first was used by the agreement to be enrolled.
        assert_eq!(System::account_nonce(patient.account()), 2);
    });
}

#[test]
fn relayed_call_should_be_refused_when_it_is_replayed() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        gateway(0).succeed(relay(signed.clone()));
        for relayer in [gateway(0), gateway(1)] {
            assert_eq!(relayer.send(relay(signed.clone())), refusal(pallet_meta_tx::Error::Stale));
        }
    });
}

#[test]
fn relayed_call_should_be_refused_when_its_nonce_was_used_by_a_transaction() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        patient.succeed(contribution(3));
        assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Stale));
    });
}

#[test]
fn relayed_call_should_be_refused_when_an_earlier_one_is_held_back() {
    run(|| {
        let patient = patient();
        let second = Draft { nonce: 2, ..Draft::new(&patient, contribution(2)) }.sign(&patient);
        assert_eq!(gateway(0).send(relay(second)), refusal(pallet_meta_tx::Error::Future));
    });
}

#[test]
fn relayed_call_should_count_when_its_last_block_is_this_one() {
    run(|| {
        let patient = patient();
        let last = Draft { until: System::block_number() + 1, ..Draft::new(&patient, contribution(2)) };
        next_block();
        gateway(0).succeed(relay(last.sign(&patient)));
        assert_ok!(outcome());
    });
}

#[test]
fn relayed_call_should_be_refused_when_its_last_block_is_over() {
    run(|| {
        let patient = patient();
        let draft = Draft { until: System::block_number(), ..Draft::new(&patient, contribution(2)) };
        next_block();
        let answer = gateway(0).send(relay(draft.sign(&patient)));
        assert_eq!(answer, refusal(pallet_meta_tx::Error::AncientBirthBlock));
    });
}

#[test]
fn relayed_call_should_be_refused_when_it_could_be_held_back_for_more_than_a_week() {
    run(|| {
        let patient = patient();
        let longest = System::block_number() + Runtime::LONGEST_RELAY;
        let draft = Draft::new(&patient, contribution(2));
        let longer = Draft { until: longest + 1, ..draft.clone() }.sign(&patient);
        assert_eq!(gateway(0).send(relay(longer)), refusal(pallet_meta_tx::Error::Future));
        gateway(0).succeed(relay(Draft { until: longest, ..draft }.sign(&patient)));
    });
}

#[test]
fn relayed_call_should_be_refused_when_signed_for_another_chain_or_version() {
    run(|| {
        let patient = patient();
        let draft = Draft::new(&patient, contribution(2));
        let elsewhere = Draft { genesis: crate::Hash::repeat_byte(7), ..draft.clone() };
        let later = Draft { transactions: draft.transactions + 1, ..draft };
        for signed in [elsewhere.sign(&patient), later.sign(&patient)] {
            assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::BadProof));
        }
    });
}

/// The signature of one draft upon another.
fn graft(signed: &Draft, sent: &Draft, signer: &Actor) -> MetaTxFor<Runtime> {
    // The call and the data stand in front of and behind the signature, whose length does not change.
    let of = |draft: &Draft| draft.sign(signer).encode();
    let (from, mut to) = (of(signed), of(sent));
    let start = sent.call.encoded_size() + 1;
    let length = 1 + 1 + 64;
    let source = signed.call.encoded_size() + 1;
    to[start..start + length].copy_from_slice(&from[source..source + length]);
    codec::Decode::decode(&mut to.as_slice()).unwrap()
}

#[test]
fn relayed_call_should_be_refused_when_the_relayer_alters_it() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2));
        let altered = [
            Draft { call: contribution(3), ..signed.clone() },
            Draft { until: signed.until + 1, ..signed.clone() },
            Draft { nonce: signed.nonce + 1, ..signed.clone() },
        ];
        for sent in altered {
            let forged = graft(&signed, &sent, &patient);
            assert_eq!(gateway(0).send(relay(forged)), refusal(pallet_meta_tx::Error::BadProof));
        }
        // The same cut and paste without a change is what was signed.
        gateway(0).succeed(relay(graft(&signed, &signed, &patient)));
    });
}

#[test]
fn relayed_call_should_be_refused_when_nobody_signed_it() {
    run(|| {
        let patient = patient();
        let mut bytes = Draft::new(&patient, contribution(2)).sign(&patient).encode();
        let start = contribution(2).encoded_size() + 1;
        // `VerifySignature::Disabled` instead of the signature and its account.
        bytes.splice(start..start + 1 + 1 + 64 + 32, [0]);
        let unsigned = codec::Decode::decode(&mut bytes.as_slice()).unwrap();
        assert_eq!(gateway(0).send(relay(unsigned)), refusal(pallet_meta_tx::Error::UnknownOrigin));
    });
}

#[test]
fn relayed_call_should_be_refused_when_another_signs_in_the_patients_name() {
    run(|| {
        let (patient, mallory) = (patient(), Actor::new("//Mallory"));
        let draft = Draft::new(&patient, contribution(2));
        let mut bytes = draft.sign(&mallory).encode();
        let start = draft.call.encoded_size() + 1 + 1 + 1 + 64;
        bytes[start..start + 32].copy_from_slice(&patient.account().encode());
        let forged = codec::Decode::decode(&mut bytes.as_slice()).unwrap();
        assert_eq!(gateway(0).send(relay(forged)), refusal(pallet_meta_tx::Error::BadProof));
    });
}

#[test]
fn relaying_should_be_refused_when_the_relayer_is_no_member_or_holds_a_seat() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        let stranger = Actor::new("//Mallory");
        assert_eq!(stranger.send(relay(signed.clone())), refused(Refusal::UnknownSender));
        assert_eq!(seat(0).send(relay(signed)), refused(Refusal::CallNotAllowed));
    });
}

#[test]
fn relayed_call_should_be_refused_when_its_signer_is_suspended() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
        assert_eq!(gateway(1).send(relay(signed)), refusal(pallet_meta_tx::Error::Invalid));
    });
}

#[test]
fn relayed_call_should_be_refused_when_its_signer_might_not_send_it() {
    run(|| {
        let practitioner = Actor::new("//Dora");
        enrol(&practitioner, Role::Practitioner);
        let signed = Draft::new(&practitioner, contribution(2)).sign(&practitioner);
        assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Invalid));
    });
}

#[test]
fn relayed_call_should_be_refused_when_its_moment_matters_or_it_is_an_offices() {
    run(|| {
        let patient = patient();
        let open = pallet_consent::Call::open_access {
            record: RecordId([1; 32]),
            purpose: Purpose::Treatment,
            justification: [0; 32],
        };
        for call in [RuntimeCall::from(open), super::scene::errand()] {
            let signed = Draft::new(&patient, call).sign(&patient);
            assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Invalid));
        }
        let suspend = pallet_consortium::Call::suspend_participant { account: patient.account() };
        let signed = Draft::new(&gateway(1), suspend).sign(&gateway(1));
        assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Invalid));
    });
}

#[test]
fn relayed_call_should_be_refused_when_it_carries_another_relayed_call() {
    run(|| {
        let (patient, mallory) = (patient(), Actor::new("//Malvin"));
        enrol(&mallory, Role::Patient);
        let inner = Draft::new(&patient, contribution(2)).sign(&patient);
        for outer in [relay(inner.clone()), pallet_utility::Call::batch { calls: vec![relay(inner)] }.into()]
        {
            let signed = Draft::new(&mallory, outer).sign(&mallory);
            assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Invalid));
        }
    });
}

#[test]
fn relayed_batch_should_be_asked_about_call_by_call_when_it_hides_one() {
    run(|| {
        let patient = patient();
        let batch = |calls| RuntimeCall::from(pallet_utility::Call::batch_all { calls });
        let hidden = super::scene::errand();
        let hiding = Draft::new(&patient, batch(vec![contribution(2), hidden])).sign(&patient);
        assert_eq!(gateway(0).send(relay(hiding)), refusal(pallet_meta_tx::Error::Invalid));
        let honest = Draft::new(&patient, batch(vec![contribution(2), contribution(3)])).sign(&patient);
        gateway(0).succeed(relay(honest));
        assert_ok!(outcome());
    });
}

#[test]
fn relaying_should_fail_when_the_declared_length_is_short() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(2)).sign(&patient);
        let short = signed.encoded_size() as u32 - 1;
        let call = pallet_meta_tx::Call::dispatch { meta_tx: Box::new(signed), meta_tx_encoded_len: short };
        assert_eq!(gateway(0).send(call), refusal(pallet_meta_tx::Error::InvalidLength));
        assert_eq!(System::account_nonce(patient.account()), 1);
    });
}

#[test]
fn relayed_call_should_use_up_its_nonce_when_the_call_itself_fails() {
    run(|| {
        let patient = patient();
        let signed = Draft::new(&patient, contribution(4_000)).sign(&patient);
        gateway(0).succeed(relay(signed.clone()));
        assert!(outcome().is_err());
        assert_eq!(gateway(0).send(relay(signed)), refusal(pallet_meta_tx::Error::Stale));
    });
}

#[test]
fn relayed_call_should_be_allowed_to_no_standing_that_may_not_send_it() {
    let call = contribution(2);
    let organisation = 1;
    let standings = [
        Standing::Seat(organisation),
        Standing::Gateway(organisation),
        Standing::Validator(organisation),
        Standing::Participant(organisation, Role::Practitioner),
        Standing::Participant(organisation, Role::Patient),
    ];
    for standing in standings {
        let relayed = <RelayedRules<Runtime> as CallRules<RuntimeCall>>::allows(&standing, &call);
        assert_eq!(relayed, <Rules as CallRules<RuntimeCall>>::allows(&standing, &call));
    }
}
