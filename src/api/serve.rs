//! Listening and serving: from a bound socket to the last connection's end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use socket2::{Domain, Protocol, Socket, TcpKeepalive, Type};
use tokio::sync::{Mutex, watch};

use super::body::Shares;
use super::connections::Openings;
use super::context::{About, Alerting, Context};
use super::hosts::Hosts;
use super::report_origins::Origins;
use super::turns::Turns;
use super::{answer, backtest, export, host_check, receivers, routes};
use crate::alerts::amend::Amender;
use crate::ingest::poll::Views;
use crate::ingest::{Intake, Reports};
use crate::model::{ApiStatus, Gap, NodeStatus};
use crate::shared::Shared;
use crate::tasks::Tasks;

/// Bytes that the kernel may hold for one connection. By default it takes megabytes, and a client
/// that does not read would only be noticed when they are full.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// How long the kernel waits for a client to take what was sent before it gives the connection up:
/// actix itself cannot end a response that is stuck.
const UNTAKEN_LIMIT: Duration = Duration::from_secs(15);

/// How long a connection may be silent before the kernel asks whether the other side still exists.
const PROBE_AFTER: Duration = Duration::from_mins(1);

/// How long an idle connection is kept: longer than the usual proxy keeps its side, and than a
/// process usually stands still. A request that comes while it does is answered afterwards; behind
/// this limit it finds the connection closed, and is sent again.
const KEEP_ALIVE: Duration = Duration::from_mins(5);

/// Connections that may wait to be accepted: every browser comes back at once after a restart.
const BACKLOG: i32 = 4096;

/// Everything that answering needs.
pub struct Api {
    /// The state, the store, and how both are read.
    pub shared: Shared,
    /// Takes webhooks in.
    pub intake: Arc<Intake>,
    /// Takes clients' reports in.
    pub reports: Arc<Reports>,
    /// The names that it answers for.
    pub hosts: Hosts,
    /// Origins whose pages may send such, beside our own; `*` for all.
    pub report_origins: Vec<String>,
    /// What the console says of itself.
    pub about: About,
    /// How the room API of each deployment is doing.
    pub apis: Vec<watch::Receiver<ApiStatus>>,
    /// How often it is asked; `None` if never.
    pub poll_interval: Option<Duration>,
    /// How the nodes are doing.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// How often they are asked; `None` if never.
    pub scrape_interval: Option<Duration>,
    /// The gaps that the store may not know.
    pub gaps: watch::Receiver<Vec<Gap>>,
    /// Whose token ends serving.
    pub tasks: Tasks,
    /// Who looks at which room.
    pub views: Arc<Views>,
    /// Alerting, as it is configured and as it is doing.
    pub alerting: Alerting,
}

impl Api {
    /// Binds `address`; port 0 takes any free one. Connections wait until [`Server::run`].
    pub fn listen(self, address: SocketAddr) -> io::Result<Server> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        // What is set here, each accepted connection inherits.
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(UNTAKEN_LIMIT))?;
        socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(PROBE_AFTER))?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        let listener = TcpListener::from(socket);
        let address = listener.local_addr()?;
        Ok(Server { api: self, listener, address })
    }
}

/// A bound server.
pub struct Server {
    api: Api,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the token is cancelled; then takes no more connections, closes sockets,
    /// finishes what was begun and returns, after `grace` (whole seconds) at the latest.
    pub async fn run(self, grace: Duration) -> io::Result<()> {
        let api = self.api;
        let origins = Origins::new(api.report_origins);
        let tasks = api.tasks.clone();
        let stop = tasks.token().clone().cancelled_owned();
        let deployments = api.about.deployments.iter();
        let deployments = deployments.map(|(deployment, _)| Arc::clone(&deployment.name));
        let configured = Arc::clone(&api.alerting.configured);
        let amender = Amender::new(api.shared.clone(), configured, deployments);
        let context = web::Data::new(Context {
            shared: api.shared,
            amender,
            intake: api.intake,
            reports: api.reports,
            hosts: api.hosts,
            report_origins: origins.clone(),
            about: api.about,
            apis: api.apis,
            poll_interval: api.poll_interval,
            nodes: api.nodes,
            scrape_interval: api.scrape_interval,
            gaps: api.gaps,
            tasks: api.tasks,
            views: api.views,
            alerting: api.alerting,
            bodies: Shares::default(),
            exports: Turns::new(export::AT_ONCE),
            backtests: Turns::new(backtest::AT_ONCE),
            tests: Turns::new(receivers::test::AT_ONCE),
            figures: Mutex::new(None),
        });
        let openings = Openings::default();
        tasks.spawn("connections", openings.clone().run(tasks.token().clone()));
        // Made apart from being awaited: the builder cannot move between threads, the server can.
        let server = HttpServer::new(move || {
            App::new()
                .app_data(context.clone())
                .wrap(from_fn(host_check::check))
                // The last is the outermost: it completes what the others refuse, too.
                .wrap(from_fn(answer::complete))
                .configure(|config| routes::intake(config, &origins))
                .service(web::scope("").wrap(Compress::default()).configure(routes::others))
        })
        .shutdown_signal(stop)
        .shutdown_timeout(grace.as_secs())
        .keep_alive(KEEP_ALIVE)
        // Ours counts no time in which the process stood still, and answers no 408.
        .client_request_timeout(Duration::ZERO)
        .on_connect(move |connection, extensions| openings.accepted(connection, extensions))
        .tcp_nodelay(true)
        .listen(self.listener)?
        .run();
        server.await
    }
}
