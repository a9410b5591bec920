//! Explanations of each section's figures, for readers of the table.

/// How the section measures, and why a goal is missed where it is.
pub(crate) fn explanation(section: &str) -> &'static str {
    match section {
        "start" => {
            "The program is started on an empty folder and polled at `/readyz` until it returns \
            200. Resident memory includes the pages of the program file that were touched, which \
            all processes of the program share: the kernel maps sixteen pages at each fault, so \
            nearly all of the file counts soon. Of the program, by symbols, a fifth is what the \
            compiler generates to drop values and to poll futures, a fifth the console's own \
            functions, a tenth SQLite, and no other library is more than a twentieth. A \
            build for size (`opt-level = 2`, one unit of link-time optimization) takes three times \
            as long and saves a twelfth."
        }
        "disk" => {
            "Webhooks that the simulator sends in some days (0.7 kB of JSON on average), with every \
            index. TimescaleDB's figures hold chunks that are not full, as in reality; \
            `TEST_COMMUNITY_DATABASE_URL` names a server of the Community edition."
        }
        "intake" => {
            "256 connections, each request sent after the previous response, on the same cores \
            as the servers. Verifying a webhook is nearly all of the bare server's work. \
            Durability adds reading the body into typed fields, a record for the thread that \
            writes and syncs for many at once, and a wake-up for each waiting handler. The \
            rest of the whole console's time is spent after the acknowledgement: the event is \
            applied and counted, and written with its sessions, compressed; SQLite does its \
            writing inside this process. By a profile of intake and journal alone, the kernel \
            takes 43 % (a third of that in the thread of the journal, which writes and syncs), the \
            allocator and copies 13 % (what followers still read is not reused, so each event \
            takes cold memory), actix and tokio 13 %, reading JSON 9 %, the console's own code \
            7 %, hashing and signatures 4 %."
        }
        "ack" => {
            "At half of the rate that the console acknowledges, each request sent when it is due and \
            measured from then. The latency is that of one group's write and sync. Without \
            the database it is not longer: the server of the database, on the same cores and disk, \
            is then idle."
        }
        "drain" => {
            "Events wait behind a lock on their table; the time runs from its release until all \
            of them and all their sessions are stored. The bare writer inserts the rows of as \
            many prepared events, a thousand in each transaction. The console also compresses \
            what it stores, and looks up and replaces rows of sessions where events are \
            appended. The console's processor time is a third of the time that passes: the rest \
            is the database's, which replaces rows of sessions for every third event."
        }
        "steady" => {
            "Webhooks at an even rate, each when it is due; the processor time runs until all are \
            stored. By a profile over all three rates on SQLite, 46 % is in the threads of the \
            server, 25 % in pipeline and storage, 19 % in the thread of the journal, 10 % in \
            SQLite's; the kernel takes 37 % in all. Two thirds of the journal's thread is \
            `fdatasync`, of which a third writes the size of the file: segments of a fixed size \
            would save that, and are not built."
        }
        "live" => {
            "From sending a webhook to the frame that shows it, for a client of one room, at \
            half load. A client of every room cannot receive that many thousand frames a \
            second: `resync` tells it to load the state again."
        }
        "fanout" => {
            "Each update goes to every client; the next is sent when all but four have reached \
            every client. Of the memory of a bare client, actix-http takes most: a buffer for \
            reading and one for writing with each connection, whose size cannot be set. The \
            console adds the task of the connection, a timer, and a queue that takes memory \
            only while frames wait. Of the processor time, the \
            kernel's sending is most; by a profile, the feed and its loop are a twentieth."
        }
        "history" => "Through REST, with a year of samples in the database.",
        "rooms" => "Through REST, 10,000 rooms and 100,000 participants, one request at a time.",
        "memory" => {
            "Growth of resident memory over the idle process. By the sizes of their types, 384 \
            bytes are a participant and 224 its track; with its share of a room of ten that is \
            about 0.75 kB. The rest are its texts, the ids of the latest events, the caches of \
            the database and memory that the allocator does not return."
        }
        "poll" => {
            "A LiveKit that responds from memory and never changes. First the reconciler \
            alone: each poll passes it a list of all rooms. Then the whole console, which has \
            received no webhook: it lists every room, writes each finding to the journal and \
            stores it; the LiveKit runs on the same cores. With the default budget of 300 requests \
            a minute, 1,000 rooms are listed in 3.5 minutes and 10,000 in 35: 12 of the \
            requests are for the list of rooms, 4 for egresses and ingresses, the rest for the \
            participants of one room each."
        }
        "alerts" => {
            "The rules are the built-in ones, repeated with different thresholds; those \
            about rooms look at every room. A backtest evaluates a rule every ten seconds. A \
            rule about deployments is evaluated 259,200 times over the samples of two \
            deployments. A rule about rooms or people is evaluated only when something \
            changes; most of its time is reading 300,000 participant sessions."
        }
        _ => {
            "From starting the program until the rooms page shows every open room. On SQLite, by a \
            profile, one thread reads and hands over rows for half a second while another \
            decompresses, parses and takes in records for a second; they wait for each other at \
            every sixteen rows, because rows may be megabytes."
        }
    }
}
