//! Which parts are made of which: the order in which they must be looked at.

use crate::{Part, SustainError};

/// The parts so ordered that each comes before what it is made of.
///
/// # Errors
/// [`SustainError::CircularBill`] names a circle.
pub fn from_whole_to_piece(parts: &[Part]) -> Result<Vec<usize>, SustainError> {
    let mut num_users = vec![0; parts.len()];
    for need in parts.iter().flat_map(|part| &part.parts) {
        num_users[need.part] += 1;
    }
    let mut order: Vec<usize> = (0..parts.len()).filter(|&p| num_users[p] == 0).collect();
    let mut looked_at = 0;
    while looked_at < order.len() {
        for need in &parts[order[looked_at]].parts {
            num_users[need.part] -= 1;
            if num_users[need.part] == 0 {
                order.push(need.part);
            }
        }
        looked_at += 1;
    }
    match num_users.iter().position(|&n| n > 0) {
        Some(left) => Err(SustainError::CircularBill { parts: circle(parts, &num_users, left) }),
        None => Ok(order),
    }
}

/// From a part that has users left to one of them, and so on, until one comes again; from whole to piece.
fn circle(parts: &[Part], num_users: &[usize], left: usize) -> Vec<usize> {
    let mut path = vec![left];
    loop {
        let last = path[path.len() - 1];
        let user = (0..parts.len()).find(|&p| num_users[p] > 0 && parts[p].parts.iter().any(|n| n.part == last));
        let user = user.expect("a part that is left has a user that is left");
        if let Some(first) = path.iter().position(|&p| p == user) {
            let mut circle = path.split_off(first);
            circle.reverse();
            return circle;
        }
        path.push(user);
    }
}
