//! A consortium in which every call of its own pallets has an occasion, and somebody of every kind to try it.

use crate::{
    tests::{
        governance::pass,
        scene::{content, enrol, enrolment, gateway, next_block, seat, unsigned, Actor},
    },
    Consent, EhrRegistry, Executive, Runtime, RuntimeCall, System,
};
use pallet_attribute_authority::Call as AuthorityCall;
use pallet_consent::Call as ConsentCall;
use pallet_consortium::Call as ConsortiumCall;
use pallet_ehr_registry::Call as RecordCall;
use salus_primitives::{
    authority::Grant,
    consent::{Barred, DelegationScope, EmergencyAccess, GuardianDecision, PolicyRef, PolicyTerms, Window},
    consortium::{Gateway, OrganisationKind, Role},
    emergency::{EmergencyReason, ReviewOutcome},
    BlockNumber, Label, PolicyId, Purpose, RecordId,
};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    ApplyExtrinsicResult, DispatchError,
};

/// When everybody tries: after what is cleaned up ended long ago, and before anything else ends.
const NOW: BlockNumber = 5_000_000;
const LATER: BlockNumber = 15_000_000;

/// In, and disputed.
const ACTIVE: RecordId = RecordId([1; 32]);
/// Missed its majority.
const OVERDUE: RecordId = RecordId([2; 32]);
/// In, with a new header that missed its majority.
const STALE: RecordId = RecordId([3; 32]);
/// Missed its majority long ago, and was closed.
const GONE: RecordId = RecordId([4; 32]);

const SUSPENDED: u32 = 4;
const REMOVED: u32 = 5;

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn admission(name: &str) -> ConsortiumCall<Runtime> {
    ConsortiumCall::admit {
        name: name.as_bytes().to_vec().try_into().unwrap(),
        kind: OrganisationKind::Hospital,
        seat: Actor::new(&format!("//{name}//seat")).account(),
        gateway: Gateway {
            account: Actor::new(&format!("//{name}//gateway")).account(),
            url: b"https://hospital.example".to_vec().try_into().unwrap(),
        },
        predecessor: None,
    }
}

fn registration(name: &str, organisation: u32, office: &Actor) -> AuthorityCall<Runtime> {
    AuthorityCall::register {
        name: label(name),
        organisation,
        account: office.account(),
        public_key: vec![1; 144].try_into().unwrap(),
        proof_of_possession: vec![2; 96].try_into().unwrap(),
    }
}

fn decide(motion: impl Into<RuntimeCall>) {
    assert_eq!(pass(motion, &[0, 1, 2, 3]), Ok(()));
}

fn terms() -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: LATER },
        emergency: EmergencyAccess::Always,
    }
}

/// One account of `organisation` in each capacity.
fn accounts_of(organisation: &str) -> [Actor; 5] {
    ["seat", "gateway", "validator", "office", "patient"]
        .map(|capacity| Actor::new(&format!("//{organisation}//{capacity}")))
}

/// The patient of `organisation`.
fn patient_of(organisation: &str) -> Actor {
    let [.., patient] = accounts_of(organisation);
    patient
}

/// Admits `name`, which gets `id`, with somebody in each capacity.
fn admit_with_everybody(name: &str, id: u32) {
    decide(admission(name));
    let [_, gateway, validator, office, patient] = accounts_of(name);
    decide(ConsortiumCall::add_validator { organisation: id, account: validator.account() });
    decide(registration(&name.to_lowercase(), id, &office));
    gateway.succeed(enrolment(id as usize, &patient, Role::Patient));
    next_block();
}

/// Somebody of each kind, as the table's columns have them.
pub struct Cast {
    office: Actor,
    practitioner: Actor,
    user: Actor,
    patient: Actor,
    guardian: Actor,
    policy: PolicyRef,
    /// A policy that ended long ago.
    ended: PolicyId,
}

impl Cast {
    /// Prepares the chain.
    pub fn new() -> Self {
        let mut cast = Self {
            office: Actor::new("//Medical-Council//authority"),
            practitioner: Actor::new("//Dora"),
            user: Actor::new("//Ursula"),
            patient: Actor::new("//Paula"),
            guardian: Actor::new("//Gina"),
            policy: PolicyRef { id: 0, version: 1 },
            ended: 1,
        };
        admit_with_everybody("South", SUSPENDED);
        decide(ConsortiumCall::suspend { organisation: SUSPENDED });
        admit_with_everybody("West", REMOVED);
        decide(ConsortiumCall::remove { organisation: REMOVED });
        // Five are active: three are a majority, and four are two thirds.
        decide(admission("North"));
        next_block();
        let validator = Actor::new("//Eve").account();
        decide(ConsortiumCall::add_validator { organisation: 1, account: validator.clone() });
        pallet_consortium::Isolated::<Runtime>::insert(validator, 1);
        cast.certify();
        next_block();
        cast.consent();
        cast.file();
        System::set_block_number(NOW);
        cast
    }

