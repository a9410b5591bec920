use actix_web::ResponseError;
use actix_web::http::header;

use super::Error;
use crate::store;

#[test]
fn a_problem_names_the_value_and_its_code_in_words() {
    let problem = Error::no_room("a/b", Some("RM_1")).problem("id-1");
    assert_eq!(problem.r#type, "/docs/errors#room_not_found");
    assert_eq!(problem.title, "Room not found");
    assert_eq!(problem.status, 404);
    assert_eq!(problem.detail, "room `a/b` has no session `RM_1`");
    assert_eq!(problem.request_id, "id-1");
}

#[test]
fn a_database_that_is_down_is_distinguished_from_one_that_refuses() {
    let down = Error::from(store::Error::Unavailable(sqlx::Error::PoolTimedOut));
    assert_eq!(down.code(), "store_unavailable");
    assert!(down.error_response().headers().contains_key(header::RETRY_AFTER));
    let broken = Error::from(store::Error::Database(sqlx::Error::RowNotFound));
    assert_eq!(broken.problem("").detail, "internal error");
    assert!(broken.chain().contains("no rows"), "{}", broken.chain());
}
