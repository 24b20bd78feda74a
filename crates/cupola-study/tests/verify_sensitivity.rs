//! Sensitivity estimators against functions whose indices are known, and against SALib on the same points.

use cupola_core::design::{Sobol, latin};
use cupola_core::{EntityKey, Purpose, Seed, Stream, math};
use cupola_study::sensitivity::sobol::{Indices, Order, design, indices};
use cupola_study::sensitivity::{morris, rank};

fn singles(num: usize) -> Vec<Vec<usize>> {
    (0..num).map(|column| vec![column]).collect()
}

fn points(num_columns: usize, rows: u32, seed: u64, order: Order) -> Vec<Vec<f64>> {
    let (sobol, stream) =
        (Sobol::new(2 * num_columns).expect("the test's own input is sound"), Stream::of_design(Seed(seed)));
    let row = |point| (0..2 * num_columns).map(|d| sobol.scrambled(&stream, point, d)).collect();
    design(&(0..rows).map(row).collect::<Vec<_>>(), &singles(num_columns), order)
}

/// Indices of a function without luck.
fn of(function: &dyn Fn(&[f64]) -> f64, num_columns: usize, rows: u32, seed: u64, order: Order) -> Indices {
    let outputs: Vec<Vec<f64>> = points(num_columns, rows, seed, order).iter().map(|x| vec![function(x)]).collect();
    indices(&outputs, num_columns, order, &Stream::of_design(Seed(seed)))
        .indices
        .expect("the test's own input is sound")
}

/// `ISHIGAMI1990` with a = 7, b = 0.1.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| math::PI * (2.0 * u - 1.0)).collect();
    math::sin(x[0]) + 7.0 * math::sin(x[1]).powi(2) + 0.1 * x[2].powi(4) * math::sin(x[0])
}

/// Its first-order and total indices from the closed forms: `V₁ = (1 + bπ⁴/5)²/2`, `V₂ = a²/8`, `V₁₃ = 8b²π⁸/225`.
fn ishigami_indices() -> ([f64; 3], [f64; 3], f64) {
    let v1 = 0.5 * (1.0 + 0.1 * math::PI.powi(4) / 5.0).powi(2);
    let (v2, v13) = (49.0 / 8.0, 8.0 * 0.01 * math::PI.powi(8) / 225.0);
    let v = v1 + v2 + v13;
    ([v1 / v, v2 / v, 0.0], [(v1 + v13) / v, v2 / v, v13 / v], v)
}

#[test]
fn indices_of_the_ishigami_function_are_those_of_its_closed_form() {
    let (first, total, variance) = ishigami_indices();
    let found = of(&ishigami, 3, 4096, 1, Order::Second);
    for (at, shares) in found.factors.iter().enumerate() {
        assert!((shares.first.value - first[at]).abs() < 0.01, "S1 of x{}: {:?}", at + 1, shares.first);
        assert!((shares.total.value - total[at]).abs() < 0.01, "ST of x{}: {:?}", at + 1, shares.total);
        assert!(shares.total.ci95_low < total[at] && total[at] < shares.total.ci95_high, "{:?}", shares.total);
    }
    let together = |j, k| found.pairs.iter().find(|(a, b, _)| (*a, *b) == (j, k)).unwrap().2;
    assert!((together(0, 2).value - total[2]).abs() < 0.02, "S2 of x1 and x3: {:?}", together(0, 2));
    assert!(together(0, 1).value.abs() < 0.02 && together(1, 2).value.abs() < 0.02);
    let outputs: Vec<Vec<f64>> = points(3, 4096, 1, Order::First).iter().map(|x| vec![ishigami(x)]).collect();
    let whole = indices(&outputs, 3, Order::First, &Stream::of_design(Seed(1)));
    assert!((whole.variance.value / variance - 1.0).abs() < 0.01 && whole.luck_fraction == 0.0);
}

