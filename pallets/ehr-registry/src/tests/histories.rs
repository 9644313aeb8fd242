//! The majority, of endorsements and of attestations, against a plain restatement of its rule, over random
//! histories.

use crate::{mock::*, Pending, PendingCount, Records};
use proptest::prelude::*;
use salus_primitives::{consent::PolicyRef, record::RecordStatus, BlockNumber, OrganisationId, RecordId};
use std::collections::{BTreeMap, BTreeSet};

const ORGANISATIONS: u32 = 5;

/// What somebody does. Records are named by a number that [`Rule::place`] turns into a place among those filed.
#[derive(Clone, Debug)]
enum Step {
    Submit {
        by: OrganisationId,
        patient: AccountId,
    },
    /// For the patient of the version before, or `of_anyone` for `patient`.
    Amend {
        by: OrganisationId,
        patient: AccountId,
        of_anyone: bool,
        previous: usize,
    },
    Endorse {
        by: OrganisationId,
        records: Vec<usize>,
    },
    Lapse {
        by: OrganisationId,
        record: usize,
    },
    Erase {
        record: usize,
    },
    Attest {
        by: OrganisationId,
        records: Vec<usize>,
    },
    Wait {
        blocks: BlockNumber,
    },
    Suspend {
        organisation: OrganisationId,
    },
    Reinstate {
        organisation: OrganisationId,
    },
    ChangePolicy {
        patient: AccountId,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let organisation = || 0..ORGANISATIONS;
    let patient = || prop_oneof![Just(PATIENT), Just(OTHER_PATIENT)];
    let record = || 0usize..64;
    prop_oneof![
        4 => (organisation(), patient()).prop_map(|(by, patient)| Step::Submit { by, patient }),
        4 => (organisation(), patient(), prop::bool::weighted(0.1), record()).prop_map(
            |(by, patient, of_anyone, previous)| Step::Amend { by, patient, of_anyone, previous }
        ),
        12 => (organisation(), prop::collection::vec(record(), 1..10))
            .prop_map(|(by, records)| Step::Endorse { by, records }),
        3 => (organisation(), record()).prop_map(|(by, record)| Step::Lapse { by, record }),
        2 => record().prop_map(|record| Step::Erase { record }),
        6 => (organisation(), prop::collection::vec(record(), 1..10))
            .prop_map(|(by, records)| Step::Attest { by, records }),
        3 => (1u32..5).prop_map(|blocks| Step::Wait { blocks }),
        1 => organisation().prop_map(|organisation| Step::Suspend { organisation }),
        2 => organisation().prop_map(|organisation| Step::Reinstate { organisation }),
        1 => patient().prop_map(|patient| Step::ChangePolicy { patient }),
    ]
}

/// What the rule says of a record.
struct Expected {
    patient: AccountId,
    organisation: OrganisationId,
    policy_version: u32,
    electors: BTreeSet<OrganisationId>,
    deadline: BlockNumber,
    endorsers: BTreeSet<OrganisationId>,
    majority_in_time: bool,
    closed: bool,
    amended: bool,
    erasure: Option<ExpectedErasure>,
    previous: Option<usize>,
}

/// What the rule says of an erasure.
struct ExpectedErasure {
    electors: BTreeSet<OrganisationId>,
    attesters: BTreeSet<OrganisationId>,
    done: bool,
}

impl Expected {
    fn status(&self) -> RecordStatus {
        if self.erasure.is_some() {
            return RecordStatus::Erasing;
        }
        match (self.majority_in_time, self.closed, self.amended) {
            (true, _, true) => RecordStatus::Superseded,
            (true, ..) => RecordStatus::Active,
            (false, true, _) => RecordStatus::Lapsed,
            (false, false, _) => RecordStatus::Pending,
        }
    }
}

/// The rule, restated without the pallet's storage.
struct Rule {
    active: BTreeSet<OrganisationId>,
    versions: BTreeMap<AccountId, u32>,
    records: Vec<Expected>,
}

impl Rule {
    fn new() -> Self {
        Self {
            active: (0..ORGANISATIONS).collect(),
            versions: [(PATIENT, 1), (OTHER_PATIENT, 1)].into_iter().collect(),
            records: Vec::new(),
        }
    }

