//! Attacks on the pool, refused as on the stand-alone chain, and those that only a parachain knows.

use super::{
    actors::{enrolment, errand, extension, gateway, refused, same_card, seat, Actor},
    scene::run,
};
use crate::{access::Rules, Runtime, RuntimeCall, TxExtension, UncheckedExtrinsic};
use codec::{Decode, Encode};
use salus_primitives::{
    consent::{EmergencyAccess, PolicyTerms, Window},
    consortium::{Gateway, Role, Standing},
    Purpose, RecordId,
};
use salus_runtime_common::{member_access::MAX_WRAPPERS, CallRules, Refusal};
use salus_runtime_consortium as standalone;
use sp_core::Pair;
use sp_runtime::{traits::TransactionExtension, transaction_validity::InvalidTransaction};

fn enrol(who: &Actor, role: Role) -> RuntimeCall {
    enrolment(0, who, role)
}

fn open() -> RuntimeCall {
    pallet_consent::Call::open_access {
        record: RecordId([1; 32]),
        purpose: Purpose::Treatment,
        justification: [0; 32],
    }
    .into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    pallet_utility::Call::batch_all { calls }.into()
}

#[test]
fn stranger_should_be_refused_when_sending_anything() {
    run(|draft| {
        let stranger = Actor::new("//Mallory");
        for call in [errand(), enrol(&stranger, Role::Patient), open(), batch(vec![errand()])] {
            assert_eq!(draft.send(&stranger, call), refused(Refusal::UnknownSender));
        }
    });
}

