use super::*;
use crate::threshold::{PartialKey, PartialMediatedKey};
use ark_ec::CurveGroup;

const DOCTOR: &str = "doctor@medical-council";

impl Board {
    fn partials(&self, gid: &Gid, text: &str, officers: &[usize]) -> Vec<PartialKey> {
        officers
            .iter()
            .map(|at| self.officers[*at].issue(gid, &attribute(text), &mut rng(50 + *at as u64)))
            .collect()
    }

    fn combine(&self, partials: &[PartialKey]) -> Result<AttributeKey, AbeError> {
        self.key.combine(&label("medical-council"), &ALICE, &attribute(DOCTOR), partials)
    }

    /// The tests' authorities with this board as medical council.
    fn world(&self) -> World {
        let mut world = World::new();
        world.publics.insert(label("medical-council"), self.key.public_key());
        world
    }
}

#[test]
fn combined_key_should_be_an_ordinary_key_when_any_quorum_issues() {
    let board = Board::new(3, 5);
    let world = board.world();
    let policy = policy("doctor@medical-council AND icu@city-hospital");
    let (capsule, key) = world.encapsulate(&policy);
    for set in subsets(5).filter(|set| set.len() >= 3) {
        let issued = board.combine(&board.partials(&ALICE, DOCTOR, &set)).unwrap();
        assert_eq!(issued.verify(&ALICE, &label("medical-council"), &board.key.public_key()), Ok(()));
        let mut ring = world.ring(ALICE, &["icu@city-hospital"]);
        ring.insert(AttributeKey::decode(&issued.encode()).unwrap());
        assert_eq!(world.open(&capsule, &ring), Ok(key.clone()), "{set:?}");
    }
}

#[test]
fn combination_should_be_refused_when_there_are_fewer_officers_than_the_threshold() {
    let board = Board::new(3, 5);
    for set in subsets(5).filter(|set| set.len() < 3) {
        let given = u8::try_from(set.len()).unwrap();
        let refused = board.combine(&board.partials(&ALICE, DOCTOR, &set));
        assert_eq!(refused.err(), Some(AbeError::TooFewOfficers { needed: 3, given }));
    }
}

#[test]
fn capsule_should_not_open_when_a_minority_combines_its_partial_keys_by_force() {
    // Interpolation as if fewer officers were enough: what t − 1 of them can compute from their parts.
    let (board, smaller) = (Board::new(3, 5), Quorum::new(2, 5).unwrap());
    let world = board.world();
    let (capsule, _) = world.encapsulate(&policy(DOCTOR));
    assert_eq!(smaller.threshold(), 2);
    for set in subsets(5).filter(|set| set.len() == 2) {
        let partials = board.partials(&ALICE, DOCTOR, &set);
        let [first, second] = [0, 1].map(|at| crate::group::types::Fr::from(partials[at].officer().get()));
        let weights = [second, -first].map(|top| top * ark_ff::Field::inverse(&(second - first)).unwrap());
        let k = partials[0].key.k * weights[0] + partials[1].key.k * weights[1];
        let k_prime = partials[0].key.k_prime * weights[0] + partials[1].key.k_prime * weights[1];
        let forced =
            AttributeKey { attribute: attribute(DOCTOR), k: k.into_affine(), k_prime: k_prime.into_affine() };
        assert_eq!(
            forced.verify(&ALICE, &label("medical-council"), &board.key.public_key()),
            Err(AbeError::KeyNotGenuine)
        );
        for key in [forced, partials[0].key.clone()] {
            let mut ring = KeyRing::new(ALICE);
            ring.insert(key);
            assert_eq!(world.open(&capsule, &ring), Err(AbeError::NotOpened), "{set:?}");
        }
    }
}

