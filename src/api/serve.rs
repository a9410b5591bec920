//! Binds the socket and serves until the last connection ends.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use socket2::{Domain, Protocol, Socket, TcpKeepalive, Type};
use tokio::sync::{Mutex, watch};

use super::answers::Answers;
use super::body::BodyBudgets;
use super::concurrency::ConcurrencyLimit;
use super::connections::Openings;
use super::context::{About, Alerting, Context, InForce};
use super::hosts::Hosts;
use super::report_origins::Origins;
use super::{backtest, export, host_check, idempotency, receivers, response, routes};
use crate::alerts::amend::Amender;
use crate::ingest::poll::Views;
use crate::ingest::{Intake, Reports};
use crate::model::{ApiStatus, Gap, NodeStatus};
use crate::shared::Shared;
use crate::state::feed::Hub;
use crate::tasks::Tasks;

/// Send buffer of a connection, bytes. The kernel's default is megabytes, and a client that does
/// not read would be noticed only when they are full.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// How long the kernel waits for a client to acknowledge data before it closes the connection:
/// actix cannot end a stuck response.
const UNACKED_LIMIT: Duration = Duration::from_secs(15);

/// How long a connection may be idle before the kernel probes the other side.
const PROBE_AFTER: Duration = Duration::from_mins(1);

/// How long an idle connection is kept open: longer than usual proxies do, and longer than a
/// process usually stands still, so that a request that arrives meanwhile still gets its response.
const KEEP_ALIVE: Duration = Duration::from_mins(5);

/// Connections that may wait to be accepted: all browsers reconnect at once after a restart.
const BACKLOG: i32 = 4096;

/// Everything that the API needs.
pub struct Api {
    /// The state, the store, and reading both.
    pub shared: Shared,
    /// Receives webhooks.
    pub intake: Arc<Intake>,
    /// Receives clients' reports.
    pub reports: Arc<Reports>,
    /// The host names of this console.
    pub hosts: Hosts,
    /// Origins whose pages may send reports, in addition to this console's; `*` for all.
    pub report_origins: Vec<String>,
    /// Facts about this console.
    pub about: About,
    /// The configuration in force, which a reload replaces.
    pub in_force: watch::Receiver<InForce>,
    /// The state of each deployment's room API.
    pub apis: Vec<watch::Receiver<ApiStatus>>,
    /// How often it is polled; `None` if never.
    pub poll_interval: Option<Duration>,
    /// The state of the nodes.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// How often they are scraped; `None` if never.
    pub scrape_interval: Option<Duration>,
    /// The gaps that are not stored yet.
    pub gaps: watch::Receiver<Vec<Gap>>,
    /// The tasks; their token ends serving.
    pub tasks: Tasks,
    /// Which rooms somebody views.
    pub views: Arc<Views>,
    /// The configuration and the state of alerting.
    pub alerting: Alerting,
}

impl Api {
    /// Binds `address`; port 0 takes any free one. Connections wait until [`Server::run`].
    pub fn listen(self, address: SocketAddr) -> io::Result<Server> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        // Accepted connections inherit these options.
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(UNACKED_LIMIT))?;
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
    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the token is cancelled; then accepts no more connections, closes WebSocket
    /// connections, finishes running requests and returns, after `grace` (whole seconds) at the
    /// latest.
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
            in_force: api.in_force,
            apis: api.apis,
            poll_interval: api.poll_interval,
            nodes: api.nodes,
            scrape_interval: api.scrape_interval,
            gaps: api.gaps,
            tasks: api.tasks,
            views: api.views,
            alerting: api.alerting,
            bodies: BodyBudgets::default(),
            answers: Answers::default(),
            exports: ConcurrencyLimit::new(export::MAX_CONCURRENT),
            backtests: ConcurrencyLimit::new(backtest::MAX_CONCURRENT),
            tests: ConcurrencyLimit::new(receivers::test::MAX_CONCURRENT),
            figures: Mutex::new(None),
        });
        let openings = Openings::default();
        tasks.spawn("connections", openings.clone().run(tasks.token().clone()));
        // Built before it is awaited: the builder is not `Send`, the server is.
        let server = HttpServer::new(move || {
            // Called once on each thread, whose WebSocket clients share it.
            let hub = Hub::new(&context.shared.feed);
            actix_web::rt::spawn(Rc::clone(&hub).run());
            App::new()
                .app_data(context.clone())
                .app_data(hub)
                .wrap(from_fn(host_check::check))
                // The last is the outermost: it completes refusals of the others, too.
                .wrap(from_fn(response::complete))
                .configure(|config| routes::intake(config, &origins))
                .service(
                    web::scope("")
                        .wrap(from_fn(idempotency::once))
                        .wrap(Compress::default())
                        .configure(routes::others),
                )
        })
        .shutdown_signal(stop)
        .shutdown_timeout(grace.as_secs())
        .keep_alive(KEEP_ALIVE)
        // Off: `connections` has a limit of its own.
        .client_request_timeout(Duration::ZERO)
        .on_connect(move |connection, extensions| openings.accepted(connection, extensions))
        .tcp_nodelay(true)
        .listen(self.listener)?
        .run();
        server.await
    }
}