    /// The place that `number` names: that of a record, or the one where the next would come.
    fn place(&self, number: usize) -> usize {
        number % (self.records.len() + 1)
    }

    fn pending(&self) -> BTreeMap<OrganisationId, u32> {
        let mut pending = BTreeMap::new();
        for record in self.records.iter().filter(|record| record.status() == RecordStatus::Pending) {
            *pending.entry(record.organisation).or_default() += 1;
        }
        pending
    }

    fn may_submit(&self, by: OrganisationId, patient: AccountId, previous: Option<usize>) -> bool {
        let amendable = previous.is_none_or(|previous| {
            self.records.get(previous).is_some_and(|record| {
                record.patient == patient
                    && record.organisation == by
                    && record.status() == RecordStatus::Active
            })
        });
        let room = self.pending().get(&by).copied().unwrap_or_default() < MAX_PENDING;
        self.active.contains(&by) && amendable && room
    }

    /// One endorsement; a majority is more than half of those active at submission, by those of them active now.
    fn endorse(&mut self, by: OrganisationId, index: usize) {
        let Some(record) = self.records.get_mut(index) else {
            return;
        };
        let open = record.status() == RecordStatus::Pending
            && now() < record.deadline
            && record.electors.contains(&by)
            && self.versions[&record.patient] == record.policy_version;
        if open && record.endorsers.insert(by) {
            let counting = record.endorsers.intersection(&self.active).count() as u32;
            self.settle(index, counting);
        }
    }

    /// One attestation; more than half of those active when it was asked, or all who are left.
    fn attest(&mut self, by: OrganisationId, index: usize) {
        let Some(erasure) = self.records.get_mut(index).and_then(|record| record.erasure.as_mut()) else {
            return;
        };
        erasure.attesters.insert(by);
        let counting = erasure.attesters.intersection(&self.active);
        let of_electors = counting.clone().filter(|by| erasure.electors.contains(by)).count();
        let all = counting.count() == self.active.len();
        erasure.done |= 2 * of_electors > erasure.electors.len() || all;
    }