/// Sobol's G-function: `V_i = 1 / (3 (1 + a_i)²)`, total `V_i Π (1 + V_j)`.
#[test]
fn indices_of_the_g_function_are_those_of_its_closed_form() {
    let a = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];
    let g = |u: &[f64]| u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product::<f64>();
    let parts = a.map(|a| 1.0 / (3.0 * (1.0_f64 + a).powi(2)));
    let all: f64 = parts.iter().map(|v| 1.0 + v).product();
    let found = of(&g, 6, 8192, 2, Order::First);
    for (v, shares) in parts.iter().zip(&found.factors) {
        let (first, total) = (v / (all - 1.0), v * all / (1.0 + v) / (all - 1.0));
        assert!((shares.first.value - first).abs() < 0.01, "{first}: {:?}", shares.first);
        assert!((shares.total.value - total).abs() < 0.01, "{total}: {:?}", shares.total);
    }
}

/// A factor of several columns has what they make together.
#[test]
fn a_group_has_the_indices_of_its_columns_together() {
    let (sobol, stream) = (Sobol::new(6).unwrap(), Stream::of_design(Seed(3)));
    let row = |point| (0..6).map(|d| sobol.scrambled(&stream, point, d)).collect();
    let points = design(&(0..2048).map(row).collect::<Vec<_>>(), &[vec![0, 2], vec![1]], Order::First);
    let outputs: Vec<Vec<f64>> = points.iter().map(|x| vec![ishigami(x)]).collect();
    let found = indices(&outputs, 2, Order::First, &stream).indices.unwrap();
    let (first, ..) = ishigami_indices();
    for (shares, expected) in found.factors.iter().zip([1.0 - first[1], first[1]]) {
        assert!((shares.first.value - expected).abs() < 0.02 && (shares.total.value - expected).abs() < 0.02);
    }
}

/// The numbers of several runs: the function, luck that all points of a run share, and luck of each point's own.
fn with_luck(points: &[Vec<f64>], runs: u64, common: f64, own: f64, seed: u64) -> Vec<Vec<f64>> {
    let luck = |run, index| Stream::of_run(Seed(seed), run).normal4(EntityKey(5), Purpose::Kill, index)[0];
    let number = |at: usize, x: &[f64], run| ishigami(x) + common * luck(run, 0) + own * luck(run, at as u64 + 1);
    points.iter().enumerate().map(|(at, x)| (0..runs).map(|run| number(at, x, run)).collect()).collect()
}

/// Luck of the size of the signal is in no index, as it is in those of the means; luck that points share changes nothing at all.
#[test]
fn luck_is_in_no_index() {
    let (first, total, variance) = ishigami_indices();
    let points = points(3, 1024, 4, Order::First);
    let found =
        |common, own| indices(&with_luck(&points, 4, common, own, 8), 3, Order::First, &Stream::of_design(Seed(4)));
    let noisy = found(0.0, 2.0 * variance.sqrt());
    assert!((noisy.luck_fraction - 0.5).abs() < 0.05, "{}", noisy.luck_fraction);
    for (at, shares) in noisy.indices.unwrap().factors.iter().enumerate() {
        assert!(shares.first.ci95_low < first[at] && first[at] < shares.first.ci95_high, "{at}: {shares:?}");
        assert!(shares.total.ci95_low < total[at] && total[at] < shares.total.ci95_high, "{at}: {shares:?}");
        // Half of the variance of the means is luck, of which every total index has all.
        assert!((shares.total_of_means.unwrap() - (0.5 * total[at] + 0.5)).abs() < 0.08, "{at}: {shares:?}");
    }
    let (still, moved) = (found(0.0, 0.0).indices.unwrap(), found(5.0, 0.0).indices.unwrap());
    for (still, moved) in still.factors.iter().zip(&moved.factors) {
        assert!(
            (still.first.value - moved.first.value).abs() < 1e-9
                && (still.total.value - moved.total.value).abs() < 1e-9
        );
    }
}

