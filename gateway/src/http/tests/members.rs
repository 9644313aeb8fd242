//! Signing in, and what members keep at a gateway.

use super::*;

#[tokio::test]
async fn member_should_get_cards_and_own_packages_from_other_gateways_when_they_are_there() {
    let scene = Scene::new(2, 1).await;
    file(&scene, 1).await;
    let doctor = client(&scene, 1, &scene.doctor).await;
    let card = KeyCard::sign(&scene.patient, &scene.patient_secret).encode();
    let patient_card = scene.chain.world().participants[&scene.patient.id()].key_card;
    let found = doctor.block(&patient_card, None).await;
    assert_eq!(found.unwrap().len(), card.len());

    let council = client(&scene, 0, &scene.authority_account).await;
    let cid = council.put_package(b"a sealed attribute key".to_vec()).await.unwrap();
    assert_eq!(status(doctor.block(&cid, None).await), 404, "not named on the chain as the doctor's");
    let id = scene.doctor.id();
    scene.chain.world().holdings.get_mut(&id).unwrap()[0].holding.key_package = cid;
    scene.chain.next_block();
    assert_eq!(doctor.block(&cid, None).await.unwrap(), b"a sealed attribute key");
    assert_eq!(code(doctor.put_package(b"x".to_vec()).await), "not_named");
}

#[tokio::test]
async fn person_should_keep_a_card_and_a_shared_key_here_when_the_chain_names_them() {
    let scene = Scene::new(1, 1).await;
    let patient = client(&scene, 0, &scene.patient).await;
    let package = b"a sealed reading key".to_vec();
    assert_eq!(code(patient.put_named(package.clone(), 100).await), "not_named");
    let (until, key_package) = (u32::MAX, Some(salus_client::content::raw_id(&package)));
    let delegation = Delegation { scope: DelegationScope::Caretaker, until, key_package };
    let delegates = vec![(scene.doctor.id(), delegation)];
    scene.chain.world().delegations.insert(scene.patient.id(), delegates);
    let cid = patient.put_named(package.clone(), 100).await.unwrap();
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(doctor.block(&cid, None).await.unwrap(), package);
    assert_eq!(code(doctor.put_named(package, 100).await), "not_named");

    let secret = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
    let card = KeyCard::sign(&scene.patient, &secret);
    assert_eq!(code(patient.put_named(card.encode(), 100).await), "not_named");
    let id = scene.patient.id();
    scene.chain.world().participants.get_mut(&id).unwrap().key_card = card.content_id();
    assert_eq!(patient.put_named(card.encode(), 100).await.unwrap(), card.content_id());
}

#[tokio::test]
async fn session_should_be_refused_when_the_account_takes_no_part() {
    let scene = Scene::new(1, 3).await;
    let client = GatewayClient::new(&url(&scene, 0)).unwrap();
    assert_eq!(code(client.sign_in(&account("//Stranger")).await), "not_a_member");
}

#[tokio::test]
async fn session_should_end_at_once_when_the_member_is_suspended() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    suspend(&scene, &scene.doctor);
    assert_eq!(code(doctor.open(5).await), "not_a_member");
    assert_eq!(code(doctor.sign_in(&scene.doctor).await), "not_a_member");
}

#[tokio::test]
async fn transform_key_should_be_refused_when_it_is_another_s_or_nothing_in_it_counts() {
    let scene = Scene::new(1, 3).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let patient = client(&scene, 0, &scene.patient).await;
    assert_eq!(code(patient.put_transform_key(key.encode().to_vec(), 100).await), "not_your_key");
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(code(doctor.put_transform_key(vec![1; 100], 100).await), "bad_request");
    let id = scene.doctor.id();
    scene.chain.world().revoke(&id, &doctor_attribute());
    scene.chain.next_block();
    let refused = doctor.put_transform_key(key.encode().to_vec(), 100).await;
    assert_eq!(code(refused), "no_counting_attribute");
    assert_eq!(status(doctor.delete_transform_key().await), 200);
}

#[tokio::test]
async fn points_of_a_transform_key_should_be_looked_at_last_when_something_else_speaks_against_it() {
    let scene = Scene::new(1, 3).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let mut damaged = key.encode().to_vec();
    // In the first point, behind version, kind and account.
    damaged[2 + 32 + 7] ^= 1;
    let patient = client(&scene, 0, &scene.patient).await;
    assert_eq!(code(patient.put_transform_key(damaged.clone(), 100).await), "not_your_key");
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(code(doctor.put_transform_key(damaged.clone(), 100).await), "bad_request");
    let id = scene.doctor.id();
    scene.chain.world().revoke(&id, &doctor_attribute());
    scene.chain.next_block();
    assert_eq!(code(doctor.put_transform_key(damaged, 100).await), "no_counting_attribute");
}

#[tokio::test]
async fn transform_key_should_be_taken_when_the_gateway_s_node_catches_up() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let id = scene.doctor.id();
    let held = scene.chain.world().holdings.remove(&id).unwrap();
    let put = doctor.put_transform_key(key.encode().to_vec(), 102);
    let arrives = async {
        scene.chain.next_block();
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.chain.world().holdings.insert(id, held);
        scene.chain.next_block();
    };
    assert_eq!(code(tokio::join!(put, arrives).0), "ok");
}

#[tokio::test]
async fn transform_key_should_be_left_for_later_when_the_gateway_s_node_is_far_behind() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let refused = doctor.put_transform_key(key.encode().to_vec(), u32::MAX).await;
    let Err(GatewayError::Refused { status, fault }) = refused else { panic!("{refused:?}") };
    assert_eq!((status, fault.error.as_str()), (503, "node_behind"));
    assert_eq!(scene.gateways[0].store.database.transform_key(&scene.doctor.id()).await.unwrap(), None);
}
