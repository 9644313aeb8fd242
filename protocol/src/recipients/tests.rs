#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use salus_abe::AuthoritySecretKey;
use salus_primitives::{
    consent::{EmergencyAccess, PolicyStatus, PolicyTerms, Window},
    Purpose, PurposeSet,
};
use std::convert::Infallible;

/// A chain in memory with two authorities and an attribute of each.
struct World {
    rule: Option<EmergencyRule>,
    attributes: BTreeMap<Attribute, AttributeState>,
    authorities: BTreeMap<Label, NamedAuthority<AccountId>>,
}

impl Facts for World {
    type Error = Infallible;

    async fn emergency_rule(&self) -> Result<Option<EmergencyRule>, Infallible> {
        Ok(self.rule.clone())
    }

    async fn attribute(&self, attribute: &Attribute) -> Result<Option<AttributeState>, Infallible> {
        Ok(self.attributes.get(attribute).copied())
    }

    async fn authority(&self, name: &Label) -> Result<Option<NamedAuthority<AccountId>>, Infallible> {
        Ok(self.authorities.get(name).cloned())
    }
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn doctor() -> Attribute {
    "doctor@medical-council".parse().unwrap()
}

fn rescuer() -> Attribute {
    "rescuer@city-hospital".parse().unwrap()
}

fn named(name: &str, proof_for: &str) -> NamedAuthority<AccountId> {
    let secret = AuthoritySecretKey::generate(&mut rand::rng());
    let proof = secret.prove_possession(&label(proof_for), &mut rand::rng());
    let authority = Authority {
        organisation: 0,
        account: AccountId([1; 32]),
        public_key: secret.public_key().encode().try_into().unwrap(),
        proof_of_possession: proof.encode().try_into().unwrap(),
        key_version: 0,
        status: UseStatus::Active,
    };
    NamedAuthority { name: label(name), authority, attributes: Vec::new() }
}

fn world() -> World {
    let in_use = |epoch| AttributeState { epoch, status: UseStatus::Active };
    let names = ["medical-council", "city-hospital"];
    World {
        rule: Some(EmergencyRule {
            accessors: rescuer().to_string().parse().unwrap(),
            reviewers: doctor().to_string().parse().unwrap(),
            validity: 1,
            review_within: 1,
            version: 1,
        }),
        attributes: [(doctor(), in_use(3)), (rescuer(), in_use(5))].into(),
        authorities: names.map(|name| (label(name), named(name, name))).into(),
    }
}

fn policy(emergency: EmergencyAccess) -> Policy<AccountId> {
    let terms = PolicyTerms {
        expression: doctor().to_string().parse().unwrap(),
        purposes: PurposeSet::EMPTY.with(Purpose::Treatment),
        valid: Window { from: 0, until: 1 },
        emergency,
    };
    Policy { owner: AccountId([2; 32]), terms, version: 1, status: PolicyStatus::Active }
}

fn unusable(outcome: Result<Recipients, RecipientsError<Infallible>>) -> Unusable {
    match outcome.unwrap_err() {
        RecipientsError::Unusable(unusable) => unusable,
        RecipientsError::Facts(never) => match never {},
    }
}

#[tokio::test]
async fn recipients_should_be_policy_and_rule_at_their_epochs_when_the_policy_allows_emergencies() {
    let world = world();
    let found = recipients(&world, &policy(EmergencyAccess::Always)).await.unwrap();
    assert_eq!(found.policy.leaves(), [doctor().at(3)]);
    assert_eq!(found.emergency.as_ref().unwrap().leaves(), [rescuer().at(5)]);
    assert_eq!(found.authorities.len(), 2);
    let (rule, keys) = in_emergencies(&world, &policy(EmergencyAccess::Always)).await.unwrap().unwrap();
    assert_eq!((Some(rule), keys.len()), (found.emergency, 1));
    let found = recipients(&world, &policy(EmergencyAccess::Never)).await.unwrap();
    assert_eq!((found.emergency, found.authorities.len()), (None, 1));
}

#[tokio::test]
async fn emergency_should_be_left_out_when_the_patient_agreed_to_another_version_of_the_rule() {
    let mut world = world();
    let agreed = policy(EmergencyAccess::UnderRule(1));
    assert!(recipients(&world, &agreed).await.unwrap().emergency.is_some());
    world.rule.as_mut().unwrap().version = 2;
    assert_eq!(recipients(&world, &agreed).await.unwrap().emergency, None);
    assert_eq!(in_emergencies(&world, &agreed).await.unwrap(), None);
    let again = policy(EmergencyAccess::UnderRule(2));
    assert!(in_emergencies(&world, &again).await.unwrap().is_some());
}

#[tokio::test]
async fn emergency_should_be_left_out_when_something_of_the_rule_is_not_in_use() {
    let changes: [fn(&mut World); 5] = [
        |world| world.rule = None,
        |world| {
            world.attributes.remove(&rescuer());
        },
        |world| world.attributes.get_mut(&rescuer()).unwrap().status = UseStatus::Suspended,
        |world| {
            world.authorities.get_mut(&label("city-hospital")).unwrap().authority.status = UseStatus::Removed;
        },
        |world| {
            world.authorities.insert(label("city-hospital"), named("city-hospital", "another-name"));
        },
    ];
    for change in changes {
        let mut world = world();
        change(&mut world);
        assert_eq!(recipients(&world, &policy(EmergencyAccess::Always)).await.unwrap().emergency, None);
        assert_eq!(in_emergencies(&world, &policy(EmergencyAccess::Always)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn authority_keys_should_be_the_proven_ones_when_their_authorities_are_in_use_or_not() {
    let mut world = world();
    let both: Expression = "doctor@medical-council AND rescuer@city-hospital".parse().unwrap();
    let keys = authority_keys(&world, &both).await.unwrap();
    assert_eq!(keys, recipients(&world, &policy(EmergencyAccess::Always)).await.unwrap().authorities);
    world.authorities.get_mut(&label("medical-council")).unwrap().authority.status = UseStatus::Suspended;
    assert_eq!(authority_keys(&world, &both).await.unwrap(), keys);
    world.authorities.insert(label("city-hospital"), named("city-hospital", "another-name"));
    let proven = authority_keys(&world, &both).await.unwrap();
    assert_eq!(proven.keys().collect::<Vec<_>>(), [&label("medical-council")]);
    world.authorities.clear();
    assert!(authority_keys(&world, &both).await.unwrap().is_empty());
}

#[tokio::test]
async fn recipients_should_name_what_is_not_in_use_when_the_policy_asks_for_it() {
    let mut world = world();
    world.authorities.insert(label("medical-council"), named("medical-council", "another-name"));
    let refused = unusable(recipients(&world, &policy(EmergencyAccess::Always)).await);
    assert_eq!(refused, Unusable::Authority(label("medical-council")));
    world.attributes.get_mut(&doctor()).unwrap().status = UseStatus::Suspended;
    assert_eq!(
        unusable(recipients(&world, &policy(EmergencyAccess::Always)).await),
        Unusable::Attribute(doctor())
    );
}