    /// Enrols people, and certifies who they are.
    fn certify(&self) {
        let (idle, helper) = (Actor::new("//Idle"), Actor::new("//Erik"));
        for (who, role) in [
            (&self.practitioner, Role::Practitioner),
            (&self.user, Role::DataUser),
            (&self.patient, Role::Patient),
            (&self.guardian, Role::Practitioner),
            (&idle, Role::DataUser),
        ] {
            enrol(0, who, role);
        }
        enrol(2, &helper, Role::Practitioner);
        enrol(0, &Actor::new("//Wrong"), Role::DataUser);
        gateway(0).succeed(ConsortiumCall::suspend_participant { account: idle.account() });
        decide(registration("medical-council", 0, &self.office));
        decide(registration("idle-council", 1, &Actor::new("//Idle//office")));
        decide(AuthorityCall::suspend { name: label("idle-council") });
        for name in ["doctor", "reviewer", "emergency", "idle", "old"] {
            self.office.succeed(AuthorityCall::declare { attribute: label(name) });
        }
        self.office.succeed(AuthorityCall::suspend_attribute { attribute: label("idle") });
        for (holder, name, expires) in [
            (&self.practitioner, "doctor", LATER),
            (&self.practitioner, "reviewer", LATER),
            (&self.practitioner, "old", 100),
            (&helper, "emergency", LATER),
        ] {
            let (holder, attribute) = (holder.account(), label(name));
            self.office.succeed(AuthorityCall::grant { holder, attribute, expires, key_package: content(2) });
        }
    }

    /// The patient agrees, appoints and bars; somebody breaks the glass.
    fn consent(&mut self) {
        let patient = &self.patient;
        patient.succeed(ConsentCall::set_policy { policy: None, terms: terms() });
        let (id, policy) = Consent::policies_of(patient.account()).remove(0);
        self.policy = PolicyRef { id, version: policy.version };
        let valid = Window { from: 0, until: System::block_number() + 10 };
        patient.succeed(ConsentCall::set_policy { policy: None, terms: PolicyTerms { valid, ..terms() } });
        assert!(Consent::policy(self.ended).is_some());
        patient.succeed(ConsentCall::allow_contribution { organisation: 0, until: LATER });
        let (delegate, scope) = (self.guardian.account(), DelegationScope::Guardian);
        patient.succeed(ConsentCall::delegate { delegate, scope, until: LATER });
        patient.succeed(ConsentCall::restrict { barred: Barred::Organisation(3) });
        decide(self.call("Consent.set_emergency_rule"));
        let (patient, reason) = (patient.account(), EmergencyReason::Disaster);
        let helper = Actor::new("//Erik");
        helper.succeed(ConsentCall::break_glass { patient, reason, justification: [0; 32] });
        assert!(Consent::emergency(0).is_some());
    }

    /// Records in every state that a call asks for, and a ticket.
    fn file(&self) {
        for record in [ACTIVE, OVERDUE, STALE, GONE] {
            gateway(0).succeed(self.submission(record));
        }
        for organisation in [1, 2] {
            let records = vec![ACTIVE, STALE].try_into().unwrap();
            gateway(organisation).succeed(RecordCall::endorse { records });
        }
        self.patient.succeed(RecordCall::dispute { record: ACTIVE, reason: [1; 32] });
        let (policy, header) = (self.policy, content(9));
        let signature = self.patient.sign_header(&STALE, &policy, &header);
        gateway(0).succeed(RecordCall::rewrap { record: STALE, policy, header, signature });
        self.patient.succeed(self.call("Consent.open_access"));
        assert!(Consent::ticket(0).is_some());
        System::set_block_number(EhrRegistry::record(GONE).unwrap().deadline);
        gateway(0).succeed(RecordCall::lapse { record: GONE });
    }

    fn submission(&self, record: RecordId) -> RecordCall<Runtime> {
        RecordCall::submit {
            record,
            patient: self.patient.account(),
            author: gateway(0).account(),
            policy: self.policy,
            content: content(3),
            header: content(4),
            previous: None,
        }
    }

    /// A call of this name that whoever may make it makes with success.
    pub fn call(&self, name: &str) -> RuntimeCall {
        let (pallet, call) = name.split_once('.').unwrap();
        match pallet {
            "Consortium" => self.of_the_consortium(call),
            "AttributeAuthority" => self.of_an_authority(call),
            "Consent" => self.of_consent(call),
            "EhrRegistry" => self.of_the_registry(call),
            _ => {
                let receipts = vec![self.practitioner.sign_receipt(0, 0)].try_into().unwrap();
                pallet_audit_log::Call::acknowledge { receipts }.into()
            }
        }
    }

