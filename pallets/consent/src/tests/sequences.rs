//! Whatever is called in whatever order by whomever: the storage stays sound.

use crate::{mock::*, Call};
use frame_support::traits::UnfilteredDispatchable;
use proptest::prelude::*;
use salus_primitives::{
    consent::{Barred, DelegationScope, EmergencyAccess, GuardianDecision},
    emergency::{EmergencyReason, ReviewOutcome},
    traits::RecordFacts,
    BlockNumber, Purpose, RecordId,
};

const RECORD: RecordId = RecordId([9; 32]);

fn person() -> impl Strategy<Value = AccountId> {
    prop_oneof![Just(PATIENT), Just(OTHER_PATIENT), Just(DOCTOR), Just(CLERK), Just(STRANGER)]
}

fn barred() -> impl Strategy<Value = Barred<AccountId>> {
    prop_oneof![person().prop_map(Barred::Account), (0u32..3).prop_map(Barred::Organisation),]
}

fn scope() -> impl Strategy<Value = DelegationScope> {
    prop_oneof![Just(DelegationScope::Caretaker), Just(DelegationScope::Guardian)]
}

fn outcome() -> impl Strategy<Value = ReviewOutcome> {
    prop_oneof![Just(ReviewOutcome::Justified), Just(ReviewOutcome::Unjustified)]
}

fn decision() -> impl Strategy<Value = GuardianDecision<AccountId>> {
    prop_oneof![
        prop::option::of(0u64..3)
            .prop_map(|policy| GuardianDecision::SetPolicy { policy, terms: terms_for(0) }),
        (0u64..3).prop_map(|policy| GuardianDecision::RevokePolicy { policy }),
        barred().prop_map(|barred| GuardianDecision::Restrict { barred }),
        barred().prop_map(|barred| GuardianDecision::LiftRestriction { barred }),
    ]
}

/// Terms that an emergency opens, too. Outside a chain there is no block to begin at.
fn terms_for(from: BlockNumber) -> salus_primitives::consent::PolicyTerms {
    salus_primitives::consent::PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: salus_primitives::consent::Window { from, until: START + 500 },
        emergency: EmergencyAccess::Always,
    }
}

fn call() -> impl Strategy<Value = Call<Test>> {
    let until = || START..START + 400;
    prop_oneof![
        prop::option::of(0u64..3).prop_map(|policy| Call::set_policy { policy, terms: terms_for(0) }),
        (0u64..3).prop_map(|policy| Call::revoke_policy { policy }),
        (0u32..3, until()).prop_map(|(organisation, until)| Call::allow_contribution { organisation, until }),
        (0u32..3).prop_map(|organisation| Call::revoke_contribution { organisation }),
        prop_oneof![Just(Purpose::Treatment), Just(Purpose::EmergencyTreatment)]
            .prop_map(|purpose| { Call::open_access { record: RECORD, purpose, justification: [0; 32] } }),
        (person(), scope(), until()).prop_map(|(delegate, scope, until)| Call::delegate {
            delegate,
            scope,
            until
        }),
        person().prop_map(|delegate| Call::end_delegation { delegate }),
        person().prop_map(|patient| Call::decline_delegation { patient }),
        barred().prop_map(|barred| Call::restrict { barred }),
        barred().prop_map(|barred| Call::lift_restriction { barred }),
        (person(), decision()).prop_map(|(patient, decision)| Call::decide_for { patient, decision }),
        person().prop_map(|patient| Call::break_glass {
            patient,
            reason: EmergencyReason::Disaster,
            justification: [0; 32],
        }),
        (0u64..4, outcome()).prop_map(|(emergency, outcome)| Call::review { emergency, outcome }),
    ]
}

/// Who calls, what, and how many blocks later than the call before.
fn step() -> impl Strategy<Value = (AccountId, Call<Test>, BlockNumber)> {
    (person(), call(), prop_oneof![4 => 0u32..3, 1 => 40u32..70])
}

proptest! {
    #[test]
    fn storage_should_stay_sound_when_calls_come_in_any_order(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        ExtBuilder.build_and_execute(|| {
            emergencies();
            let id = policy(&PATIENT, terms_for(0));
            let policy = salus_primitives::consent::PolicyRef { id, version: 1 };
            FakeRecords::put(RECORD, RecordFacts { patient: PATIENT, policy, active: true, gone: false });
            for (who, call, later) in steps {
                go_to(now() + later);
                // What fails is undone by the dispatcher, in a chain and here.
                let _ = frame_support::storage::with_storage_layer(|| {
                    call.dispatch_bypass_filter(RuntimeOrigin::signed(who)).map_err(|failed| failed.error)
                });
                Consent::do_try_state().unwrap();
            }
        });
    }
}
