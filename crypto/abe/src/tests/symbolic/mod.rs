//! The scheme in the generic group model, checked by computer.
//!
//! An adversary who treats the groups as black boxes can compute in GT exactly the linear combinations
//! of: the elements of GT it has, and the pairings of those of G1 with those of G2. Writing every element
//! as a polynomial in the unknowns (s, the sharings' randomness, r_x, α, y, t, the logarithms of the hashes,
//! 1/z), it can compute E0^s exactly if s is in the linear span of those polynomials (up to the
//! Schwartz–Zippel error, about degree/r). So for random policies, users, corrupted authorities and
//! holders of transform keys: **s is in the span if and only if one user is authorised**.
//!
//! Monomials are kept exactly, nothing is evaluated at random points, and coefficients lie in the scheme's
//! own field; the shares come from the code that encrypts. Mutants of the scheme show that the check
//! would notice: each is a mistake that was made in a published scheme or a shipped implementation.
//!
//! It covers any number of keys and several capsules; it does not cover adversaries who use the curve's
//! structure, adaptive choices after seeing a capsule, or the Fujisaki–Okamoto transform.

mod polynomial;
mod refreshed;
mod scenario;
mod span;
mod view;

use super::rng;
use scenario::Scenario;
use view::Mutation;

/// What a number of random cases showed.
#[derive(Debug, Default)]
struct Tally {
    authorised: usize,
    refused: usize,
    /// Refused although the users together would satisfy the policy.
    coalitions: usize,
    /// Refused although the server has the transform key of an authorised user.
    servers: usize,
    /// The secret is in the span although nobody is authorised: the scheme is broken.
    broken: usize,
    /// Somebody is authorised and the secret is not in the span: the scheme does not work.
    useless: usize,
}

fn run(cases: usize, seed: u64, mutation: Option<Mutation>) -> Tally {
    let mut rng = rng(seed);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let scenario = Scenario::random(&mut rng);
        let authorised = scenario.is_authorised();
        if authorised {
            tally.authorised += 1;
        } else {
            tally.refused += 1;
            tally.coalitions += usize::from(scenario.is_authorised_together());
            tally.servers += usize::from(scenario.is_authorised_through_the_server());
        }
        let opened = view::secret_is_in_span(&scenario, mutation);
        assert!(mutation.is_some() || opened == authorised, "{scenario:?}");
        tally.broken += usize::from(opened && !authorised);
        tally.useless += usize::from(!opened && authorised);
    }
    tally
}

#[test]
fn secret_should_be_in_the_span_exactly_when_one_user_is_authorised() {
    let tally = run(4000, 1, None);
    assert_eq!((tally.broken, tally.useless), (0, 0));
    // The cases are worth something: both outcomes, and all the ways to be tempted.
    assert!(tally.authorised > 1000 && tally.refused > 1000, "{tally:?}");
    assert!(tally.coalitions > 100 && tally.servers > 150, "{tally:?}");
}

/// How many of 500 cases the mutation breaks.
fn caught(mutation: Mutation) -> usize {
    run(500, 2, Some(mutation)).broken
}

#[test]
fn check_should_notice_when_hashes_have_known_logarithms() {
    assert!(caught(Mutation::KnownLogarithms) > 0);
}

#[test]
fn check_should_notice_when_the_zero_sharing_is_left_out() {
    assert!(caught(Mutation::NoZeroSharing) > 0);
}

#[test]
fn check_should_notice_when_all_users_share_one_gid() {
    assert!(caught(Mutation::OneGid) > 0);
}

#[test]
fn check_should_notice_when_one_child_of_every_and_gets_the_whole_share() {
    assert!(caught(Mutation::GreedyAnd) > 0);
}

#[test]
fn check_should_notice_when_rows_of_one_attribute_share_their_randomness() {
    assert!(caught(Mutation::OneRandomnessPerAttribute) > 0);
}

#[test]
fn check_should_notice_when_commitments_to_the_secret_lie_in_g1() {
    // What a divided authority would reveal with Feldman's commitments in the wrong group.
    assert!(caught(Mutation::AlphaInG1) > 0);
}

#[test]
fn check_should_notice_when_the_servers_keys_are_not_blinded() {
    assert!(caught(Mutation::UnblindedServer) > 0);
}

#[test]
fn check_should_notice_when_an_authority_blinds_an_unproven_base() {
    // A holder's request without its proof: another's base under one's own name.
    assert!(caught(Mutation::SmuggledBase) > 0);
}