    fn of_the_consortium(&self, name: &str) -> RuntimeCall {
        let newcomer = Actor::new("//Newcomer");
        let (eve, idle) = (Actor::new("//Eve").account(), Actor::new("//Idle").account());
        let url = b"https://new.example".to_vec().try_into().unwrap();
        match name {
            "admit" => admission("East"),
            "suspend" => ConsortiumCall::suspend { organisation: 3 },
            "reinstate" => ConsortiumCall::reinstate { organisation: SUSPENDED },
            "remove" => ConsortiumCall::remove { organisation: 3 },
            "set_gateway" => {
                let signature = Some(newcomer.sign_gateway(0));
                ConsortiumCall::set_gateway {
                    gateway: Gateway { account: newcomer.account(), url },
                    signature,
                }
            }
            "add_validator" => ConsortiumCall::add_validator { organisation: 0, account: newcomer.account() },
            "remove_validator" => ConsortiumCall::remove_validator { account: eve },
            "readmit_validator" => ConsortiumCall::readmit_validator { account: eve },
            "enrol" => return enrolment(0, &newcomer, Role::Patient),
            "rotate_seat" => {
                let signature = newcomer.sign_seat(0);
                ConsortiumCall::rotate_seat { account: newcomer.account(), signature }
            }
            "suspend_participant" => ConsortiumCall::suspend_participant { account: self.user.account() },
            "reinstate_participant" => ConsortiumCall::reinstate_participant { account: idle },
            "withdraw_enrolment" => {
                ConsortiumCall::withdraw_enrolment { account: Actor::new("//Wrong").account() }
            }
            "replace_key_card" => ConsortiumCall::replace_key_card { key_card: content(7) },
            _ => panic!("Consortium.{name} is new: say here how it succeeds"),
        }
        .into()
    }

    fn of_an_authority(&self, name: &str) -> RuntimeCall {
        let (holder, attribute) = (self.practitioner.account(), label("doctor"));
        let key_package = content(6);
        let grant = |holder| Grant { holder, attribute: label("doctor"), expires: LATER, key_package };
        match name {
            "register" => registration("new-council", 0, &Actor::new("//Newcomer")),
            "suspend" => AuthorityCall::suspend { name: label("medical-council") },
            "reinstate" => AuthorityCall::reinstate { name: label("idle-council") },
            "remove" => AuthorityCall::remove { name: label("medical-council") },
            "declare" => AuthorityCall::declare { attribute: label("surgeon") },
            "grant" => {
                let holder = self.user.account();
                AuthorityCall::grant { holder, attribute, expires: LATER, key_package }
            }
            "renew" => AuthorityCall::renew { holder, attribute, expires: LATER, key_package },
            "revoke" => AuthorityCall::revoke { holder, attribute },
            "grant_batch" => {
                AuthorityCall::grant_batch { grants: vec![grant(self.user.account())].try_into().unwrap() }
            }
            "renew_batch" => AuthorityCall::renew_batch { grants: vec![grant(holder)].try_into().unwrap() },
            "revoke_batch" => {
                AuthorityCall::revoke_batch { holdings: vec![(holder, attribute)].try_into().unwrap() }
            }
            "rotate_key" => AuthorityCall::rotate_key {
                public_key: vec![7; 144].try_into().unwrap(),
                proof_of_possession: vec![8; 96].try_into().unwrap(),
            },
            "suspend_attribute" => AuthorityCall::suspend_attribute { attribute },
            "reinstate_attribute" => AuthorityCall::reinstate_attribute { attribute: label("idle") },
            "discard_holdings" => {
                let old = vec![(holder, label("medical-council"), label("old"))];
                AuthorityCall::discard_holdings { holdings: old.try_into().unwrap() }
            }
            _ => panic!("AttributeAuthority.{name} is new: say here how it succeeds"),
        }
        .into()
    }

