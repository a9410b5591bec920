//! Two consoles share two sessions of one Postgres by way of a pooler that is killed under load.

use crate::console::{Console, NOW};
use crate::database::Database;
use crate::ledger::assert_stored;
use crate::load::Load;

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_that_is_killed_nothing_is_lost_or_stored_twice() {
    let mut database = Database::pooled().await;
    let (url, direct) = (database.url().to_owned(), database.pooler().1.to_owned());
    let spawn = async || {
        Console::spawn_with(|options| {
            options.database_url = Some(url.clone());
            options.database_direct_url = Some(direct.clone());
        })
        .await
    };
    let (first, second) = (spawn().await, spawn().await);
    let loads = [(&first, 0..2), (&second, 2..4)].map(|(console, senders)| {
        let load = Load::of(NOW, senders, 1);
        load.aim(Some(console.address()));
        load
    });
    for _ in 0..3 {
        for load in &loads {
            load.more(100).await;
        }
        database.pooler().0.restart().await;
    }
    let (mut sent, mut acknowledged) = Default::default();
    for load in loads {
        assert_eq!(load.failures(), 0, "each webhook was answered with 200");
        let (more, also) = load.end().await;
        std::collections::HashMap::extend(&mut sent, more);
        std::collections::HashSet::extend(&mut acknowledged, also);
    }
    for console in [first, second] {
        console.until_stored().await;
        console.stop().await;
    }
    assert_stored(&direct, &sent, &acknowledged).await;
    database.remove().await;
}
