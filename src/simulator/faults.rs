//! Faults of the delivery between LiveKit and the console: a pure function of the events.

use crate::model::Millis;

use super::options::Faults;
use super::random::Random;
use super::room::RoomPlan;
use super::story::is_ghost;
use super::timeline::{Item, What};

/// Key of the random numbers of faults.
const FAULTS: u64 = 0xFA17;

/// What happens to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is sent in order, after the earlier ones of its room.
    InOrder,
    /// It is sent late, after later ones of its room.
    Late,
    /// It is sent a second time.
    Duplicate,
    /// It is never sent.
    Lost,
}

/// A webhook, and what happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// When it is sent, not before the event; a lost one would have been sent then.
    pub send_at: Millis,
    /// What happens to it.
    pub fate: Fate,
    /// The event that it reports.
    pub item: Item,
}

/// The deliveries of `items`, which are all events of `room`, in the order of sending.
pub fn deliveries(faults: &Faults, room: &RoomPlan, items: &[Item]) -> Vec<WebhookDelivery> {
    let in_order =
        |item: &Item| WebhookDelivery { send_at: item.at, fate: Fate::InOrder, item: *item };
    let mut deliveries: Vec<WebhookDelivery> = items.iter().map(in_order).collect();
    let silent = room.ghosts > 0.0;
    let on_the_way = [faults.lost, faults.late, faults.duplicated, faults.reordered];
    if !silent && on_the_way.iter().all(|share| *share <= 0.0) {
        return deliveries;
    }
    let (mut copies, mut swapped) = (Vec::new(), Vec::new());
    for (index, delivery) in deliveries.iter_mut().enumerate() {
        let mut random = Random::new(&[FAULTS, room.seed, delivery.item.key(room)]);
        // Each number is drawn, so that the share of one fault does not change which events the
        // others hit.
        let (lost, late) = (random.chance(faults.lost), random.chance(faults.late));
        let (duplicated, reordered) =
            (random.chance(faults.duplicated), random.chance(faults.reordered));
        let (delay, again) = (random.between(1000, 20_000), random.between(200, 10_000));
        if lost || (silent && ends_a_ghost(room, &delivery.item)) {
            delivery.fate = Fate::Lost;
            continue;
        }
        if late {
            delivery.fate = Fate::Late;
            delivery.send_at = delivery.send_at.plus(delay);
        } else if reordered {
            swapped.push(index);
        }
        if duplicated {
            let send_at = delivery.send_at.plus(again);
            copies.push(WebhookDelivery { send_at, fate: Fate::Duplicate, item: delivery.item });
        }
    }
    swap(&mut deliveries, &swapped);
    deliveries.append(&mut copies);
    deliveries.sort_by_key(|delivery| delivery.send_at);
    deliveries
}

/// Whether no webhook reports the event, because its participant stays listed as a ghost.
pub(super) fn ends_a_ghost(room: &RoomPlan, item: &Item) -> bool {
    match item.what {
        What::Left(session, _) => is_ghost(room, &session),
        What::Unpublished(session, track) => {
            track.unpublished >= session.left.plus(-1) && is_ghost(room, &session)
        }
        _ => false,
    }
}

/// Each delivery at one of `indices` is sent right after the next one.
fn swap(deliveries: &mut [WebhookDelivery], indices: &[usize]) {
    let mut free = 0;
    for &index in indices {
        let Some(next) = deliveries.get(index + 1) else { return };
        if index >= free && next.fate == Fate::InOrder {
            deliveries[index].send_at = next.send_at;
            deliveries.swap(index, index + 1);
            free = index + 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, WebhookDelivery, deliveries};
    use crate::model::Millis;
    use crate::simulator::{Faults, Options, Schedule, timeline};

    /// Noon of a Monday, 2026-11-23.
    const NOON: Millis = Millis(1_795_435_200_000);

    /// Every delivery of two hours, room by room.
    fn play(faults: Faults) -> Vec<Vec<WebhookDelivery>> {
        Schedule::new(Options::default())
            .rooms(NOON, NOON.plus(7_200_000))
            .map(|room| deliveries(&faults, &room, &timeline(&room)))
            .collect()
    }

    fn share(rooms: &[Vec<WebhookDelivery>], is: impl Fn(&WebhookDelivery) -> bool) -> f64 {
        let count = |is: &dyn Fn(&WebhookDelivery) -> bool| {
            let count = rooms.iter().flatten().filter(|delivery| is(delivery)).count();
            f64::from(u32::try_from(count).expect("a few thousand"))
        };
        count(&is) / count(&|delivery| delivery.fate != Fate::Duplicate)
    }

    #[test]
    fn without_faults_everything_arrives_once_and_in_order() {
        let rooms = play(Faults::default());
        assert!(rooms.len() > 5 && rooms.iter().all(|room| room.len() > 1), "{}", rooms.len());
        for room in rooms {
            assert!(room.iter().all(|one| one.fate == Fate::InOrder && one.send_at == one.item.at));
            assert!(room.is_sorted_by_key(|one| one.item.at));
        }
    }

    #[test]
    fn each_fault_hits_its_share() {
        let none = Faults::default();
        for (faults, fate) in [
            (Faults { lost: 0.1, ..none }, Fate::Lost),
            (Faults { late: 0.1, ..none }, Fate::Late),
            (Faults { duplicated: 0.1, ..none }, Fate::Duplicate),
        ] {
            let share = share(&play(faults), |one| one.fate == fate);
            assert!((0.08..0.12).contains(&share), "{fate:?}: {share}");
        }
    }

    #[test]
    fn a_reordered_webhook_comes_after_a_later_one() {
        let rooms = play(Faults { reordered: 0.1, ..Faults::default() });
        let pairs = || rooms.iter().flat_map(|room| room.windows(2));
        let swapped = pairs().filter(|pair| pair[0].item.at > pair[1].item.at).count();
        assert!(swapped > pairs().count() / 20, "{swapped}");
        assert!(rooms.iter().all(|room| room.is_sorted_by_key(|one| one.send_at)));
    }

    #[test]
    fn nothing_is_sent_before_it_happened_nor_long_after_the_room_closed() {
        let all = Faults { lost: 0.1, late: 0.5, duplicated: 0.5, reordered: 0.5, ..Faults::NONE };
        let mut late = 0;
        for delivery in play(all).iter().flatten() {
            let delay = delivery.send_at.since(delivery.item.at);
            assert!(delay >= 0);
            let bounded = matches!(delivery.fate, Fate::Late | Fate::Duplicate);
            assert!(!bounded || delay < super::super::schedule::AFTERMATH, "{delivery:?}");
            late += usize::from(bounded && delay > 0);
        }
        assert!(late > 100, "{late} were late");
    }
}