#[test]
fn where_luck_drowns_all_there_are_no_indices() {
    let points = points(3, 64, 4, Order::First);
    let drowned = indices(&with_luck(&points, 2, 0.0, 300.0, 8), 3, Order::First, &Stream::of_design(Seed(4)));
    assert!(drowned.indices.is_none() && drowned.luck_fraction > 0.5, "{drowned:?}");
    let constant = indices(&vec![vec![3.0; 4]; points.len()], 3, Order::First, &Stream::of_design(Seed(4)));
    assert!(constant.indices.is_none() && constant.variance.value == 0.0);
}

/// Of 60 designs the 95 % intervals of the total indices hold the true ones in 87 % or more: three standard errors below 95.
#[test]
fn intervals_hold_what_they_say() {
    let (_, total, _) = ishigami_indices();
    let mut held = [0; 3];
    for seed in 0..60 {
        for (at, shares) in of(&ishigami, 3, 128, 100 + seed, Order::First).factors.iter().enumerate() {
            held[at] += u32::from(shares.total.ci95_low <= total[at] && total[at] <= shares.total.ci95_high);
        }
    }
    assert!(held.iter().all(|held| *held >= 52), "{held:?} of 60");
}

/// Numbers of a list in the reference of SALib.
fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value
        .as_array()
        .expect("the test's own input is sound")
        .iter()
        .map(|x| x.as_f64().expect("the test's own input is sound"))
        .collect()
}

fn reference(part: &str) -> serde_json::Value {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("data/salib-1.6.0.json")).expect("the test's own input is sound");
    all[part].clone()
}

fn close(what: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0), "{what}: {ours}, SALib {theirs}");
}

#[test]
fn sobol_estimators_are_those_of_salib() {
    let theirs = reference("sobol");
    let outputs: Vec<Vec<f64>> = numbers(&theirs["outputs"]).into_iter().map(|y| vec![y]).collect();
    let ours = indices(&outputs, 3, Order::Second, &Stream::of_design(Seed(1))).indices.unwrap();
    let (first, total) = (numbers(&theirs["first"]), numbers(&theirs["total"]));
    for (at, shares) in ours.factors.iter().enumerate() {
        close("S1", shares.first.value, first[at]);
        close("ST", shares.total.value, total[at]);
        close("S1 of means", shares.first_of_means.unwrap(), first[at]);
        close("ST of means", shares.total_of_means.unwrap(), total[at]);
    }
    for ((.., second), theirs) in ours.pairs.iter().zip(numbers(&theirs["second"])) {
        close("S2", second.value, theirs);
    }
    // Its points are laid out as ours: made of their own first and last of a row, they are the same.
    let points: Vec<Vec<f64>> = theirs["points"].as_array().unwrap().iter().map(numbers).collect();
    let base: Vec<Vec<f64>> = points.chunks(8).map(|row| [row[0].clone(), row[7].clone()].concat()).collect();
    assert_eq!(design(&base, &singles(3), Order::Second), points);
}

#[test]
fn elementary_effects_are_those_of_salib() {
    let theirs = reference("morris");
    let points: Vec<Vec<f64>> = theirs["points"].as_array().unwrap().iter().map(numbers).collect();
    let outputs: Vec<Vec<f64>> = numbers(&theirs["outputs"]).into_iter().map(|y| vec![y]).collect();
    let ours = morris::effects(&points, &outputs, &singles(3), &Stream::of_design(Seed(1))).unwrap();
    for (key, of) in [
        ("mean", (|effect| effect.mean.value) as fn(&morris::Effect) -> f64),
        ("absolute", |effect| effect.absolute.value),
        ("deviation", |effect| effect.deviation.value),
    ] {
        ours.iter().zip(numbers(&theirs[key])).for_each(|(effect, theirs)| close(key, of(effect), theirs));
    }
    assert!(ours.iter().all(|effect| effect.by_luck.is_none()));
}

