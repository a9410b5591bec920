//! What was found out about each section's figures by looking, for those who read the table.

/// How the section measures, and why a goal is missed where it is.
pub(crate) fn explanation(section: &str) -> &'static str {
    match section {
        "start" => {
            "The program is started on an empty folder and asked for `/readyz` until that is 200. \
            Line tables are most of the measured binary; what is shipped is built with the dist \
            profile, which strips it."
        }
        "disk" => {
            "What the simulator sends of some days (its JSON is 0.7 kB on average), with every \
            index. TimescaleDB's figures hold chunks that are not full, as in reality; \
            `TEST_COMMUNITY_DATABASE_URL` names a server of the Community edition."
        }
        "intake" => {
            "256 connections, each request sent when the one before is answered, on the same cores \
            as the servers. Verifying costs about 12 µs, nearly all of it the server's own work \
            and the token. To be durable adds about 15 µs: the body is read twice (once as \
            JSON for its id and name, once for secrets and depth), copied into a record, handed to \
            the thread that writes and syncs for many at once, and each waiting handler is woken \
            by itself from that thread, with its memory no longer in the cache. The rest of the \
            whole console's time is spent behind the acknowledgement: every event is converted \
            twice (for the live state and, from the journal, for the database), applied, counted, \
            and written with its sessions; SQLite does its writing inside this process. A ratio \
            of 0.7 would leave 5 µs for all that, which is out of reach for a baseline this bare."
        }
        "ack" => {
            "At half of what the console acknowledges, each request sent when it is due and \
            measured from then. The wait is that for one group's write and sync. Without \
            the database it is no longer: the server of the database, on the same cores and disk, \
            is then idle."
        }
        "drain" => {
            "Events pile up behind a lock on their table; the time runs from its release until \
            all of them and all their sessions are stored. The bare writer inserts the rows of \
            as many events, made beforehand, a thousand in each transaction. The console reads and \
            converts a batch (14 µs an event) before it writes it and not while the one before \
            is written, and rows of sessions are looked up and replaced where events are appended."
        }
        "live" => {
            "From sending a webhook to the frame that shows it, for a client of one room, beside \
            half the load. A client of every room cannot be given so many thousand frames a \
            second: it is told by `resync` what it missed."
        }
        "fanout" => {
            "Each update goes to every client; the next is sent when all but four are with \
            everybody. Of the memory, actix-http takes 16.4 kB: a buffer of 8 KiB for reading and \
            one for writing with each connection, whose size cannot be set, so that even the bare \
            loop misses the goal. Ours adds some 2 kB: a queue, a timer and the state of the \
            conversation."
        }
        "history" => "Through REST, with a year of samples in the database.",
        "rooms" => "Through REST, 10,000 rooms and 100,000 participants, one request at a time.",
        "memory" => {
            "Growth of resident memory over the idle process. By the sizes of \
            their types about 850 bytes are the participant itself, of which a track is 210, with \
            its share of a room of ten; the rest are the ids of the latest events, the caches of \
            the database and what the allocator does not give back."
        }
        "poll" => {
            "A LiveKit that answers from memory, in which nothing changes. First the reconciler \
            alone: each turn it takes in a list of all rooms. Then the whole console, which has \
            heard no webhook: it lists every room, takes each finding through the journal and \
            stores it; the LiveKit runs on the same cores. With the default budget of 300 requests \
            a minute, 1,000 rooms are gone through in 3.5 minutes and 10,000 in 35: 12 of the \
            requests are for the list of rooms, 4 for egresses and ingresses, the rest for the \
            participants of one room each."
        }
        "alerts" => {
            "The rules are the built-in ones over and over, each with another threshold; those \
            about rooms look at every room. A backtest plays every tick of ten seconds: a rule \
            about deployments turns each of 259,200, of which the history of two is read from \
            samples of every ten seconds; one about rooms or people turns those at which \
            something changes, and most of its time is reading 300,000 stays."
        }
        _ => "From starting the program to the rooms page telling all that was open.",
    }
}