    fn of_consent(&self, name: &str) -> RuntimeCall {
        let (patient, policy, justification) = (self.patient.account(), self.policy.id, [0; 32]);
        match name {
            "set_policy" => ConsentCall::set_policy { policy: None, terms: terms() },
            "revoke_policy" => ConsentCall::revoke_policy { policy },
            "allow_contribution" => ConsentCall::allow_contribution { organisation: 1, until: LATER },
            "revoke_contribution" => ConsentCall::revoke_contribution { organisation: 0 },
            "delegate" => ConsentCall::delegate {
                delegate: self.practitioner.account(),
                scope: DelegationScope::Caretaker,
                until: LATER,
            },
            "end_delegation" => ConsentCall::end_delegation { delegate: self.guardian.account() },
            "decline_delegation" => ConsentCall::decline_delegation { patient },
            "restrict" => ConsentCall::restrict { barred: Barred::Organisation(2) },
            "lift_restriction" => ConsentCall::lift_restriction { barred: Barred::Organisation(3) },
            "decide_for" => {
                ConsentCall::decide_for { patient, decision: GuardianDecision::RevokePolicy { policy } }
            }
            "open_access" => {
                ConsentCall::open_access { record: ACTIVE, purpose: Purpose::Treatment, justification }
            }
            "set_emergency_rule" => ConsentCall::set_emergency_rule {
                accessors: "emergency@medical-council".parse().unwrap(),
                reviewers: "reviewer@medical-council".parse().unwrap(),
                validity: 100,
                review_within: 1_000,
            },
            "break_glass" => {
                ConsentCall::break_glass { patient, reason: EmergencyReason::LegalDuty, justification }
            }
            "review" => ConsentCall::review { emergency: 0, outcome: ReviewOutcome::Justified },
            "share_key" => {
                ConsentCall::share_key { delegate: self.guardian.account(), key_package: content(8) }
            }
            "discard_tickets" => ConsentCall::discard_tickets { tickets: vec![0].try_into().unwrap() },
            "discard_policies" => {
                ConsentCall::discard_policies { policies: vec![self.ended].try_into().unwrap() }
            }
            _ => panic!("Consent.{name} is new: say here how it succeeds"),
        }
        .into()
    }

    fn of_the_registry(&self, name: &str) -> RuntimeCall {
        let policy = self.policy;
        match name {
            "submit" => self.submission(RecordId([8; 32])),
            "endorse" => RecordCall::endorse { records: vec![OVERDUE].try_into().unwrap() },
            "lapse" => RecordCall::lapse { record: OVERDUE },
            "rewrap" => {
                let header = content(5);
                let signature = self.patient.sign_header(&ACTIVE, &policy, &header);
                RecordCall::rewrap { record: ACTIVE, policy, header, signature }
            }
            "rewrap_for" => {
                let (header, guardian) = (content(5), self.guardian.account());
                let signature = self.guardian.sign_header(&ACTIVE, &policy, &header);
                RecordCall::rewrap_for { record: ACTIVE, policy, header, guardian, signature }
            }
            "endorse_rewraps" => {
                RecordCall::endorse_rewraps { rewraps: vec![(STALE, content(9))].try_into().unwrap() }
            }
            "dispute" => RecordCall::dispute { record: ACTIVE, reason: [2; 32] },
            "withdraw_dispute" => RecordCall::withdraw_dispute { record: ACTIVE },
            "erase" => RecordCall::erase { record: ACTIVE },
            "attest_erasure" => RecordCall::attest_erasure { records: vec![ACTIVE].try_into().unwrap() },
            "drop_rewrap" => RecordCall::drop_rewrap { record: STALE },
            "discard_records" => RecordCall::discard_records { records: vec![GONE].try_into().unwrap() },
            _ => panic!("EhrRegistry.{name} is new: say here how it succeeds"),
        }
        .into()
    }

    /// What becomes of `call` if whoever stands in this column of the table tries it.
    pub fn outcome(&self, column: usize, call: RuntimeCall) -> String {
        let one = |actor: &Actor| told(actor.send(call.clone()));
        // Nobody of these organisations gets further than the others, but for patients.
        let all = |organisation| {
            let [seat, gateway, validator, office, _] = accounts_of(organisation);
            let outcomes = [seat, gateway, validator, office].map(|actor| one(&actor));
            assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
            outcomes[0].clone()
        };
        match column {
            0 => told(Ok(pass(call, &[0, 1, 2]))),
            1 => told(Ok(pass(call, &[0, 1, 2, 3]))),
            2 => one(&seat(0)),
            3 => one(&gateway(0)),
            4 => one(&Actor::new("//Alice")),
            5 => one(&self.office),
            6 => one(&self.practitioner),
            7 => one(&self.user),
            8 => one(&self.patient),
            9 => one(&self.guardian),
            10 => one(&Actor::new("//Mallory")),
            11 => all("South"),
            12 => all("West"),
            13 => {
                let (suspended, removed) = (one(&patient_of("South")), one(&patient_of("West")));
                assert_eq!(suspended, removed);
                suspended
            }
            _ => told(Executive::apply_extrinsic(unsigned(call))),
        }
    }
}

/// An outcome in the words of the table.
fn told(outcome: ApplyExtrinsicResult) -> String {
    match outcome {
        Ok(Ok(())) => "yes".into(),
        Ok(Err(DispatchError::BadOrigin)) => "bad".into(),
        Ok(Err(DispatchError::Module(error))) => error.message.unwrap().into(),
        Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(101))) => "out".into(),
        Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(102))) => ".".into(),
        Err(TransactionValidityError::Invalid(InvalidTransaction::UnknownOrigin)) => "none".into(),
        other => format!("{other:?}"),
    }
}