/// The function of 20 inputs of `MORRIS1991`, §4, its small random coefficients by the rule `(−1)^(i + j)`.
fn morris_function(u: &[f64]) -> f64 {
    let w: Vec<f64> = (0..20)
        .map(|i| if [2, 4, 6].contains(&i) { 2.0 * (1.1 * u[i] / (u[i] + 0.1) - 0.5) } else { 2.0 * (u[i] - 0.5) })
        .collect();
    let sign = |n: usize| if n.is_multiple_of(2) { 1.0 } else { -1.0 };
    let mut y = 0.0;
    for i in 0..20 {
        y += w[i] * if i < 10 { 20.0 } else { sign(i + 1) };
        for j in i + 1..20 {
            y += w[i] * w[j] * if j < 6 { -15.0 } else { sign(i + j) };
            for k in j + 1..5 {
                y -= 10.0 * w[i] * w[j] * w[k];
                y += 5.0 * (k + 1..4).map(|l| w[i] * w[j] * w[k] * w[l]).sum::<f64>();
            }
        }
    }
    y
}

/// Inputs 1 to 7 act with others or with a bend, 8 to 10 alone and straight, the other ten hardly: as in the paper's figure 1.
#[test]
fn elementary_effects_sort_the_inputs_of_morris_function() {
    let (stream, factors) = (Stream::of_design(Seed(2)), singles(20));
    let points = morris::design(&stream, &factors, 40);
    assert_eq!(points.len(), 40 * 21);
    let outputs: Vec<Vec<f64>> = points.iter().map(|x| vec![morris_function(x)]).collect();
    let effects = morris::effects(&points, &outputs, &factors, &stream).unwrap();
    for (at, effect) in effects.iter().enumerate() {
        let (mean, absolute, deviation) = (effect.mean.value, effect.absolute.value, effect.deviation.value);
        match at {
            0..=6 => assert!(absolute > 20.0 && deviation > 12.0, "{}: {effect:?}", at + 1),
            7..=9 => assert!((mean - 40.0).abs() < 6.0 && deviation < 12.0, "{}: {effect:?}", at + 1),
            _ => assert!(absolute < 14.0 && deviation < 14.0, "{}: {effect:?}", at + 1),
        }
    }
}

/// Of a factor that changes nothing the effects are what luck makes: 0 where luck is the same at all points, and of the size
/// foretold where each point has its own.
#[test]
fn effects_by_luck_are_foretold() {
    let (stream, factors) = (Stream::of_design(Seed(2)), singles(4));
    let points = morris::design(&stream, &factors, 200);
    let effects = |own| morris::effects(&points, &with_luck(&points, 8, 3.0, own, 5), &factors, &stream).unwrap();
    let (still, moved) = (effects(0.0)[3], effects(1.0)[3]);
    assert!(still.absolute.value < 1e-12 && still.by_luck.unwrap() < 1e-12);
    let foretold = moved.by_luck.unwrap();
    assert!(moved.absolute.ci95_low < foretold && foretold < moved.absolute.ci95_high, "{moved:?}");
    assert!((foretold / ((2.0_f64 / math::PI).sqrt() * 0.5 / morris::DELTA) - 1.0).abs() < 0.1, "{foretold}");
}

#[test]
fn rank_correlations_tell_which_way() {
    let stream = Stream::of_design(Seed(6));
    let columns: Vec<Vec<f64>> = (0..3).map(|d| latin(&stream, EntityKey(d), 400)).collect();
    let points: Vec<Vec<f64>> = (0..400).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
    let outputs: Vec<Vec<f64>> = points.iter().map(|x| vec![math::exp(3.0 * x[0]) - 2.0 * x[1]]).collect();
    let [up, down, none] = rank::correlations(&points, &outputs).unwrap()[..] else { panic!("three columns") };
    assert!(up.value > 0.9 && up.ci95_low > 0.88 && up.ci95_high < 1.0, "{up:?}");
    assert!(down.ci95_high < 0.0 && !none.is_told_from_zero(), "{down:?} {none:?}");
    assert!(up.value > rank::least_told(400, 3) && none.value.abs() < rank::least_told(400, 3));
    // The 97.5 % point of the normal law for one column, and a wider one for many.
    assert!((rank::least_told(1063, 1) - 0.061_90).abs() < 1e-4);
    assert!(rank::least_told(1063, 100) > 1.6 * rank::least_told(1063, 1));
    assert!(rank::correlations(&points[..9], &outputs[..9]).is_none());
}