    fn settle(&mut self, index: usize, counting: u32) {
        let record = &mut self.records[index];
        if 2 * counting > record.electors.len() as u32 {
            record.majority_in_time = true;
            if let Some(previous) = record.previous {
                self.records[previous].amended = true;
            }
        }
    }
}

fn name(index: usize) -> RecordId {
    id(index as u8)
}

/// Files a record on the chain and by the rule; where they differ in what they allow, the test ends.
fn file(rule: &mut Rule, by: OrganisationId, patient: AccountId, previous: Option<usize>) {
    let allowed = rule.may_submit(by, patient, previous);
    let version = rule.versions[&patient];
    let policy = PolicyRef { id: POLICY.id, version };
    let index = rule.records.len();
    let outcome = submit_by(by, patient, policy, name(index), previous.map(name));
    assert_eq!(outcome.is_ok(), allowed, "{outcome:?}");
    if allowed {
        rule.records.push(Expected {
            patient,
            organisation: by,
            policy_version: version,
            electors: rule.active.clone(),
            deadline: now() + WINDOW,
            endorsers: [by].into_iter().collect(),
            majority_in_time: false,
            closed: false,
            amended: false,
            erasure: None,
            previous,
        });
        rule.settle(index, 1);
    }
}

/// Takes a step on the chain and by the rule, as [`file`] does.
fn take(rule: &mut Rule, step: Step) {
    match step {
        Step::Submit { by, patient } => file(rule, by, patient, None),
        Step::Amend { by, patient, of_anyone, previous } => {
            let previous = rule.place(previous);
            let own = rule.records.get(previous).map(|record| record.patient).filter(|_| !of_anyone);
            file(rule, by, own.unwrap_or(patient), Some(previous));
        }
        Step::Endorse { by, records } => {
            let records: Vec<_> = records.into_iter().map(|record| rule.place(record)).collect();
            let named: Vec<_> = records.iter().copied().map(name).collect();
            assert_eq!(endorse(by, &named).is_ok(), rule.active.contains(&by));
            if rule.active.contains(&by) {
                records.into_iter().for_each(|record| rule.endorse(by, record));
            }
        }
        Step::Lapse { by, record } => {
            let record = rule.place(record);
            let due = rule
                .records
                .get(record)
                .is_some_and(|record| record.status() == RecordStatus::Pending && now() >= record.deadline);
            let allowed = due && rule.active.contains(&by);
            assert_eq!(lapse(by, name(record)).is_ok(), allowed);
            if allowed {
                rule.records[record].closed = true;
            }
        }
        Step::Erase { record } => {
            let index = rule.place(record);
            let found = rule.records.get_mut(index).filter(|record| record.erasure.is_none());
            let patient = found.as_ref().map_or(PATIENT, |record| record.patient);
            assert_eq!(erase(patient, name(index)).is_ok(), found.is_some());
            if let Some(record) = found {
                let (electors, attesters) = (rule.active.clone(), BTreeSet::new());
                record.erasure = Some(ExpectedErasure { electors, attesters, done: false });
            }
        }
        Step::Attest { by, records } => {
            let records: Vec<_> = records.into_iter().map(|record| rule.place(record)).collect();
            let named: Vec<_> = records.iter().copied().map(name).collect();
            assert_eq!(attest(by, &named).is_ok(), rule.active.contains(&by));
            if rule.active.contains(&by) {
                records.into_iter().for_each(|record| rule.attest(by, record));
            }
        }
        Step::Wait { blocks } => go_to(now() + blocks),
        Step::Suspend { organisation } => {
            rule.active.remove(&organisation);
            FakeMembership::suspend(organisation);
        }
        Step::Reinstate { organisation } => {
            rule.active.insert(organisation);
            FakeMembership::reinstate(organisation);
        }
        Step::ChangePolicy { patient } => {
            *rule.versions.get_mut(&patient).unwrap() += 1;
            FakeConsents::set_policy(patient, POLICY.id);
        }
    }
}

fn compare(rule: &Rule) {
    let erased = |record: &Expected| record.erasure.as_ref().is_some_and(|erasure| erasure.done);
    let present = rule.records.iter().filter(|record| !erased(record)).count();
    assert_eq!(Records::<Test>::count() as usize, present);
    for (index, expected) in rule.records.iter().enumerate() {
        let certificate = EhrRegistry::erasure(name(index));
        let attesters = certificate.as_ref().map(|erasure| erasure.attestations.iter().copied().collect());
        assert_eq!(attesters, expected.erasure.as_ref().map(|erasure| erasure.attesters.clone()));
        assert_eq!(certificate.is_some_and(|erasure| erasure.erased_at.is_some()), erased(expected));
        let record = EhrRegistry::record(name(index));
        assert_eq!(record.is_none(), erased(expected), "record {index}");
        let Some(record) = record else { continue };
        assert_eq!(record.status, expected.status(), "record {index}");
        if expected.erasure.is_none() {
            let is_in = matches!(record.status, RecordStatus::Active | RecordStatus::Superseded);
            assert_eq!(is_in, expected.majority_in_time, "record {index}");
        }
        assert_eq!(record.endorsements.iter().copied().collect::<BTreeSet<_>>(), expected.endorsers);
    }
    assert_eq!(PendingCount::<Test>::iter().collect::<BTreeMap<_, _>>(), rule.pending());
    assert_eq!(Pending::<Test>::count(), rule.pending().values().sum::<u32>());
    EhrRegistry::do_try_state().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn record_should_be_in_exactly_when_it_got_its_majority_in_time(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        ExtBuilder::default().organisations(ORGANISATIONS).build_and_execute(|| {
            let mut rule = Rule::new();
            for step in steps {
                take(&mut rule, step);
                compare(&rule);
            }
        });
    }
}