#[test]
fn person_should_be_refused_when_suspended() {
    run(|draft| {
        let patient = Actor::new("//Paula");
        draft.succeed(&gateway(0), enrol(&patient, Role::Patient));
        draft.succeed(&patient, same_card());
        let account = patient.account();
        draft.succeed(&gateway(0), pallet_consortium::Call::suspend_participant { account });
        assert_eq!(draft.send(&patient, same_card()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn enrolment_is_undone_only_while_nobody_used_it() {
    run(|draft| {
        let (mistaken, patient) = (Actor::new("//Wrong"), Actor::new("//Paula"));
        let withdraw =
            |who: &Actor| pallet_consortium::Call::<Runtime>::withdraw_enrolment { account: who.account() };
        for person in [&mistaken, &patient] {
            draft.succeed(&gateway(0), enrol(person, Role::Patient));
        }
        draft.succeed(&patient, same_card());
        let used = pallet_consortium::Error::<Runtime>::AccountUsed;
        assert_eq!(draft.send(&gateway(0), withdraw(&patient)), Ok(Err(used.into())));
        draft.succeed(&gateway(0), withdraw(&mistaken));
        assert_eq!(draft.send(&mistaken, same_card()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn seat_does_not_take_an_account_that_is_not_its_own_for_its_gateway() {
    run(|draft| {
        let url = b"https://moved.example".to_vec().try_into().unwrap();
        let gateway = Gateway { account: Actor::new("//Mallory").account(), url };
        let call = pallet_consortium::Call::<Runtime>::set_gateway { gateway, signature: None };
        let unsigned = pallet_consortium::Error::<Runtime>::NotSignedByAccount;
        assert_eq!(draft.send(&seat(0), call), Ok(Err(unsigned.into())));
    });
}

#[test]
fn policy_agrees_to_no_rule_that_the_council_has_not_set() {
    run(|draft| {
        let patient = Actor::new("//Paula");
        draft.succeed(&gateway(0), enrol(&patient, Role::Patient));
        let terms = |emergency| PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: [Purpose::Treatment].into_iter().collect(),
            valid: Window { from: 0, until: 1_000 },
            emergency,
        };
        let set =
            |emergency| pallet_consent::Call::<Runtime>::set_policy { policy: None, terms: terms(emergency) };
        let unknown = pallet_consent::Error::<Runtime>::RuleNotFound;
        let refusal = Ok(Err(unknown.into()));
        assert_eq!(draft.send(&patient, set(EmergencyAccess::UnderRule(1))), refusal);
        draft.succeed(&patient, set(EmergencyAccess::Always));
    });
}

#[test]
fn wrapped_call_should_be_refused_when_it_would_be_refused_alone() {
    run(|draft| {
        let person = Actor::new("//Paula");
        draft.succeed(&gateway(0), enrol(&person, Role::Patient));
        let hidden = batch(vec![same_card(), enrol(&Actor::new("//Mallory"), Role::Practitioner)]);
        assert_eq!(draft.send(&person, hidden), refused(Refusal::CallNotAllowed));
        let derivative = pallet_utility::Call::as_derivative { index: 0, call: Box::new(errand()) };
        assert_eq!(draft.send(&person, derivative), refused(Refusal::CallNotAllowed));
    });
}

#[test]
fn transaction_should_be_refused_when_wrapped_too_deep() {
    run(|draft| {
        let wrap = |call| pallet_utility::Call::batch { calls: vec![call] }.into();
        let wrapped = |depth| (0..depth).fold(errand(), |call, _| wrap(call));
        draft.succeed(&gateway(0), wrapped(MAX_WRAPPERS));
        assert_eq!(draft.send(&gateway(0), wrapped(MAX_WRAPPERS + 1)), refused(Refusal::NestedTooDeep));
    });
}

#[test]
fn code_should_not_be_set_when_a_member_asks() {
    run(|draft| {
        let calls: [RuntimeCall; 3] = [
            frame_system::Call::set_code { code: vec![] }.into(),
            frame_system::Call::set_storage { items: vec![] }.into(),
            frame_system::Call::authorize_upgrade { code_hash: Default::default() }.into(),
        ];
        for call in calls {
            for member in [seat(0), gateway(0), Actor::new("//Alice")] {
                assert_eq!(draft.send(&member, call.clone()), refused(Refusal::CallNotAllowed));
            }
        }
    });
}

#[test]
fn blocks_carry_no_bytes_that_mean_nothing_to_the_chain() {
    run(|draft| {
        for member in [seat(0), gateway(0), Actor::new("//Alice")] {
            let remark = frame_system::Call::remark { remark: vec![1] };
            assert_eq!(draft.send(&member, remark), refused(Refusal::CallNotAllowed));
        }
    });
}

#[test]
fn message_to_another_chain_should_be_refused_when_a_member_sends_it() {
    run(|draft| {
        let message = || cumulus_pallet_parachain_system::Call::sudo_send_upward_message { message: vec![1] };
        for member in [seat(0), gateway(0), Actor::new("//Alice")] {
            assert_eq!(draft.send(&member, message()), refused(Refusal::CallNotAllowed));
        }
    });
}

#[test]
fn relay_chains_data_should_be_refused_when_a_member_signs_them() {
    run(|draft| {
        let everybody = [
            Standing::Seat(0),
            Standing::Gateway(0),
            Standing::Validator(0),
            Standing::Authority(0),
            Standing::Participant(0, Role::Patient),
            Standing::Participant(0, Role::Practitioner),
            Standing::Participant(0, Role::DataUser),
        ];
        // A collator's own inherents, taken from the block that is being made.
        let inherents = draft.inherents();
        assert_eq!(inherents.len(), 2);
        for call in inherents {
            for standing in &everybody {
                assert!(!Rules::allows(standing, &call), "{standing:?} and {call:?}");
            }
            let refusal = draft.send(&Actor::new("//Alice"), call);
            assert!(refusal.is_err());
        }
    });
}

#[test]
fn transaction_should_be_refused_when_it_was_signed_for_the_standalone_chain() {
    let sender = gateway(0);
    let sign = |genesis: sp_core::H256| {
        let extension: standalone::TxExtension = extension(0);
        let version = standalone::VERSION;
        let implicit =
            ((), (), version.spec_version, version.transaction_version, genesis, genesis, (), (), (), ());
        let records = vec![RecordId([0xee; 32])].try_into().unwrap();
        let call: standalone::RuntimeCall = pallet_ehr_registry::Call::endorse { records }.into();
        let payload = standalone::SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
        let signature = payload.using_encoded(|bytes| sender.0.sign(bytes));
        let address = standalone::Address::Id(sender.account());
        let signed = standalone::UncheckedExtrinsic::new_signed(call, address, signature.into(), extension);
        UncheckedExtrinsic::decode(&mut &signed.encode()[..]).unwrap()
    };
    run(|draft| {
        // The bytes are the same on both chains, all but the chain that they are signed for.
        let here = crate::System::block_hash(0);
        let elsewhere = sp_core::H256::repeat_byte(7);
        assert_eq!(draft.apply(sign(elsewhere)), Err(InvalidTransaction::BadProof.into()));
        assert_eq!(draft.apply(sign(here)), Ok(Ok(())));
        assert_eq!(draft.apply(sign(here)), Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn extensions_should_be_those_of_the_standalone_chain_when_a_client_reads_them() {
    let names = |extensions: Vec<sp_runtime::traits::TransactionExtensionMetadata>| {
        extensions.into_iter().map(|extension| extension.identifier).collect::<Vec<_>>()
    };
    assert_eq!(
        names(<TxExtension as TransactionExtension<RuntimeCall>>::metadata()),
        names(<standalone::TxExtension as TransactionExtension<standalone::RuntimeCall>>::metadata())
    );
}