#[test]
fn liar_should_be_named_when_one_partial_key_is_wrong() {
    let board = Board::new(3, 5);
    let honest = board.partials(&ALICE, DOCTOR, &[0, 1, 3, 4]);
    let other = Board::new(2, 5);
    let lies = [
        // For somebody else, for something else, with another share, and altered.
        board.partials(&BOB, DOCTOR, &[3]).remove(0),
        board.partials(&ALICE, "nurse@medical-council", &[3]).remove(0),
        other.partials(&ALICE, DOCTOR, &[3]).remove(0),
        PartialKey { officer: index(4), key: honest[3].key.clone() },
    ];
    for lie in lies {
        let mut partials = honest.clone();
        partials[2] = lie;
        assert_eq!(board.combine(&partials).err(), Some(faulty(4, OfficerFault::PartialKey)));
        // Without it the rest is enough.
        partials.remove(2);
        assert!(board.combine(&partials).is_ok());
    }
    let mut renamed = board.partials(&ALICE, "nurse@medical-council", &[3]).remove(0);
    renamed.key.attribute = attribute(DOCTOR);
    assert_eq!(
        board.key.verify_partial(&label("medical-council"), &ALICE, &renamed),
        Err(faulty(4, OfficerFault::PartialKey))
    );
}

#[test]
fn combination_should_be_refused_when_an_officer_is_there_twice_or_does_not_exist() {
    let board = Board::new(3, 5);
    let mut partials = board.partials(&ALICE, DOCTOR, &[0, 1, 1]);
    assert_eq!(board.combine(&partials).err(), Some(faulty(2, OfficerFault::Repeated)));
    partials[2].officer = index(6);
    assert_eq!(board.combine(&partials).err(), Some(faulty(6, OfficerFault::Index)));
    let mut bytes = partials[0].encode();
    bytes[2] = 0;
    assert_eq!(
        PartialKey::decode(&bytes).err(),
        Some(AbeError::Encoding { object: "partial key", flaw: Flaw::Structure })
    );
}

#[test]
fn server_should_have_a_working_transform_key_when_a_quorum_mediates() {
    let board = Board::new(2, 3);
    let world = board.world();
    let secret = TransformSecret::generate(&mut rng(20));
    let name = label("medical-council");
    let request = secret.request(&ALICE, &attribute(DOCTOR), &mut rng(22));
    let mediate = |at: usize| {
        let partial = board.officers[at].issue_mediated(&name, &request, &mut rng(50 + at as u64)).unwrap();
        PartialMediatedKey::new(partial.officer(), MediatedKey::decode(&partial.key().encode()).unwrap())
    };
    let mut transform_key = TransformKey::mediated(&request).unwrap();
    let few = board.key.combine_mediated(&label("medical-council"), &mut transform_key, &[mediate(0)]);
    assert_eq!(few, Err(AbeError::TooFewOfficers { needed: 2, given: 1 }));
    let lie = [mediate(0), PartialMediatedKey::new(index(3), mediate(1).key().clone())];
    let refused = board.key.combine_mediated(&label("medical-council"), &mut transform_key, &lie);
    assert_eq!(refused, Err(faulty(3, OfficerFault::PartialKey)));
    assert_eq!(transform_key.attributes().count(), 0);
    board
        .key
        .combine_mediated(&label("medical-council"), &mut transform_key, &[mediate(0), mediate(2)])
        .unwrap();
    let (capsule, key) = world.encapsulate(&policy(DOCTOR));
    let transformed = transform(&capsule, &transform_key).unwrap();
    assert_eq!(finish(&capsule, &transformed, &secret, CONTEXT), Ok(key));
    // Parts blinded with another z do not join.
    let other = TransformSecret::generate(&mut rng(23)).request(&ALICE, &attribute(DOCTOR), &mut rng(22));
    let foreign = board.officers[1].issue_mediated(&name, &other, &mut rng(51)).unwrap();
    assert_eq!(
        board.key.combine_mediated(&label("medical-council"), &mut transform_key, &[mediate(0), foreign]),
        Err(AbeError::BlindingDiffers)
    );
}
