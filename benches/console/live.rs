//! From sending a webhook to the frame that shows it, at half load.

use std::cell::RefCell;
use std::convert::Infallible;
use std::time::Duration;

use anyhow::ensure;
use tokio::time::{Instant, sleep, timeout};

use crate::ack::{half_load, round_of};
use crate::bench::Bench;
use crate::http::{self, Connection};
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, number, percentile_ms};
use crate::webhooks::{self, Room};
use crate::websocket::Client;

/// How often a probe webhook is sent.
const PROBE_EVERY: Duration = Duration::from_millis(20);

/// How long a frame may take before it counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(2);

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let console = Process::console(None).await?;
    let rate = half_load(bench, &console).await?;
    let room = Room::new();
    let opening = webhooks::request(&room.event("room_started"));
    http::send(console.address, &[opening], None).await?;
    let (mut p50, mut p99, mut lost, mut sent) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..bench.rounds() {
        let requests = round_of(bench, rate);
        let probes = RefCell::new(Probes::default());
        tokio::select! {
            load = http::send(console.address, &requests, Some(rate)) => drop(load?),
            stopped = probe(&console, &room, &probes) => match stopped? {},
        }
        let Probes { mut times, lost: missing } = probes.into_inner();
        lost += missing;
        sent += missing + times.len();
        p50.push(percentile_ms(&mut times, 500));
        p99.push(percentile_ms(&mut times, 990));
        console.drained().await?;
    }
    report.figure("half load, SQLite", rate, "/s", Goal::None);
    report.figure("webhook → WebSocket frame, p50", median(p50), "ms", Goal::None);
    report.figure("webhook → WebSocket frame, p99", median(p99), "ms", Goal::AtMost(20.0));
    let lost = number(lost) / number(sent).max(1.0) * 100.0;
    report.figure("frames that did not come to a client of one room", lost, "%", Goal::AtMost(0.0));
    Ok(())
}

/// The results of the probes.
#[derive(Default)]
struct Probes {
    times: Vec<Duration>,
    lost: usize,
}

/// Sends webhooks of one room and waits for the frame of each, until it is cancelled.
async fn probe(
    console: &Process,
    room: &Room,
    probes: &RefCell<Probes>,
) -> anyhow::Result<Infallible> {
    let mut client = Client::connect(console.address).await?;
    client
        .send(&format!(r#"{{"type":"subscribe","topics":["rooms"],"rooms":["{}"]}}"#, room.sid))
        .await?;
    let mut connection = Connection::open(console.address).await?;
    for who in 0.. {
        let request = webhooks::request(&room.of_participant("participant_joined", who));
        let name = format!("Participant {who}\"");
        let sent = Instant::now();
        let accepted = async {
            let response = connection.exchange(&request).await?;
            ensure!(response.status == 200, "a probe was refused");
            anyhow::Ok(())
        };
        let shown = async {
            let mut shown = None;
            while shown.is_none() {
                let open = client
                    .read(|frame| {
                        if memchr::memmem::find(frame, name.as_bytes()).is_some() {
                            shown = Some(sent.elapsed());
                        }
                    })
                    .await?;
                ensure!(open, "the console closed the socket");
            }
            anyhow::Ok(shown)
        };
        match timeout(LOST_AFTER, async { tokio::try_join!(accepted, shown) }).await {
            Ok(outcome) => probes.borrow_mut().times.extend(outcome?.1),
            Err(_late) => probes.borrow_mut().lost += 1,
        }
        sleep(PROBE_EVERY).await;
    }
    unreachable!("there is always a next number")
}
