//! Coefficients of Dormand and Prince's method of order eight (DOP853).
//!
//! Hairer, Nørsett, Wanner, *Solving Ordinary Differential Equations I*, 2nd ed. (1993), as in the authors' code.

/// Times of the stages, in steps.
pub const TIMES: [f64; 12] = [
    0.0,
    0.05260015195876773,
    0.0789002279381516,
    0.1183503419072274,
    0.2816496580927726,
    0.3333333333333333,
    0.25,
    0.3076923076923077,
    0.6512820512820513,
    0.6,
    0.8571428571428571,
    1.0,
];

/// Weights of the earlier stages in stage 1: stage, weight.
pub const ROW_1: [(usize, f64); 1] = [(0, 0.05260015195876773)];

/// Weights of the earlier stages in stage 2: stage, weight.
pub const ROW_2: [(usize, f64); 2] = [(0, 0.0197250569845379), (1, 0.0591751709536137)];

/// Weights of the earlier stages in stage 3: stage, weight.
pub const ROW_3: [(usize, f64); 2] = [(0, 0.02958758547680685), (2, 0.08876275643042054)];

/// Weights of the earlier stages in stage 4: stage, weight.
pub const ROW_4: [(usize, f64); 3] = [(0, 0.2413651341592667), (2, -0.8845494793282861), (3, 0.924834003261792)];

/// Weights of the earlier stages in stage 5: stage, weight.
pub const ROW_5: [(usize, f64); 3] = [(0, 0.037037037037037035), (3, 0.17082860872947386), (4, 0.12546768756682242)];

/// Weights of the earlier stages in stage 6: stage, weight.
pub const ROW_6: [(usize, f64); 4] =
    [(0, 0.037109375), (3, 0.17025221101954405), (4, 0.06021653898045596), (5, -0.017578125)];

/// Weights of the earlier stages in stage 7: stage, weight.
pub const ROW_7: [(usize, f64); 5] = [
    (0, 0.03709200011850479),
    (3, 0.17038392571223998),
    (4, 0.10726203044637328),
    (5, -0.015319437748624402),
    (6, 0.008273789163814023),
];

/// Weights of the earlier stages in stage 8: stage, weight.
pub const ROW_8: [(usize, f64); 6] = [
    (0, 0.6241109587160757),
    (3, -3.3608926294469414),
    (4, -0.868219346841726),
    (5, 27.59209969944671),
    (6, 20.154067550477894),
    (7, -43.48988418106996),
];

/// Weights of the earlier stages in stage 9: stage, weight.
pub const ROW_9: [(usize, f64); 7] = [
    (0, 0.47766253643826434),
    (3, -2.4881146199716677),
    (4, -0.590290826836843),
    (5, 21.230051448181193),
    (6, 15.279233632882423),
    (7, -33.28821096898486),
    (8, -0.020331201708508627),
];

/// Weights of the earlier stages in stage 10: stage, weight.
pub const ROW_10: [(usize, f64); 8] = [
    (0, -0.9371424300859873),
    (3, 5.186372428844064),
    (4, 1.0914373489967295),
    (5, -8.149787010746927),
    (6, -18.52006565999696),
    (7, 22.739487099350505),
    (8, 2.4936055526796523),
    (9, -3.0467644718982196),
];

/// Weights of the earlier stages in stage 11: stage, weight.
pub const ROW_11: [(usize, f64); 9] = [
    (0, 2.273310147516538),
    (3, -10.53449546673725),
    (4, -2.0008720582248625),
    (5, -17.9589318631188),
    (6, 27.94888452941996),
    (7, -2.8589982771350235),
    (8, -8.87285693353063),
    (9, 12.360567175794303),
    (10, 0.6433927460157636),
];

/// Weights of the stages in the solution of order eight.
pub const SOLUTION: [(usize, f64); 8] = [
    (0, 0.054293734116568765),
    (5, 4.450312892752409),
    (6, 1.8915178993145003),
    (7, -5.801203960010585),
    (8, 0.3111643669578199),
    (9, -0.1521609496625161),
    (10, 0.20136540080403034),
    (11, 0.04471061572777259),
];

/// Its difference from the solution of order five.
pub const ERROR_5: [(usize, f64); 8] = [
    (0, 0.01312004499419488),
    (5, -1.2251564463762044),
    (6, -0.4957589496572502),
    (7, 1.6643771824549864),
    (8, -0.35032884874997366),
    (9, 0.3341791187130175),
    (10, 0.08192320648511571),
    (11, -0.022355307863886294),
];

/// Its difference from the solution of order three.
pub const ERROR_3: [(usize, f64); 8] = [
    (0, -0.18980075407240762),
    (5, 4.450312892752409),
    (6, 1.8915178993145003),
    (7, -5.801203960010585),
    (8, -0.4226823213237919),
    (9, -0.1521609496625161),
    (10, 0.20136540080403034),
    (11, 0.02265179219836082),
];
