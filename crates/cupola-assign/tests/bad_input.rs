//! Every fault is named, with its value and what is allowed.

use cupola_assign::Problem;

fn said(values: &[f64], kill: &[f64], shots: &[u32]) -> Vec<String> {
    let faults = Problem::new(values, kill, shots).expect_err("this is bad input");
    faults.0.iter().map(ToString::to_string).collect()
}

#[test]
fn all_faults_are_named_at_once() {
    let found = said(&[1.0, -2.0], &[0.5, f64::NAN, 1.5, f64::INFINITY], &[1, 2, 3]);
    let expected = [
        "values of targets, entry 1: -2; must be 0 or more and finite",
        "rounds of weapons: 3 entries; must be 1 (for all) or 2 (one for each)",
        "kill probability of weapon 0 against target 1: NaN; must be 0 to 1",
        "kill probability of weapon 1 against target 0: 1.5; must be 0 to 1",
        "kill probability of weapon 1 against target 1: inf; must be 0 to 1",
    ];
    assert_eq!(found, expected);
}

#[test]
fn empty_ragged_infinite_and_too_many() {
    let nothing = "nothing in it; at least one entry is needed";
    assert_eq!(
        said(&[], &[], &[1]),
        [format!("values of targets: {nothing}"), format!("kill probabilities: {nothing}")]
    );
    let ragged = "kill probabilities: 3 entries; must be a multiple of 2: one column for each target";
    assert_eq!(said(&[1.0, 2.0], &[0.1, 0.2, 0.3], &[1]), [ragged]);
    assert_eq!(said(&[f64::INFINITY], &[0.1], &[1]).len(), 1);
    let many = "rounds of weapons: 8589934590 in all; must be at most 1000000";
    assert_eq!(said(&[1.0], &[0.1, 0.2], &[u32::MAX]), [many]);
}

#[test]
fn sums_beyond_the_greatest_number_are_refused() {
    let beyond = "the sum is beyond 1.7976931348623157e308, the greatest number there is; give them in a larger unit";
    assert_eq!(said(&[1e308, 1e308], &[0.1, 0.2], &[1]), [format!("values of targets: {beyond}")]);
    let problem = Problem::new(&[1e308, 1.0], &[0.1, 0.2], &[3]).unwrap();
    let faults = problem.with_round_costs(&[5e307]).unwrap_err();
    assert_eq!(faults.to_string(), format!("values of targets and costs of all rounds: {beyond}"));
    assert!(problem.with_round_costs(&[2e307]).is_ok());
}

#[test]
fn costs_and_limits_of_another_length_or_sign() {
    let problem = Problem::new(&[1.0, 1.0], &[0.1, 0.2], &[1]).unwrap();
    let faults = problem.with_round_costs(&[-1.0, f64::NAN]).unwrap_err();
    assert_eq!(faults.0.len(), 3);
    let fault = problem.with_most_rounds(&[1, 2, 3]).unwrap_err();
    assert_eq!(fault.to_string(), "most rounds at targets: 3 entries; must be 1 (for all) or 2 (one for each)");
}

#[test]
fn many_faults_are_counted() {
    let faults = Problem::new(&[1.0], &[2.0; 50], &[1]).unwrap_err();
    assert_eq!(faults.0.len(), 50);
    assert!(faults.to_string().ends_with("\nand 30 more"));
}
